package upstream

import "testing"

func TestDecode(t *testing.T) {
	found, err := decode([]byte(`{"Path": "istio.io/api-1.30", "Version": "v1.30.8", "Dir": "/m/a"} {"Path": "k8s.io/kubernetes", "Version": "v1.36.3"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := found[IstioAPI]; got.Version != "v1.30.8" || got.Dir != "/m/a" {
		t.Errorf("got %+v", got)
	}
	if got := found.Versions(); len(got) != 2 || got["istio-crds"] != "v1.30.8" || got["kubernetes"] != "v1.36.3" {
		t.Errorf("got %v", got)
	}
}

func TestParseCRDs(t *testing.T) {
	crds, err := parseCRDs([]byte("# a comment\n---\nkind: CustomResourceDefinition\nmetadata:\n  name: a\n---\nkind: Kustomization\n---\nkind: CustomResourceDefinition\nmetadata:\n  name: b\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(crds) != 2 || crds[0].Name != "a" || crds[1].Name != "b" {
		t.Errorf("got %+v", crds)
	}
}
