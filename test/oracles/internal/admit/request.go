package admit

import (
	"context"
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// deletion is the verb of a case that takes an object away.
const deletion = "delete"

// do makes the request that an object of a case stands for.
func (c *client) do(ctx context.Context, p place, o object) answer {
	switch {
	case o.verb == deletion:
		return c.delete(ctx, p, o)
	case o.subresource != "":
		return c.replacePart(ctx, p, o)
	default:
		return c.send(ctx, p, o, false)
	}
}

// replacePart replaces a subresource of a stored object.
func (c *client) replacePart(ctx context.Context, p place, o object) answer {
	before, err := c.get(ctx, p)
	if err != nil {
		return answer{err: err}
	}
	body, err := o.withResourceVersion(before.GetResourceVersion())
	if err != nil {
		return answer{err: err}
	}
	return c.write(ctx, c.rest.Put().AbsPath(append(p.path(), o.subresource)...), body, o.as, false)
}

func (c *client) delete(ctx context.Context, p place, o object) answer {
	before, err := c.get(ctx, p)
	if err != nil {
		return answer{err: err}
	}
	a := c.write(ctx, c.rest.Delete().AbsPath(p.path()...), []byte(`{"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":0}`), o.as, false)
	a.before = before
	return a
}

// recreate puts a deleted object back to what it was.
func (c *client) recreate(ctx context.Context, p place, before *unstructured.Unstructured) error {
	before.SetResourceVersion("")
	before.SetUID("")
	body, err := json.Marshal(before)
	if err != nil {
		return err
	}
	return c.write(ctx, c.rest.Post().AbsPath(p.collection...), body, nil, false).err
}
