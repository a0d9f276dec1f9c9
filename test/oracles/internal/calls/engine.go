package calls

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	"istio.io/istio/pkg/config/crd"
	"istio.io/istio/pkg/kube/krt"
	istiolog "istio.io/istio/pkg/log"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/klog/v2"

	_ "github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/calls/early"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/charts"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
)

// Engine is what all cases have in common.
type Engine struct {
	versions map[string]string
	injector *injector
	injected sync.Map
	crds     *crd.Validator
	// Workers is how many cases run at a time.
	Workers int
}

// Modules are the modules that New needs to know of.
func Modules() []string {
	return append(charts.Modules(), upstream.CRDModules()...)
}

// New reads what is read out of the upstream modules.
func New(ctx context.Context, modules upstream.Modules) (*Engine, error) {
	quiet()
	made, err := newInjector(ctx, modules)
	if err != nil {
		return nil, err
	}
	all, err := modules.CRDs()
	if err != nil {
		return nil, err
	}
	var istio []apiextensions.CustomResourceDefinition
	for _, c := range all {
		if !strings.HasSuffix(c.Spec.Group, ".istio.io") {
			continue
		}
		var internal apiextensions.CustomResourceDefinition
		apiextensionsv1.SetDefaults_CustomResourceDefinition(&c)
		apiextensionsv1.SetDefaults_CustomResourceDefinitionSpec(&c.Spec)
		if err := apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(&c, &internal, nil); err != nil {
			return nil, err
		}
		istio = append(istio, internal)
	}
	validator, err := crd.NewValidatorFromCRDs(istio...)
	if err != nil {
		return nil, err
	}
	return &Engine{
		versions: map[string]string{
			"istio":      modules[upstream.Istio].Version,
			"istio-crds": modules[upstream.IstioAPI].Version,
			"kubernetes": modules[upstream.Kubernetes].Version,
		},
		injector: made,
		crds:     validator,
		// Half of a case is waiting for informers.
		Workers: 2 * runtime.NumCPU(),
	}, nil
}

// quiet silences istiod, which logs to standard output.
func quiet() {
	for _, scope := range istiolog.Scopes() {
		scope.SetOutputLevel(istiolog.NoneLevel)
	}
	klog.SetOutput(io.Discard)
	klog.LogToStderr(false)
}

// generation is how many cases run before what istiod keeps of them is dropped:
// it remembers every collection that was ever made, for a debugging page.
const generation = 64

// Run runs the cases, some at a time.
func (e *Engine) Run(ctx context.Context, cases []Case) (Output, error) {
	out := Output{Versions: e.versions, Results: []Result{}}
	results := make([][]Result, len(cases))
	for start := 0; start < len(cases); start += generation {
		krt.GlobalDebugHandler = new(krt.DebugHandler)
		end := min(start+generation, len(cases))
		next := make(chan int)
		var workers sync.WaitGroup
		for range max(1, e.Workers) {
			workers.Go(func() {
				for i := range next {
					results[i] = e.runCase(cases[i])
				}
			})
		}
		for i := start; i < end && ctx.Err() == nil; i++ {
			next <- i
		}
		close(next)
		workers.Wait()
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
	}
	for _, r := range results {
		out.Results = append(out.Results, r...)
	}
	return out, nil
}

func (e *Engine) runCase(c Case) []Result {
	var results []Result
	var rejected []Rejection
	err := attempt(func(t *failer) error {
		s, err := e.read(c.Objects, 0)
		if err != nil {
			return err
		}
		if len(s.rejected) > 0 {
			rejected = s.rejected
			return errors.New("the cluster rejects some of the objects")
		}
		m, err := newMesh(t, s, c.MeshConfig, nil)
		if err != nil {
			return err
		}
		for i, call := range c.Calls {
			r := Result{Case: c.Name, Call: &i}
			if err := m.call(call, &r); err != nil {
				r.Error = err.Error()
			}
			results = append(results, r)
		}
		return nil
	})
	if err != nil {
		return []Result{{Case: c.Name, Error: fmt.Sprint(err), Rejected: rejected}}
	}
	return results
}
