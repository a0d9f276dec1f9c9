package admit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

// The API server applies admission policies and access rules from copies that
// follow what is stored, each kind in the order of its changes. So once objects
// of ours, stored last, have their effect, all changes before them have theirs,
// removals too. Such objects are the barriers here: a policy that only warns, and
// rules that let nobody in particular do nothing in particular.
type barrier struct {
	objects []string
	inForce func(ctx context.Context, c *client) (bool, error)
}

// pass waits until the API server acts on all that was stored before.
func (b barrier) pass(ctx context.Context, c *client, what string) (err error) {
	for _, text := range b.objects {
		o, p, err := c.read(text)
		if err != nil {
			return err
		}
		if a := c.send(ctx, p, o, false); a.err != nil {
			return a.err
		}
		defer func() { err = errors.Join(err, c.remove(ctx, p)) }()
	}
	return poll(ctx, what+" to take effect", func(ctx context.Context) (bool, error) { return b.inForce(ctx, c) })
}

func (c *client) read(text string) (object, place, error) {
	o, err := parse([]byte(text))
	if err != nil {
		return o, place{}, err
	}
	p, err := c.locate(o)
	return o, p, err
}

func policyBarrier(name string) barrier {
	return barrier{
		objects: []string{
			fmt.Sprintf(`{
				"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy", "metadata": {"name": %[1]q},
				"spec": {
					"matchConstraints": {"resourceRules": [{
						"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"], "operations": ["CREATE"], "resourceNames": [%[1]q]
					}]},
					"validations": [{"expression": "false", "message": "barrier"}]
				}
			}`, name),
			fmt.Sprintf(`{
				"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": %[1]q},
				"spec": {"policyName": %[1]q, "validationActions": ["Warn"]}
			}`, name),
		},
		inForce: func(ctx context.Context, c *client) (bool, error) {
			o, p, err := c.read(fmt.Sprintf(`{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": %q, "namespace": %q}}`, name, Namespace))
			if err != nil {
				return false, err
			}
			// Refused or not: the policies under test may refuse it too.
			return slices.ContainsFunc(c.send(ctx, p, o, true).warnings, func(warning string) bool {
				return strings.Contains(warning, name)
			}), nil
		},
	}
}

func accessBarrier(name string) barrier {
	const rbac = `"apiVersion": "rbac.authorization.k8s.io/v1"`
	role := func(kind, resource string) string {
		return fmt.Sprintf(`{%s, "kind": %q, "metadata": {"name": %q, "namespace": %q},
			"rules": [{"apiGroups": ["barrier"], "resources": [%q], "verbs": ["pass"]}]}`,
			rbac, kind, name, Namespace, resource)
	}
	binding := func(kind string) string {
		return fmt.Sprintf(`{%s, "kind": "%sBinding", "metadata": {"name": %q, "namespace": %q},
			"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": %q, "name": %q},
			"subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": %q}]}`,
			rbac, kind, name, Namespace, kind, name, name)
	}
	return barrier{
		objects: []string{
			role("ClusterRole", "everywhere"), binding("ClusterRole"),
			role("Role", "here"), binding("Role"),
		},
		inForce: func(ctx context.Context, c *client) (bool, error) {
			everywhere, err := c.may(ctx, name, "everywhere")
			if err != nil || !everywhere {
				return false, err
			}
			return c.may(ctx, name, "here")
		},
	}
}

// may asks whether a barrier's user may pass it.
func (c *client) may(ctx context.Context, user, resource string) (bool, error) {
	body := fmt.Sprintf(`{"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {
		"user": %q, "resourceAttributes": {"group": "barrier", "resource": %q, "verb": "pass", "namespace": %q}}}`,
		user, resource, Namespace)
	content, err := c.rest.Post().AbsPath("/apis/authorization.k8s.io/v1/subjectaccessreviews").
		SetHeader("Content-Type", "application/json").Body([]byte(body)).DoRaw(ctx)
	if err != nil {
		return false, err
	}
	var review struct{ Status struct{ Allowed bool } }
	if err := json.Unmarshal(content, &review); err != nil {
		return false, err
	}
	return review.Status.Allowed, nil
}

// poll waits, with a bound, for something that the API server does by itself.
func poll(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	bounded, cancel := context.WithTimeoutCause(ctx, time.Minute, fmt.Errorf("a minute was not enough for %s", what))
	defer cancel()
	err := wait.PollUntilContextCancel(bounded, 5*time.Millisecond, true, done)
	if err != nil && bounded.Err() != nil {
		return context.Cause(bounded)
	}
	return err
}
