package admit

import (
	"reflect"
	"strings"
	"testing"
)

func TestReadRefuses(t *testing.T) {
	for name, input := range map[string]string{
		"a misspelt key":              `{"cases": [{"nam": "x"}]}`,
		"a second document":           `{"cases": []} {}`,
		"an object that is none":      `{"cases": [{"name": "x", "objects": [1]}]}`,
		"an impersonation of nobody":  `{"cases": [{"name": "x", "objects": [{"kind": "A", "as": {}}]}]}`,
		"an unknown verb":             `{"cases": [{"name": "x", "apply": true, "objects": [{"kind": "A", "verb": "patch"}]}]}`,
		"a deletion of nothing":       `{"cases": [{"name": "x", "objects": [{"kind": "A", "verb": "delete"}]}]}`,
		"a part of nothing":           `{"cases": [{"name": "x", "objects": [{"kind": "A", "subresource": "status"}]}]}`,
		"a misspelt key of that user": `{"cases": [{"name": "x", "objects": [{"kind": "A", "as": {"user": "a", "group": "b"}}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(strings.NewReader(input)); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestParse(t *testing.T) {
	o, err := parse([]byte(`{"as": {"user": "eve", "groups": ["g"]}, "kind": "Role", "apiVersion": "a/v1", "metadata": {"name": "n", "x": 1}}`))
	if err != nil {
		t.Fatal(err)
	}
	if want := (&User{User: "eve", Groups: []string{"g"}}); !reflect.DeepEqual(o.as, want) {
		t.Errorf("as: got %+v, want %+v", o.as, want)
	}
	if got, want := string(o.body), `{"apiVersion":"a/v1","kind":"Role","metadata":{"name":"n","x":1}}`; got != want {
		t.Errorf("body: got %s, want %s", got, want)
	}
	body, err := o.withResourceVersion("7")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(body), `{"apiVersion":"a/v1","kind":"Role","metadata":{"name":"n","resourceVersion":"7","x":1}}`; got != want {
		t.Errorf("update: got %s, want %s", got, want)
	}
}

func TestParseLeavesBrokenObjectsToTheAPIServer(t *testing.T) {
	o, err := parse([]byte(`{"kind": 1, "metadata": []}`))
	if err != nil {
		t.Fatal(err)
	}
	if o.kind.Kind != "" || o.meta.Name != "" {
		t.Errorf("got %+v", o)
	}
}
