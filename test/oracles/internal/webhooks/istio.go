package webhooks

import (
	"fmt"
	"net/http"

	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/webhooks/validation/server"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/admit"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/control"
)

var istio = webhook{
	Judge: admit.Judge{
		Name:    "istio",
		Webhook: "rev.validation.istio.io",
		Groups:  []string{"security.istio.io", "networking.istio.io", "telemetry.istio.io", "extensions.istio.io"},
	},
	versions:  []string{"*"},
	resources: []string{"*"},
	probe: &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "networking.istio.io/v1",
		"kind":       "Gateway",
		"metadata":   map[string]any{"name": "probe", "namespace": "default"},
		"spec": map[string]any{"servers": []any{map[string]any{
			"hosts": []any{"*"},
			"port":  map[string]any{"name": "probe", "number": int64(80), "protocol": "PROBE"},
		}}},
	}},
}

// mountIstio serves istiod's validation with the schemas that istiod gives it.
func mountIstio(mux *http.ServeMux, _ *control.Plane) error {
	registered := http.NewServeMux()
	if _, err := server.New(server.Options{
		Schemas:      collections.PilotGatewayAPI(),
		DomainSuffix: "cluster.local",
		Mux:          registered,
	}); err != nil {
		return fmt.Errorf("istio's webhook: %w", err)
	}
	mux.Handle("/istio/", http.StripPrefix("/istio", registered))
	return nil
}
