package admit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
)

// client sends objects as they are: no type of ours comes between the JSON of a
// case and the API server.
type client struct {
	rest   rest.Interface
	mapper *restmapper.DeferredDiscoveryRESTMapper
}

func newClient(config *rest.Config) (*client, error) {
	config = rest.CopyConfig(config)
	config.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	raw, err := rest.UnversionedRESTClientFor(config)
	if err != nil {
		return nil, err
	}
	disco, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, err
	}
	return &client{rest: raw, mapper: restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(disco))}, nil
}

// place is where an object lives in the API.
type place struct {
	collection []string // path segments
	namespace  string   // "" for a cluster-scoped object
	name       string
}

func (p place) path() []string { return append(slices.Clone(p.collection), p.name) }

// locate finds the place of an object. The error is a verdict if the API server
// knows no such kind.
func (c *client) locate(o object) (place, error) {
	mapping, err := c.mapper.RESTMapping(o.kind.GroupKind(), o.kind.Version)
	if meta.IsNoMatchError(err) {
		return place{}, &apierrors.StatusError{ErrStatus: metav1.Status{
			Code:    404,
			Message: fmt.Sprintf("no matches for kind %q in version %q", o.kind.Kind, o.kind.GroupVersion()),
		}}
	}
	if err != nil {
		return place{}, err
	}
	p := place{name: o.meta.Name}
	if o.kind.Group == "" {
		p.collection = []string{"/api", o.kind.Version}
	} else {
		p.collection = []string{"/apis", o.kind.Group, o.kind.Version}
	}
	if mapping.Scope.Name() == meta.RESTScopeNameNamespace {
		p.namespace = o.meta.Namespace
		if p.namespace == "" {
			p.namespace = metav1.NamespaceDefault
		}
		p.collection = append(p.collection, "namespaces", p.namespace)
	}
	p.collection = append(p.collection, mapping.Resource.Resource)
	return p, nil
}

// answer is what the API server said to one object.
type answer struct {
	warnings []string
	// before is the stored object that the sent one replaced, if any.
	before *unstructured.Unstructured
	err    error
}

// send creates an object, or replaces it where it exists, as kubectl apply
// would.
func (c *client) send(ctx context.Context, p place, o object, dryRun bool) answer {
	a := c.write(ctx, c.rest.Post().AbsPath(p.collection...), o.body, o.as, dryRun)
	if !apierrors.IsAlreadyExists(a.err) {
		return a
	}
	before, err := c.get(ctx, p)
	if err != nil {
		return answer{err: err}
	}
	body, err := o.withResourceVersion(before.GetResourceVersion())
	if err != nil {
		return answer{err: err}
	}
	a = c.write(ctx, c.rest.Put().AbsPath(p.path()...), body, o.as, dryRun)
	a.before = before
	return a
}

func (c *client) write(ctx context.Context, req *rest.Request, body []byte, as *User, dryRun bool) answer {
	req.Param("fieldValidation", metav1.FieldValidationStrict).
		SetHeader("Content-Type", "application/json").
		Body(body)
	if dryRun {
		req.Param("dryRun", metav1.DryRunAll)
	}
	if as != nil {
		req.SetHeader("Impersonate-User", as.User)
		if len(as.Groups) > 0 {
			req.SetHeader("Impersonate-Group", as.Groups...)
		}
	}
	result := req.Do(ctx)
	var warnings []string
	for _, w := range result.Warnings() {
		warnings = append(warnings, stable(w.Text))
	}
	return answer{warnings: warnings, err: result.Error()}
}

func (c *client) get(ctx context.Context, p place) (*unstructured.Unstructured, error) {
	content, err := c.rest.Get().AbsPath(p.path()...).DoRaw(ctx)
	if err != nil {
		return nil, err
	}
	var u unstructured.Unstructured
	return &u, json.Unmarshal(content, &u.Object)
}

// remove deletes an object and waits until it is gone. No controllers run here
// that would honour finalizers, so they are taken away, but for those that the
// API server itself serves.
func (c *client) remove(ctx context.Context, p place) error {
	now := []byte(`{"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":0,"propagationPolicy":"Background"}`)
	_, err := c.rest.Delete().AbsPath(p.path()...).SetHeader("Content-Type", "application/json").Body(now).DoRaw(ctx)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return poll(ctx, "the removal of "+p.name, func(ctx context.Context) (bool, error) {
		u, err := c.get(ctx, p)
		if apierrors.IsNotFound(err) {
			return c.forgotten(ctx, p)
		}
		if err != nil {
			return false, err
		}
		switch {
		case u.GroupVersionKind().Group == "" && u.GetKind() == "Namespace":
			unstructured.RemoveNestedField(u.Object, "spec", "finalizers")
			var body []byte
			if body, err = json.Marshal(u); err == nil {
				_, err = c.rest.Put().AbsPath(append(p.path(), "finalize")...).SetHeader("Content-Type", "application/json").Body(body).DoRaw(ctx)
			}
		case u.GetKind() != "CustomResourceDefinition" && len(u.GetFinalizers()) > 0:
			_, err = c.rest.Patch(types.MergePatchType).AbsPath(p.path()...).Body([]byte(`{"metadata":{"finalizers":null}}`)).DoRaw(ctx)
		}
		if apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
			err = nil
		}
		return false, err
	})
}

// forgotten tells whether the API server has noticed that a namespace is gone:
// until then it refuses what is put into a new one of the same name.
func (c *client) forgotten(ctx context.Context, p place) (bool, error) {
	if !slices.Equal(p.collection, []string{"/api", "v1", "namespaces"}) {
		return true, nil
	}
	o, inside, err := c.read(fmt.Sprintf(`{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": %q}}`, p.name))
	if err != nil {
		return false, err
	}
	err = c.send(ctx, inside, o, true).err
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsForbidden(err) {
		return false, err
	}
	return apierrors.IsNotFound(err), nil
}

// restore puts an object back to what it was.
func (c *client) restore(ctx context.Context, p place, before *unstructured.Unstructured) error {
	now, err := c.get(ctx, p)
	if err != nil {
		return err
	}
	before.SetResourceVersion(now.GetResourceVersion())
	before.SetUID(now.GetUID()) // another one if it was deleted meanwhile
	body, err := json.Marshal(before)
	if err != nil {
		return err
	}
	return c.rest.Put().AbsPath(p.path()...).SetHeader("Content-Type", "application/json").Body(body).Do(ctx).Error()
}
