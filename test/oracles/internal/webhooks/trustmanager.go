package webhooks

import (
	"fmt"
	"net/http"

	trustapi "github.com/cert-manager/trust-manager/pkg/apis/trust/v1alpha1"
	trustwebhook "github.com/cert-manager/trust-manager/pkg/webhook"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/klog/v2"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	metrics "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	ctrlwebhook "sigs.k8s.io/controller-runtime/pkg/webhook"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/admit"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/control"
)

var trustManager = webhook{
	Judge: admit.Judge{
		Name:    "trust-manager",
		Webhook: "trust.cert-manager.io",
		Groups:  []string{"trust.cert-manager.io"},
	},
	versions:  []string{"v1alpha1"},
	resources: []string{"bundles"},
	probe: &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "trust.cert-manager.io/v1alpha1",
		"kind":       "Bundle",
		"metadata":   map[string]any{"name": "probe"},
		"spec":       map[string]any{"sources": []any{map[string]any{"useDefaultCAs": false}}},
	}},
}

// mountTrustManager lets trust-manager register with a manager that is never
// started, and serves what it registered.
func mountTrustManager(mux *http.ServeMux, plane *control.Plane) error {
	scheme := runtime.NewScheme()
	if err := trustapi.AddToScheme(scheme); err != nil {
		return err
	}
	registered := http.NewServeMux()
	mgr, err := manager.New(plane.Config, manager.Options{
		Scheme:        scheme,
		Logger:        klog.Background(),
		Metrics:       metrics.Options{BindAddress: "0"},
		WebhookServer: ctrlwebhook.NewServer(ctrlwebhook.Options{WebhookMux: registered}),
	})
	if err != nil {
		return fmt.Errorf("trust-manager's webhook: %w", err)
	}
	if err := trustwebhook.SetupWebhookWithManager(mgr); err != nil {
		return fmt.Errorf("trust-manager's webhook: %w", err)
	}
	mux.HandleFunc("/trust-manager/validate", func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = "/validate-trust-cert-manager-io-v1alpha1-bundle"
		registered.ServeHTTP(w, r)
	})
	return nil
}
