// Package charts renders the Helm charts that upstream ships in its Go modules.
package charts

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	release "helm.sh/helm/v4/pkg/release/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
)

// Input is what the program reads.
type Input struct {
	Releases []Release `json:"releases"`
}

// Release is a chart with the values to render it with.
type Release struct {
	Chart     string          `json:"chart"`
	Name      string          `json:"name"`
	Namespace string          `json:"namespace"`
	Values    json.RawMessage `json:"values,omitempty"`
}

// Output is what the program writes.
type Output struct {
	Versions map[string]string `json:"versions"`
	Results  []Result          `json:"results"`
}

// Result is what became of one release.
type Result struct {
	Chart string `json:"chart"`
	OK    bool   `json:"ok"`
	// Error is why Helm refused, if it did.
	Error string `json:"error"`
	// Objects are the rendered ones in Helm's order of installation, then its hooks.
	Objects []json.RawMessage `json:"objects"`
}

// known says in which module, and where in it, each chart is.
var known = map[string]struct{ module, dir string }{
	"approver-policy": {upstream.ApproverPolicy, "deploy/charts/approver-policy"},
	"aws-pca-issuer":  {upstream.AWSIssuer, "charts/aws-pca-issuer"},
	"cert-manager":    {upstream.CertManager, "deploy/charts/cert-manager"},
	"gateway":         {upstream.Istio, "manifests/charts/gateway"},
	"istio-base":      {upstream.Istio, "manifests/charts/base"},
	"istio-cni":       {upstream.Istio, "manifests/charts/istio-cni"},
	"istiod":          {upstream.Istio, "manifests/charts/istio-control/istio-discovery"},
	"trust-manager":   {upstream.TrustManager, "deploy/charts/trust-manager"},
	"ztunnel":         {upstream.Istio, "manifests/charts/ztunnel"},
}

// Modules are the modules that Render needs to know of.
func Modules() []string {
	modules := map[string]bool{upstream.Helm: true, upstream.Kubernetes: true}
	for _, c := range known {
		modules[c.module] = true
	}
	return slices.Sorted(maps.Keys(modules))
}

// Read reads and checks the input.
func Read(r io.Reader) (Input, error) {
	var in Input
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return in, fmt.Errorf("reading the releases: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return in, errors.New("reading the releases: more than one JSON document")
	}
	for _, r := range in.Releases {
		if _, ok := known[r.Chart]; !ok {
			return in, fmt.Errorf("there is no chart %q here, only %s", r.Chart, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
	}
	return in, nil
}

// Render does what "helm template" does.
func Render(ctx context.Context, modules upstream.Modules, r Release) (Result, error) {
	result := Result{Chart: r.Chart, Objects: []json.RawMessage{}}
	place := known[r.Chart]
	module := modules[place.module]
	chart, err := loader.LoadDir(filepath.Join(module.Dir, place.dir))
	if err != nil {
		return result, fmt.Errorf("chart %s: %w", r.Chart, err)
	}
	// The version is filled in when a chart is released; templates put it into
	// labels and image tags.
	if chart.Metadata.Version == "v0.0.0" {
		chart.Metadata.Version, chart.Metadata.AppVersion = module.Version, module.Version
	}
	values, err := common.ReadValues(r.Values)
	if err != nil {
		return result, fmt.Errorf("values of chart %s: %w", r.Chart, err)
	}

	// Charts ask for the version of the cluster: it is the one that the admission
	// oracle runs.
	kubernetes, err := common.ParseKubeVersion(modules[upstream.Kubernetes].Version)
	if err != nil {
		return result, err
	}

	install := action.NewInstall(action.NewConfiguration(action.ConfigurationSetLogger(slog.DiscardHandler)))
	install.DryRunStrategy = action.DryRunClient
	install.KubeVersion = kubernetes
	install.ReleaseName = r.Name
	install.Namespace = r.Namespace
	installed, err := install.RunWithContext(ctx, chart, values)
	if ctx.Err() != nil {
		return result, ctx.Err()
	}
	if err != nil {
		result.Error = stable(err.Error())
		return result, nil
	}
	rendered, ok := installed.(*release.Release)
	if !ok {
		return result, fmt.Errorf("chart %s: Helm made a %T", r.Chart, installed)
	}
	texts := []string{rendered.Manifest}
	for _, hook := range rendered.Hooks {
		texts = append(texts, hook.Manifest)
	}
	for _, text := range texts {
		objects, err := split(text)
		if err != nil {
			return result, fmt.Errorf("chart %s: %w", r.Chart, err)
		}
		result.Objects = append(result.Objects, objects...)
	}
	result.OK = true
	return result, nil
}

// split turns YAML documents into JSON, leaving out those that hold nothing.
func split(text string) ([]json.RawMessage, error) {
	var objects []json.RawMessage
	docs := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(text)))
	for {
		doc, err := docs.Read()
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		object, err := yaml.YAMLToJSON(doc)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(object, []byte("null")) {
			objects = append(objects, object)
		}
	}
}
