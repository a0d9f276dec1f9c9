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
		objects: policy(name, "Warn", "", ""),
		inForce: warned(name),
	}
}

// parameterBarrier is for the ConfigMaps that are the parameters of policies: its
// own policy needs one to come into force.
func parameterBarrier(name string) barrier {
	return barrier{
		objects: append(
			policy(name, "Warn",
				`"paramKind": {"apiVersion": "v1", "kind": "ConfigMap"},`,
				fmt.Sprintf(`"paramRef": {"name": %q, "namespace": %q, "parameterNotFoundAction": "Allow"},`, name, Namespace)),
			configMap(name)),
		inForce: warned(name),
	}
}

// policy is a policy, and its binding, against one ConfigMap.
func policy(name, action, paramKind, paramRef string) []string {
	return []string{
		fmt.Sprintf(`{
			"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy", "metadata": {"name": %q},
			"spec": {%s
				"matchConstraints": {"resourceRules": [{
					"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"], "operations": ["CREATE"], "resourceNames": [%q]
				}]},
				"validations": [{"expression": "false", "message": "barrier"}]
			}
		}`, name, paramKind, probe(name)),
		fmt.Sprintf(`{
			"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": %[1]q},
			"spec": {%[3]s "policyName": %[1]q, "validationActions": [%[2]q]}
		}`, name, action, paramRef),
	}
}

func probe(name string) string { return name + "-probe" }

func configMap(name string) string {
	return fmt.Sprintf(`{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": %q, "namespace": %q}}`, name, Namespace)
}

// warned tells whether the policy of a barrier is in force.
func warned(name string) func(context.Context, *client) (bool, error) {
	return func(ctx context.Context, c *client) (bool, error) {
		o, p, err := c.read(configMap(probe(name)))
		if err != nil {
			return false, err
		}
		// Refused or not: the policies under test may refuse it too.
		return slices.ContainsFunc(c.send(ctx, p, o, true).warnings, func(warning string) bool {
			return strings.Contains(warning, name)
		}), nil
	}
}

// keepParameters stores a policy that stays. When no policy with ConfigMaps as
// parameters is left, the API server stops following them, and it does not start
// again with the next one: that one would see ConfigMaps as they were.
func (c *client) keepParameters(ctx context.Context) error {
	keep := parameterBarrier("cdk8s-mtls-keep")
	for _, text := range keep.objects {
		o, p, err := c.read(text)
		if err != nil {
			return err
		}
		if a := c.send(ctx, p, o, false); a.err != nil {
			return a.err
		}
	}
	return nil
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
