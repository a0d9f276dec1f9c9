package calls

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/config/mesh/meshwatcher"
	"istio.io/istio/pkg/kube/inject"
	"istio.io/istio/pkg/kube/multicluster"
	admission "k8s.io/api/admission/v1"
	registration "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/charts"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
)

// injector is istiod's injection webhook behind the rules of istiod's chart.
type injector struct {
	webhooks []selectors
	mux      *http.ServeMux
}

type selectors struct{ namespace, object labels.Selector }

// newInjector takes rules, policy and templates out of the chart, default values
// and default revision.
func newInjector(ctx context.Context, modules upstream.Modules) (*injector, error) {
	rendered, err := charts.Render(ctx, modules, charts.Release{Chart: "istiod", Name: "istiod", Namespace: "istio-system"})
	if err != nil {
		return nil, err
	}
	if !rendered.OK {
		return nil, fmt.Errorf("the chart of istiod: %s", rendered.Error)
	}
	made := &injector{mux: http.NewServeMux()}
	var source configured
	for _, raw := range rendered.Objects {
		var meta metav1.PartialObjectMetadata
		if err := json.Unmarshal(raw, &meta); err != nil {
			return nil, err
		}
		switch meta.Kind + "/" + meta.Name {
		case "MutatingWebhookConfiguration/istio-sidecar-injector":
			var c registration.MutatingWebhookConfiguration
			if err := json.Unmarshal(raw, &c); err != nil {
				return nil, err
			}
			for _, w := range c.Webhooks {
				namespace, err := metav1.LabelSelectorAsSelector(w.NamespaceSelector)
				if err != nil {
					return nil, err
				}
				object, err := metav1.LabelSelectorAsSelector(w.ObjectSelector)
				if err != nil {
					return nil, err
				}
				made.webhooks = append(made.webhooks, selectors{namespace, object})
			}
		case "ConfigMap/istio-sidecar-injector":
			var c corev1.ConfigMap
			if err := json.Unmarshal(raw, &c); err != nil {
				return nil, err
			}
			config, err := inject.UnmarshalConfig([]byte(c.Data["config"]))
			if err != nil {
				return nil, err
			}
			source = configured{&config, c.Data["values"]}
		}
	}
	if len(made.webhooks) == 0 || source.config == nil {
		return nil, fmt.Errorf("the chart of istiod has no injector")
	}
	env := model.NewEnvironment()
	env.Watcher = meshwatcher.NewTestWatcher(mesh.DefaultMeshConfig())
	_, err = inject.NewWebhook(inject.WebhookParameters{
		Watcher:      source,
		Env:          env,
		Mux:          made.mux,
		Revision:     "default",
		MultiCluster: multicluster.NewFakeController(),
	})
	return made, err
}

// configured is the injector's configuration, which never changes.
type configured struct {
	config *inject.Config
	values string
}

func (c configured) SetHandler(func(*inject.Config, string) error) {}
func (c configured) Run(<-chan struct{})                           {}
func (c configured) Get() (*inject.Config, string, error)          { return c.config, c.values, nil }

// asks is whether the API server would send the pod to istiod.
func (i *injector) asks(namespace, pod labels.Set) bool {
	for _, w := range i.webhooks {
		if w.namespace.Matches(namespace) && w.object.Matches(pod) {
			return true
		}
	}
	return false
}

// inject sends the pod to istiod and changes it as istiod says.
func (i *injector) inject(p *corev1.Pod) (*corev1.Pod, string, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, "", err
	}
	body, err := json.Marshal(admission.AdmissionReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "admission.k8s.io/v1", Kind: "AdmissionReview"},
		Request:  &admission.AdmissionRequest{UID: "1", Namespace: p.Namespace, Object: runtime.RawExtension{Raw: raw}},
	})
	if err != nil {
		return nil, "", err
	}
	request := httptest.NewRequest(http.MethodPost, "/inject", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	i.mux.ServeHTTP(recorder, request)
	var review admission.AdmissionReview
	if err := json.Unmarshal(recorder.Body.Bytes(), &review); err != nil {
		return nil, "", fmt.Errorf("injection: %w: %s", err, recorder.Body)
	}
	if !review.Response.Allowed {
		return nil, review.Response.Result.Message, nil
	}
	if len(review.Response.Patch) == 0 {
		return p, "", nil
	}
	patch, err := jsonpatch.DecodePatch(review.Response.Patch)
	if err != nil {
		return nil, "", err
	}
	patched, err := patch.Apply(raw)
	if err != nil {
		return nil, "", err
	}
	injected := &corev1.Pod{}
	return injected, "", json.Unmarshal(patched, injected)
}

// inject gives the pod its sidecar, if it gets one.
func (s *scene) inject(e *Engine, p *pod) error {
	if e.injector.asks(s.namespaces[p.Namespace].Labels, p.Labels) {
		injected, refusal, err := e.injectCached(p.Pod)
		if err != nil {
			return err
		}
		if refusal != "" {
			s.rejected = append(s.rejected, Rejection{"Pod/" + p.workload, refusal})
			return nil
		}
		p.Pod = injected
	}
	for _, c := range append(append([]corev1.Container{}, p.Spec.InitContainers...), p.Spec.Containers...) {
		if c.Name == inject.ProxyContainerName && len(c.Args) > 1 && c.Args[0] == "proxy" {
			p.proxy = c.Args[1]
		}
	}
	return nil
}

// injectCached remembers what istiod said: cases made at random have many pods
// in common.
func (e *Engine) injectCached(p *corev1.Pod) (*corev1.Pod, string, error) {
	type answer struct {
		pod     *corev1.Pod
		refusal string
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, "", err
	}
	key := string(raw)
	if known, ok := e.injected.Load(key); ok {
		a := known.(answer)
		return a.pod.DeepCopy(), a.refusal, nil
	}
	injected, refusal, err := e.injector.inject(p)
	if err != nil {
		return nil, "", err
	}
	e.injected.Store(key, answer{injected.DeepCopy(), refusal})
	return injected, refusal, nil
}

// bypassed is whether annotations of the pod keep a port away from its sidecar.
func bypassed(p *pod, direction string, port int) bool {
	has := func(list string) bool {
		for _, item := range strings.Split(list, ",") {
			if item = strings.TrimSpace(item); item == fmt.Sprint(port) || item == "*" {
				return true
			}
		}
		return false
	}
	if list, ok := p.Annotations["traffic.sidecar.istio.io/include"+direction+"Ports"]; ok && direction == "Inbound" && !has(list) {
		return true
	}
	return has(p.Annotations["traffic.sidecar.istio.io/exclude"+direction+"Ports"])
}
