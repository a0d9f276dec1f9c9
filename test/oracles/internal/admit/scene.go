package admit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// scene is a case whose objects are really in the cluster.
type scene struct {
	*run
	namespaces map[string]bool // that need not be made
	// What takes back what was done. Policies go first, since they may refuse the
	// removal of the rest.
	undo, undoPolicies []func(context.Context) error
}

// apply creates the objects of one case in order, then takes everything back.
// After an error nothing is taken back: the run, and the cluster with it, ends.
func (r *run) apply(ctx context.Context, items []*item) error {
	s := &scene{run: r, namespaces: map[string]bool{}}
	for _, it := range items {
		if it.isNamespace() {
			s.namespaces[it.meta.Name] = true
		}
	}
	// As far as their kinds are known yet, and before policies can refuse them.
	for _, it := range items {
		if p, err := r.client.locate(it.object); err == nil {
			if err := s.makeNamespace(ctx, p.namespace); err != nil {
				return err
			}
		}
	}
	for _, it := range items {
		if err := s.put(ctx, it); err != nil {
			return err
		}
	}
	if err := s.clear(ctx, items); err != nil {
		return fmt.Errorf("cleaning up: %w", err)
	}
	return nil
}

func (s *scene) makeNamespace(ctx context.Context, name string) error {
	if name == "" || s.namespaces[name] {
		return nil
	}
	s.namespaces[name] = true
	made, err := s.client.makeNamespace(ctx, name)
	for _, p := range made {
		s.remove(p)
	}
	return err
}

// remove puts the removal of an object on the list.
func (s *scene) remove(p place) {
	s.undo = append(s.undo, func(ctx context.Context) error { return s.client.remove(ctx, p) })
}

// put creates one object and does what controllers would do then, as far as
// later objects need it.
func (s *scene) put(ctx context.Context, it *item) error {
	if !it.isPolicy() {
		if err := s.settle(ctx, it.as != nil); err != nil {
			return err
		}
		if len(s.undoPolicies) > 0 {
			if err := s.settleParameters(ctx); err != nil {
				return err
			}
		}
	}
	p, err := s.client.locate(it.object)
	if err != nil {
		return s.conclude(it, answer{err: err})
	}
	if err := s.makeNamespace(ctx, p.namespace); err != nil {
		return err
	}
	a := s.client.do(ctx, p, it.object)
	if err := s.conclude(it, a); err != nil || a.err != nil {
		return err
	}
	s.note([]*item{it})
	s.parametersChanged = s.parametersChanged || it.isParameter()
	switch {
	case it.verb == deletion:
		s.undo = append(s.undo, func(ctx context.Context) error { return s.client.recreate(ctx, p, a.before) })
	case a.before != nil:
		s.undo = append(s.undo, func(ctx context.Context) error { return s.client.restore(ctx, p, a.before) })
	case it.isPolicy():
		s.undoPolicies = append(s.undoPolicies, func(ctx context.Context) error { return s.client.remove(ctx, p) })
	case it.isDefinition():
		kinds, err := definedKinds(it.body)
		if err != nil {
			return err
		}
		s.undo = append(s.undo, func(ctx context.Context) error { return s.client.waitServed(ctx, kinds, false) })
		s.remove(p)
		return s.client.waitServed(ctx, kinds, true)
	case it.isNamespace():
		s.remove(p)
		account, err := s.client.makeDefaultAccount(ctx, p.name)
		s.remove(account)
		return err
	default:
		s.remove(p)
	}
	return nil
}

// clear takes everything back, the last first.
func (s *scene) clear(ctx context.Context, items []*item) error {
	for _, step := range slices.Backward(s.undoPolicies) {
		if err := step(ctx); err != nil {
			return err
		}
	}
	s.note(items) // a removal is a change too
	if err := s.settle(ctx, false); err != nil {
		return err
	}
	for _, step := range slices.Backward(s.undo) {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// definedKinds are the kinds that a custom resource definition brings.
func definedKinds(body []byte) ([]schema.GroupVersionKind, error) {
	var crd apiextensions.CustomResourceDefinition
	if err := json.Unmarshal(body, &crd); err != nil {
		return nil, err
	}
	var kinds []schema.GroupVersionKind
	for _, version := range crd.Spec.Versions {
		if version.Served {
			kinds = append(kinds, schema.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: crd.Spec.Names.Kind})
		}
	}
	return kinds, nil
}

// waitServed waits until the API server serves kinds, or no longer does.
func (c *client) waitServed(ctx context.Context, kinds []schema.GroupVersionKind, want bool) error {
	return poll(ctx, fmt.Sprintf("custom resources %v to come or go", kinds), func(ctx context.Context) (bool, error) {
		c.mapper.Reset()
		for _, kind := range kinds {
			p, err := c.locate(object{kind: kind})
			if err == nil && want {
				err = c.rest.Get().AbsPath(p.collection...).Do(ctx).Error()
			}
			if (err == nil) != want {
				return false, nil
			}
		}
		return true, nil
	})
}
