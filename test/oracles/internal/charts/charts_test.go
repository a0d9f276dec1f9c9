package charts

import (
	"strings"
	"testing"
)

func TestReadRefuses(t *testing.T) {
	for name, input := range map[string]string{
		"a misspelt key":    `{"releases": [{"chart": "istiod", "value": {}}]}`,
		"an unknown chart":  `{"releases": [{"chart": "istio"}]}`,
		"a second document": `{"releases": []} {}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(strings.NewReader(input)); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestSplit(t *testing.T) {
	objects, err := split("---\n# Source: a.yaml\na: 1\n---\n# nothing\n---\nb: [2]\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(objects) != 2 || string(objects[0]) != `{"a":1}` || string(objects[1]) != `{"b":[2]}` {
		t.Errorf("got %s", objects)
	}
}

func TestStable(t *testing.T) {
	message := `values don't meet the specifications:
cert-manager:
- at '': validation failed
  - at '/replicaCount': got string, want number
  - at '': additional properties 'zip', 'zap' not allowed
- at '/a': no
`
	want := `values don't meet the specifications:
cert-manager:
- at '': validation failed
  - at '': additional properties 'zap', 'zip' not allowed
  - at '/replicaCount': got string, want number
- at '/a': no
`
	if got := stable(message); got != want {
		t.Errorf("got %s", got)
	}
}
