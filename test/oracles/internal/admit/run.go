package admit

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/rest"
)

// atOnce is how many objects are on their way to the API server at a time.
const atOnce = 16

// Run judges all cases. The results are in the order of the input.
func Run(ctx context.Context, config *rest.Config, judges []Judge, cases []Case) ([]Result, error) {
	c, err := newClient(config)
	if err != nil {
		return nil, err
	}
	r := &run{client: c, judges: judges}
	if err := c.keepParameters(ctx); err != nil {
		return nil, err
	}
	var all []*item
	var tried []*item
	for _, cs := range cases {
		items, err := newItems(cs)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if !cs.Apply {
			tried = append(tried, items...)
			continue
		}
		// One by one, and before anything else is in the cluster.
		if err := r.apply(ctx, items); err != nil {
			return nil, fmt.Errorf("case %q: %w", cs.Name, err)
		}
	}
	if err := r.try(ctx, tried); err != nil {
		return nil, err
	}
	results := make([]Result, 0, len(all))
	for _, it := range all {
		results = append(results, it.result)
	}
	return results, nil
}

// item is an object on its way to its verdict.
type item struct {
	object
	result Result
}

func newItems(c Case) ([]*item, error) {
	var items []*item
	for i, raw := range c.Objects {
		o, err := parse(raw)
		if err != nil {
			return nil, fmt.Errorf("case %q, object %d: %w", c.Name, i, err)
		}
		if !c.Apply && (o.verb != "" || o.subresource != "") {
			return nil, fmt.Errorf("case %q, object %d: what is not stored cannot be deleted or changed in part: use \"apply\"", c.Name, i)
		}
		items = append(items, &item{object: o, result: Result{
			Case:      c.Name,
			Index:     i,
			Kind:      o.kind.Kind,
			Namespace: o.meta.Namespace,
			Name:      o.meta.Name,
		}})
	}
	return items, nil
}

func (it *item) isNamespace() bool { return it.kind.Group == "" && it.kind.Kind == "Namespace" }

func (it *item) isDefinition() bool { return it.kind.Kind == "CustomResourceDefinition" }

func (it *item) isPolicy() bool { return it.kind.Group == "admissionregistration.k8s.io" }

// isParameter tells whether the object may be what a policy looks things up in.
func (it *item) isParameter() bool { return it.kind.Group == "" && it.kind.Kind == "ConfigMap" }

func (it *item) isAccess() bool { return it.kind.Group == "rbac.authorization.k8s.io" }

type run struct {
	client *client
	judges []Judge
	// What was stored or removed since the last barrier of its sort.
	policiesChanged, parametersChanged, accessChanged bool
	barriers                                          int
}

// conclude writes the verdict down; an error that is none ends the run, since
// "not admitted" would be a lie.
func (r *run) conclude(it *item, a answer) error {
	it.result.Warnings = a.warnings
	if a.err == nil {
		it.result.Admitted = true
		it.result.Judge = admitter(r.judges, it.kind.Group)
		return nil
	}
	var ok bool
	it.result.Judge, it.result.Message, ok = refuser(r.judges, a.err)
	if !ok {
		return fmt.Errorf("no verdict on object %d of case %q, %s %s: %w", it.result.Index, it.result.Case, it.result.Kind, it.result.Name, a.err)
	}
	return nil
}

// try judges each object by itself, in a dry run: nothing is stored.
func (r *run) try(ctx context.Context, items []*item) error {
	if err := r.settle(ctx, true); err != nil {
		return err
	}
	// Namespaces first, as long as they do not exist; the others need them.
	var first, rest []*item
	var namespaces []string
	for _, it := range items {
		if it.isNamespace() {
			first = append(first, it)
			continue
		}
		rest = append(rest, it)
		if p, err := r.client.locate(it.object); err == nil && p.namespace != "" {
			namespaces = append(namespaces, p.namespace)
		}
	}
	slices.Sort(namespaces)
	if err := each(ctx, first, r.tryOne); err != nil {
		return err
	}
	if err := each(ctx, slices.Compact(namespaces), func(ctx context.Context, name string) error {
		_, err := r.client.makeNamespace(ctx, name)
		return err
	}); err != nil {
		return err
	}
	return each(ctx, rest, r.tryOne)
}

// each calls do for all of them, several at once, until one fails.
func each[T any](ctx context.Context, all []T, do func(context.Context, T) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, one := range all {
		group.Go(func() error { return do(ctx, one) })
	}
	return group.Wait()
}

func (r *run) tryOne(ctx context.Context, it *item) error {
	p, err := r.client.locate(it.object)
	if err != nil {
		return r.conclude(it, answer{err: err})
	}
	return r.conclude(it, r.client.send(ctx, p, it.object, true))
}

// note remembers what the API server has to catch up with before the next object.
func (r *run) note(items []*item) {
	for _, it := range items {
		if it.result.Admitted {
			r.policiesChanged = r.policiesChanged || it.isPolicy()
			r.accessChanged = r.accessChanged || it.isAccess()
		}
	}
}

// settle waits until the API server acts on the policies, and for those who need
// them the access rules, that were stored or removed so far.
func (r *run) settle(ctx context.Context, access bool) error {
	if r.policiesChanged {
		if err := policyBarrier(r.barrier()).pass(ctx, r.client, "admission policies"); err != nil {
			return err
		}
		r.policiesChanged = false
	}
	if access && r.accessChanged {
		if err := accessBarrier(r.barrier()).pass(ctx, r.client, "access rules"); err != nil {
			return err
		}
		r.accessChanged = false
	}
	return nil
}

// settleParameters waits until policies see the ConfigMaps that were stored so
// far. Where a policy refuses our ConfigMap too, there is no way to know.
func (r *run) settleParameters(ctx context.Context) error {
	if !r.parametersChanged {
		return nil
	}
	r.parametersChanged = false
	err := parameterBarrier(r.barrier()).pass(ctx, r.client, "parameters of admission policies")
	if _, _, refused := refuser(nil, err); refused {
		return nil
	}
	return err
}

// barrier returns a new name for one.
func (r *run) barrier() string {
	r.barriers++
	return fmt.Sprintf("cdk8s-mtls-barrier-%d", r.barriers)
}

// makeNamespace makes a namespace that cases refer to, and returns what it made.
// A name that the API server refuses is left for it to refuse again.
func (c *client) makeNamespace(ctx context.Context, name string) ([]place, error) {
	o, p, err := c.read(fmt.Sprintf(`{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": %q}}`, name))
	if err != nil {
		return nil, err
	}
	err = c.write(ctx, c.rest.Post().AbsPath(p.collection...), o.body, nil, false).err
	if apierrors.IsInvalid(err) {
		return nil, nil
	}
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return nil, err
	}
	account, accountErr := c.makeDefaultAccount(ctx, name)
	if err != nil { // it was there before and stays
		return nil, accountErr
	}
	return []place{p, account}, accountErr
}

// makeDefaultAccount makes the ServiceAccount without which no pod is admitted
// to a namespace; a controller does so in a real cluster.
func (c *client) makeDefaultAccount(ctx context.Context, namespace string) (place, error) {
	o, p, err := c.read(fmt.Sprintf(`{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": %q}}`, namespace))
	if err != nil {
		return p, err
	}
	err = c.write(ctx, c.rest.Post().AbsPath(p.collection...), o.body, nil, false).err
	if apierrors.IsAlreadyExists(err) {
		err = nil
	}
	return p, err
}
