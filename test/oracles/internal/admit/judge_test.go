package admit

import (
	"errors"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestStable(t *testing.T) {
	for name, test := range map[string]struct{ message, want string }{
		"one error stays as it is": {
			`Certificate.cert-manager.io "a" is invalid: spec.secretName: Required value`,
			`Certificate.cert-manager.io "a" is invalid: spec.secretName: Required value`,
		},
		"several errors are sorted": {
			`X "a" is invalid: [spec.b: no, not [this], spec.a: no, <nil>: Invalid value: null: unchecked, metadata.name: no]`,
			`X "a" is invalid: [<nil>: Invalid value: null: unchecked, metadata.name: no, spec.a: no, spec.b: no, not [this]]`,
		},
		"a list that is no list of field errors stays as it is": {
			`spec.sources[0]: exactly one of the fields in [secret configMap] must be set`,
			`spec.sources[0]: exactly one of the fields in [secret configMap] must be set`,
		},
		"a port is left out": {
			`Post "https://127.0.0.1:40123/validate": EOF`,
			`Post "https://127.0.0.1/validate": EOF`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := stable(test.message); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestRefuser(t *testing.T) {
	status := func(code int32, message string) error {
		return &apierrors.StatusError{ErrStatus: metav1.Status{Code: code, Message: message}}
	}
	judges := []Judge{
		{Name: "cert-manager", Webhook: "webhook.cert-manager.io"},
		{Name: "trust-manager", Webhook: "trust.cert-manager.io"},
	}
	for name, test := range map[string]struct {
		err     error
		judge   string
		verdict bool
	}{
		"an invalid object is refused by the API server":        {status(422, "X is invalid"), "kube-apiserver", true},
		"a webhook's refusal carries its project's name":        {status(400, `admission webhook "trust.cert-manager.io" denied the request: no`), "trust-manager", true},
		"a webhook's refusal is a verdict, whatever its code":   {status(500, `admission webhook "webhook.cert-manager.io" denied the request: no`), "cert-manager", true},
		"a webhook that cannot be reached gives no verdict":     {status(500, `Internal error occurred: failed calling webhook "webhook.cert-manager.io": EOF`), "kube-apiserver", false},
		"an API server that is too busy gives no verdict":       {status(429, "too many requests"), "kube-apiserver", false},
		"an API server that does not know us gives no verdict":  {status(401, "Unauthorized"), "kube-apiserver", false},
		"a connection that breaks gives no verdict":             {errors.New("EOF"), "", false},
		"what an unknown webhook refuses is the API server's":   {status(403, `admission webhook "x.example.com" denied the request: no`), "kube-apiserver", true},
		"an object that a role does not allow to write is, too": {status(403, "secrets is forbidden"), "kube-apiserver", true},
	} {
		t.Run(name, func(t *testing.T) {
			judge, _, verdict := refuser(judges, test.err)
			if judge != test.judge || verdict != test.verdict {
				t.Errorf("got %q, %v; want %q, %v", judge, verdict, test.judge, test.verdict)
			}
		})
	}
}
