package webhooks

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/klog/v2"

	config "github.com/cert-manager/cert-manager/internal/apis/config/webhook"
	cmwebhook "github.com/cert-manager/cert-manager/internal/webhook"
	cmadmission "github.com/cert-manager/cert-manager/pkg/webhook/admission"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/admit"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/control"
)

var certManager = webhook{
	Judge: admit.Judge{
		Name:    "cert-manager",
		Webhook: "webhook.cert-manager.io",
		Groups:  []string{"cert-manager.io", "acme.cert-manager.io"},
	},
	versions:  []string{"v1"},
	resources: []string{"*/*"},
	mutates:   "certificaterequests",
	probe: &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "cert-manager.io/v1",
		"kind":       "Certificate",
		"metadata":   map[string]any{"name": "probe", "namespace": "default"},
		"spec":       map[string]any{"secretName": "probe", "issuerRef": map[string]any{"name": "probe"}},
	}},
}

// mountCertManager takes the admission chain out of cert-manager's webhook
// server and leaves its listeners, which would bind every interface.
func mountCertManager(mux *http.ServeMux, plane *control.Plane) error {
	server, err := cmwebhook.NewCertManagerWebhookServer(klog.Background(), config.WebhookConfiguration{KubeConfig: plane.Kubeconfig})
	if err != nil {
		return fmt.Errorf("cert-manager's webhook: %w", err)
	}
	mux.Handle("/cert-manager/validate", cmadmission.NewCustomValidationWebhook(server.ResourceScheme, server.ValidationWebhook))
	mux.Handle("/cert-manager/mutate", cmadmission.NewCustomMutationWebhook(server.MutationWebhook))
	return nil
}

// waitMutated waits until the API server asks cert-manager's mutating webhook,
// which writes the requester into each CertificateRequest; the validating one
// refuses those that lack it.
func waitMutated(ctx context.Context, client dynamic.Interface) error {
	csr, err := signingRequest()
	if err != nil {
		return err
	}
	requests := client.Resource(schema.GroupVersionResource{Group: "cert-manager.io", Version: "v1", Resource: "certificaterequests"})
	var last error
	err = wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		_, last = requests.Namespace("default").Create(ctx, &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "cert-manager.io/v1",
			"kind":       "CertificateRequest",
			"metadata":   map[string]any{"name": "probe", "namespace": "default"},
			"spec":       map[string]any{"request": csr, "issuerRef": map[string]any{"name": "probe"}},
		}}, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		return last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("cert-manager's webhooks refuse a sound CertificateRequest (%v): %w", last, err)
	}
	return nil
}

// signingRequest returns a PEM certificate signing request in base64.
func signingRequest() (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", err
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "probe"}}, key)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})), nil
}
