package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/charts"
)

func TestSmoke(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the upstream modules")
	}
	const input = `{"releases": [
		{"chart": "istiod", "name": "istiod", "namespace": "istio-system", "values": {"meshConfig": {"trustDomain": "prod.example.com"}}},
		{"chart": "cert-manager", "name": "a", "namespace": "b", "values": {"replicaCount": 3000000}},
		{"chart": "trust-manager", "name": "a", "namespace": "b", "values": {"ap": {}}}
	]}`
	var stdout bytes.Buffer
	if err := run(t.Context(), []string{"-modules=../.."}, strings.NewReader(input), &stdout); err != nil {
		t.Fatal(err)
	}
	var out charts.Output
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		ok   bool
		text string
	}{
		{true, `trustDomain: prod.example.com`},
		{true, `"replicas": 3000000`},
		{false, `additional properties 'ap' not allowed`},
	} {
		r := out.Results[i]
		text := r.Error
		for _, object := range r.Objects {
			text += string(object)
		}
		if r.OK != want.ok || !strings.Contains(text, want.text) {
			t.Errorf("%s: got %v, without %q: %s", r.Chart, r.OK, want.text, r.Error)
		}
	}
}
