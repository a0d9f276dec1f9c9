// Package webhooks puts upstream's own validation behind the API server, as
// admission webhooks on loopback, registered as the projects' charts register
// them.
package webhooks

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/admit"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/control"
)

// webhook is the admission webhook of one upstream project.
type webhook struct {
	admit.Judge
	versions, resources []string
	// mutates names the one resource that the project also has a mutating
	// webhook for, if any.
	mutates string
	// probe is an object that the schema accepts and the webhook must refuse.
	probe *unstructured.Unstructured
}

var all = []webhook{certManager, trustManager, approverPolicy, istio}

// Judges are the projects whose webhooks Install registers.
func Judges() []admit.Judge {
	var judges []admit.Judge
	for _, w := range all {
		judges = append(judges, w.Judge)
	}
	return judges
}

// Set is the running webhooks.
type Set struct {
	server *http.Server
	child  *child
}

// Install returns when the API server is known to ask every webhook.
func Install(ctx context.Context, plane *control.Plane) (*Set, error) {
	s := &Set{}
	if err := s.install(ctx, plane); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// Stop ends the webhooks.
func (s *Set) Stop() {
	if s.child != nil {
		s.child.stop()
	}
	if s.server != nil {
		s.server.Close()
	}
}

func (s *Set) install(ctx context.Context, plane *control.Plane) error {
	client, err := kubernetes.NewForConfig(plane.Config)
	if err != nil {
		return err
	}
	// Slow to start, so first.
	if s.child, err = startApproverPolicy(ctx, client, plane.Kubeconfig); err != nil {
		return fmt.Errorf("starting approver-policy: %w", err)
	}

	mux := http.NewServeMux()
	for _, mount := range []func(*http.ServeMux, *control.Plane) error{
		mountCertManager, mountIstio, mountTrustManager,
	} {
		if err := mount(mux, plane); err != nil {
			return err
		}
	}
	address, err := s.serve(mux, plane)
	if err != nil {
		return err
	}
	ca, err := os.ReadFile(plane.CertFile)
	if err != nil {
		return err
	}
	for _, w := range all {
		target := func(path string) admissionregistration.WebhookClientConfig {
			return admissionregistration.WebhookClientConfig{
				URL:      ptr.To("https://" + address + "/" + w.Name + path),
				CABundle: ca,
			}
		}
		if w.Name == approverPolicy.Name {
			config, err := s.child.clientConfig(ctx, client)
			if err != nil {
				return err
			}
			target = func(string) admissionregistration.WebhookClientConfig { return config }
		}
		if err := w.register(ctx, client, target); err != nil {
			return fmt.Errorf("registering the webhook of %s: %w", w.Name, err)
		}
	}
	return waitAsked(ctx, plane)
}

func (s *Set) serve(mux *http.ServeMux, plane *control.Plane) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	s.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go s.server.ServeTLS(listener, plane.CertFile, plane.KeyFile)
	return listener.Addr().String(), nil
}

func (w webhook) register(ctx context.Context, client kubernetes.Interface, target func(path string) admissionregistration.WebhookClientConfig) error {
	rule := admissionregistration.Rule{APIGroups: w.Groups, APIVersions: w.versions, Resources: w.resources}
	_, err := client.AdmissionregistrationV1().ValidatingWebhookConfigurations().Create(ctx, &admissionregistration.ValidatingWebhookConfiguration{
		ObjectMeta: metav1.ObjectMeta{Name: w.Webhook},
		Webhooks: []admissionregistration.ValidatingWebhook{{
			Name: w.Webhook,
			Rules: []admissionregistration.RuleWithOperations{{
				Operations: []admissionregistration.OperationType{admissionregistration.Create, admissionregistration.Update},
				Rule:       rule,
			}},
			ClientConfig:            target("/validate"),
			FailurePolicy:           ptr.To(admissionregistration.Fail),
			SideEffects:             ptr.To(admissionregistration.SideEffectClassNone),
			AdmissionReviewVersions: []string{"v1"},
		}},
	}, metav1.CreateOptions{})
	if err != nil || w.mutates == "" {
		return err
	}

	rule.Resources = []string{w.mutates}
	_, err = client.AdmissionregistrationV1().MutatingWebhookConfigurations().Create(ctx, &admissionregistration.MutatingWebhookConfiguration{
		ObjectMeta: metav1.ObjectMeta{Name: w.Webhook},
		Webhooks: []admissionregistration.MutatingWebhook{{
			Name: w.Webhook,
			Rules: []admissionregistration.RuleWithOperations{{
				Operations: []admissionregistration.OperationType{admissionregistration.Create},
				Rule:       rule,
			}},
			ClientConfig:            target("/mutate"),
			FailurePolicy:           ptr.To(admissionregistration.Fail),
			SideEffects:             ptr.To(admissionregistration.SideEffectClassNone),
			AdmissionReviewVersions: []string{"v1"},
		}},
	}, metav1.CreateOptions{})
	return err
}

// waitAsked waits until every webhook refuses its probe: the API server learns
// of a registration some time after it was stored, and until then lets
// everything pass.
func waitAsked(ctx context.Context, plane *control.Plane) error {
	client, err := dynamic.NewForConfig(plane.Config)
	if err != nil {
		return err
	}
	for _, w := range all {
		if err := w.waitAsked(ctx, client); err != nil {
			return err
		}
	}
	return waitMutated(ctx, client)
}

func (w webhook) waitAsked(ctx context.Context, client dynamic.Interface) error {
	kind := w.probe.GroupVersionKind()
	resource := kind.GroupVersion().WithResource(strings.ToLower(kind.Kind) + "s")
	if strings.HasSuffix(kind.Kind, "Policy") {
		resource.Resource = strings.TrimSuffix(strings.ToLower(kind.Kind), "y") + "ies"
	}
	var last error
	err := wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		objects := client.Resource(resource)
		dryRun := metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}
		if namespace := w.probe.GetNamespace(); namespace != "" {
			_, last = objects.Namespace(namespace).Create(ctx, w.probe.DeepCopy(), dryRun)
		} else {
			_, last = objects.Create(ctx, w.probe.DeepCopy(), dryRun)
		}
		return last != nil && strings.Contains(last.Error(), fmt.Sprintf("admission webhook %q denied", w.Webhook)), nil
	})
	if err != nil {
		return fmt.Errorf("the webhook of %s does not refuse an object that it must refuse (the last answer was: %v): %w", w.Name, last, err)
	}
	return nil
}
