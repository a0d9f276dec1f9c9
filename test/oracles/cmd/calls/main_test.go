package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/calls"
)

// Two workloads with a sidecar, web and cart, and one without, old.
var objects = []string{
	`{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"istio-injection": "enabled"}}}`,
	workload("shop", "web"), workload("shop", "cart"), workload("legacy", "old"),
	service("shop", "cart", ""), service("legacy", "old", ""), service("shop", "pods", `, "clusterIP": "None"`),
}

func workload(namespace, name string) string {
	return fmt.Sprintf(`{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": %[2]q, "namespace": %[1]q},
		"spec": {"selector": {"matchLabels": {"app": %[2]q}}, "template": {"metadata": {"labels": {"app": %[2]q}},
		"spec": {"serviceAccountName": %[2]q, "containers": [{"name": "main", "image": "image", "ports": [{"name": "web", "containerPort": 8080}]}]}}}}`,
		namespace, name)
}

func service(namespace, name, more string) string {
	app := name
	if name == "pods" {
		app = "cart"
	}
	return fmt.Sprintf(`{"apiVersion": "v1", "kind": "Service", "metadata": {"name": %q, "namespace": %q}, "spec": {"selector": {"app": %q},
		"ports": [{"name": "http", "port": 80, "targetPort": "web"}, {"name": "tcp-data", "port": 9000, "targetPort": 9001}]%s}}`, name, namespace, app, more)
}

func istio(kind, namespace, name, spec string) string {
	group := "security.istio.io/v1"
	switch kind {
	case "DestinationRule", "ServiceEntry", "Sidecar", "VirtualService":
		group = "networking.istio.io/v1"
	}
	return fmt.Sprintf(`{"apiVersion": %q, "kind": %q, "metadata": {"name": %q, "namespace": %q}, "spec": %s}`, group, kind, name, namespace, spec)
}

func peer(namespace, spec string) string { return istio("PeerAuthentication", namespace, "a", spec) }
func rule(spec string) string            { return istio("DestinationRule", "shop", "a", spec) }
func policy(spec string) string          { return istio("AuthorizationPolicy", "shop", "a", spec) }

const (
	strict   = `{"mtls": {"mode": "STRICT"}}`
	cartOnly = `"selector": {"matchLabels": {"app": "cart"}}`
	vm       = `{"hosts": ["vm.internal"], "resolution": "STATIC", "ports": [{"number": 80, "name": "http", "protocol": "HTTP"}], "workloadSelector": {"labels": {"app": "old"}}}`
)

func TestKnownOutcomes(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the upstream modules and runs istiod")
	}
	const web, old, cart = "shop/web", "legacy/old", "cart.shop.svc.cluster.local"
	tests := []struct {
		name, more, mesh   string
		client, host       string
		port               int
		outcome, sent      string
		authorization, why string
	}{
		{name: "nothing said", client: web, host: cart, port: 80, outcome: "mutual-tls", sent: "mutual-tls"},
		{name: "strict", more: peer("istio-system", strict), client: web, host: cart, port: 80, outcome: "mutual-tls", sent: "mutual-tls"},
		{name: "strict, tcp", more: peer("istio-system", strict), client: web, host: cart, port: 9000, outcome: "mutual-tls", sent: "mutual-tls"},
		{name: "strict, client without sidecar", more: peer("istio-system", strict), client: old, host: cart, port: 80, outcome: "refused", sent: "plaintext"},
		{name: "strict, from outside", more: peer("istio-system", strict), client: "outside", host: cart, port: 80, outcome: "refused", sent: "plaintext"},
		{name: "permissive, client without sidecar", client: old, host: cart, port: 80, outcome: "plaintext", sent: "plaintext"},
		{name: "server without sidecar", client: web, host: "old.legacy", port: 80, outcome: "plaintext", sent: "plaintext"},
		{
			name: "DISABLE and strict", more: peer("shop", strict) + "," + rule(`{"host": "cart", "trafficPolicy": {"tls": {"mode": "DISABLE"}}}`),
			client: web, host: cart, port: 80, outcome: "refused", sent: "plaintext",
		},
		{
			name: "ISTIO_MUTUAL and no sidecar", more: rule(`{"host": "old.legacy.svc.cluster.local", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}}}`),
			client: web, host: "old.legacy", port: 80, outcome: "refused", sent: "mutual-tls", why: "nobody before the application",
		},
		{
			name:   "outside the mesh and without a sidecar",
			more:   istio("ServiceEntry", "legacy", "vm", vm) + "," + rule(`{"host": "vm.internal", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}}}`),
			client: web, host: "vm.internal", port: 80, outcome: "mutual-tls", sent: "mutual-tls", why: "the service is not in the mesh",
		},
		{
			name: "outside the mesh, and led into it",
			more: istio("ServiceEntry", "legacy", "vm", vm) + "," + rule(`{"host": "old.legacy.svc.cluster.local", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}}}`) + "," +
				istio("VirtualService", "shop", "a", `{"hosts": ["vm.internal"], "http": [{"route": [{"destination": {"host": "old.legacy.svc.cluster.local"}}]}]}`),
			client: web, host: "vm.internal", port: 80, outcome: "refused", sent: "mutual-tls", why: "nobody before the application",
		},
		{
			name:   "another server than expected",
			more:   rule(`{"host": "cart", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL", "subjectAltNames": ["spiffe://cluster.local/ns/shop/sa/other"]}}}`),
			client: web, host: cart, port: 80, outcome: "refused", sent: "mutual-tls", why: "does not expect",
		},
		{
			name: "a port by the number of the container", more: peer("shop", `{`+cartOnly+`, "mtls": {"mode": "STRICT"}, "portLevelMtls": {"8080": {"mode": "PERMISSIVE"}}}`),
			client: old, host: cart, port: 80, outcome: "plaintext", sent: "plaintext",
		},
		{
			name: "a port by the number of the service", more: peer("shop", `{`+cartOnly+`, "mtls": {"mode": "STRICT"}, "portLevelMtls": {"80": {"mode": "PERMISSIVE"}}}`),
			client: old, host: cart, port: 80, outcome: "refused", sent: "plaintext",
		},
		{name: "headless", more: peer("shop", strict), client: web, host: "pods", port: 9000, outcome: "mutual-tls", sent: "mutual-tls"},
		{
			name: "headless with a port that is off", more: peer("shop", `{`+cartOnly+`, "mtls": {"mode": "STRICT"}, "portLevelMtls": {"9000": {"mode": "DISABLE"}}}`),
			client: web, host: "pods", port: 9000, outcome: "refused", sent: "mutual-tls",
		},
		{name: "unknown host", client: web, host: "example.com", port: 443, outcome: "plaintext", sent: "plaintext"},
		{name: "unknown host, registry only", mesh: `{"outboundTrafficPolicy": {"mode": "REGISTRY_ONLY"}}`, client: web, host: "example.com", port: 443, outcome: "refused"},
		{name: "no auto mTLS", mesh: `{"enableAutoMtls": false}`, client: web, host: cart, port: 80, outcome: "plaintext", sent: "plaintext"},
		{
			name: "denied by principal", more: policy(`{"action": "DENY", "rules": [{"from": [{"source": {"principals": ["cluster.local/ns/shop/sa/web"]}}]}]}`),
			client: web, host: cart, port: 80, outcome: "refused", sent: "mutual-tls", authorization: "denied",
		},
		{
			name: "not denied without a principal", more: policy(`{"action": "DENY", "rules": [{"from": [{"source": {"principals": ["cluster.local/ns/shop/sa/web"]}}]}]}`),
			client: old, host: cart, port: 80, outcome: "plaintext", sent: "plaintext", authorization: "allowed",
		},
		{
			name: "allowed by principal", more: policy(`{"rules": [{"from": [{"source": {"principals": ["cluster.local/ns/shop/sa/web"]}}]}]}`),
			client: web, host: cart, port: 80, outcome: "mutual-tls", sent: "mutual-tls", authorization: "allowed",
		},
		{
			name: "not allowed without a principal", more: policy(`{"rules": [{"from": [{"source": {"principals": ["cluster.local/ns/shop/sa/web"]}}]}]}`),
			client: old, host: cart, port: 80, outcome: "refused", sent: "plaintext", authorization: "denied",
		},
		{
			name: "up to the request", more: policy(`{"rules": [{"to": [{"operation": {"paths": ["/a"]}}]}]}`),
			client: web, host: cart, port: 80, outcome: "mutual-tls", sent: "mutual-tls", authorization: "per-request",
		},
	}
	var in calls.Input
	for _, test := range tests {
		c := calls.Case{Name: test.name, Calls: []calls.Call{{Client: test.client, Host: test.host, Port: test.port}}}
		text := "[" + strings.Join(objects, ",") + "]"
		if test.more != "" {
			text = strings.TrimSuffix(text, "]") + "," + test.more + "]"
		}
		if err := json.Unmarshal([]byte(text), &c.Objects); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if test.mesh != "" {
			c.MeshConfig = json.RawMessage(test.mesh)
		}
		in.Cases = append(in.Cases, c)
	}
	out := ask(t, in)
	for i, test := range tests {
		r := out.Results[i]
		if r.Error != "" || r.Answer == nil {
			t.Errorf("%s: %s %v", test.name, r.Error, r.Rejected)
			continue
		}
		b := calls.Backend{}
		if len(r.Backends) > 0 {
			b = r.Backends[0]
		}
		if r.Outcome != test.outcome || b.Sent.Sent != test.sent || !strings.Contains(b.Why, test.why) ||
			(test.authorization != "" && b.Authorization != test.authorization) {
			text, _ := json.Marshal(r)
			t.Errorf("%s: got %s", test.name, text)
		}
	}
}

func TestCaseErrors(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the upstream modules and runs istiod")
	}
	var in calls.Input
	for _, object := range []string{
		peer("shop", `{"portLevelMtls": {"80": {"mode": "STRICT"}}}`),
		peer("shop", `{"mtl": {}}`),
		rule(`{"host": "cart", "trafficPolicy": {"tls": {"mode": "MUTUAL"}}}`),
	} {
		in.Cases = append(in.Cases, calls.Case{Name: object, Objects: []json.RawMessage{json.RawMessage(object)}})
	}
	in.Cases = append(in.Cases, calls.Case{Name: "a client that is not there", Calls: []calls.Call{{Client: "a/b", Host: "c", Port: 80}}})
	out := ask(t, in)
	for i := range 3 {
		if r := out.Results[i]; len(r.Rejected) != 1 || r.Rejected[0].Why == "" {
			t.Errorf("%s: not rejected: %s", r.Case, r.Error)
		}
	}
	if r := out.Results[3]; r.Call == nil || !strings.Contains(r.Error, "no workload a/b") {
		t.Errorf("%s: got %q", r.Case, r.Error)
	}
}

func ask(t *testing.T, in calls.Input) calls.Output {
	t.Helper()
	input, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	if err := run(t.Context(), []string{"-modules=../.."}, bytes.NewReader(input), &stdout); err != nil {
		t.Fatal(err)
	}
	var out calls.Output
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return out
}
