package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/admit"
)

// asProgram has the test binary be the program, which is quicker than to link it
// once more.
const asProgram = "CDK8S_MTLS_ORACLES_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

const smokeCases = `{"cases": [
	{"name": "each judge refuses", "objects": [
		{"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "a", "namespace": "shop"},
			"spec": {"secretName": "a", "dnsNames": ["a"], "issuerRef": {"name": "a"}}},
		{"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "a", "namespace": "shop"},
			"spec": {"secretName": "a", "issuerRef": {"name": "a"}}},
		{"apiVersion": "trust.cert-manager.io/v1alpha1", "kind": "Bundle", "metadata": {"name": "a"},
			"spec": {"sources": [{"configMap": {"name": "a"}}]}},
		{"apiVersion": "policy.cert-manager.io/v1alpha1", "kind": "CertificateRequestPolicy", "metadata": {"name": "a"},
			"spec": {"selector": {}}},
		{"apiVersion": "networking.istio.io/v1", "kind": "DestinationRule", "metadata": {"name": "a", "namespace": "shop"},
			"spec": {"host": "a", "trafficPolicy": {"tls": {"mode": "MUTUAL"}}}},
		{"apiVersion": "security.istio.io/v1", "kind": "PeerAuthentication", "metadata": {"name": "a", "namespace": "shop"},
			"spec": {"mtls": {"mod": "STRICT"}}},
		{"apiVersion": "example.com/v1", "kind": "Unheard", "metadata": {"name": "a"}},
		{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "shop"}, "as": {"user": "eve"}},
		{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default", "labels": {"a": "b"}}}
	]},
	{"name": "a policy takes effect", "apply": true, "objects": [
		{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}},
		{"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy", "metadata": {"name": "a"}, "spec": {
			"matchConstraints": {"resourceRules": [{"apiGroups": [""], "apiVersions": ["*"], "resources": ["*"], "operations": ["*"]}]},
			"validations": [{"expression": "request.userInfo.username != 'eve'", "message": "not eve"}]}},
		{"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": "a"},
			"spec": {"policyName": "a", "validationActions": ["Deny"]}},
		{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "a"},
			"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"},
			"subjects": [{"kind": "Group", "name": "team"}]},
		{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "shop"}, "as": {"user": "bob", "groups": ["team"]}},
		{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "b", "namespace": "shop"}, "as": {"user": "eve", "groups": ["team"]}},
		{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "cogs.example.com"}, "spec": {
			"group": "example.com", "scope": "Namespaced", "names": {"kind": "Cog", "plural": "cogs", "singular": "cog"},
			"versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object"}}}]}},
		{"apiVersion": "example.com/v1", "kind": "Cog", "metadata": {"name": "a", "namespace": "shop", "finalizers": ["example.com/stay"]}}
	]},
	{"name": "parameters are those of the case", "apply": true, "objects": [
		{"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy", "metadata": {"name": "a"}, "spec": {
			"paramKind": {"apiVersion": "v1", "kind": "ConfigMap"},
			"matchConstraints": {"resourceRules": [{"apiGroups": [""], "apiVersions": ["*"], "resources": ["secrets"], "operations": ["*"]}]},
			"validations": [{"expression": "object.metadata.name == params.data.name", "message": "another name"}]}},
		{"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": "a"},
			"spec": {"policyName": "a", "validationActions": ["Deny"],
				"paramRef": {"name": "a", "namespace": "shop", "parameterNotFoundAction": "Deny"}}},
		{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "shop"}, "data": {"name": "b"}},
		{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "shop"}},
		{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "shop"}, "data": {"name": "a"}},
		{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "shop"}}
	]},
	{"name": "and is gone afterwards", "apply": true, "objects": [
		{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}, "as": {"user": "eve", "groups": ["system:masters"]}},
		{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "shop"}, "as": {"user": "bob", "groups": ["team"]}},
		{"apiVersion": "example.com/v1", "kind": "Cog", "metadata": {"name": "a", "namespace": "shop"}}
	]}
]}`

// wantSmoke has one line for each object: "ok" or why not, and the judge.
var wantSmoke = []string{
	"ok: cert-manager",
	"at least one of commonName: cert-manager",
	"key must be defined: trust-manager",
	"one of issuerRef or namespace must be defined: approver-policy",
	"client certificate required for mutual tls: istio",
	`unknown field "spec.mtls.mod": kube-apiserver`,
	`no matches for kind "Unheard": kube-apiserver`,
	`User "eve" cannot create resource "secrets": kube-apiserver`,
	"ok: kube-apiserver",

	"ok: kube-apiserver",
	"ok: kube-apiserver",
	"ok: kube-apiserver",
	"ok: kube-apiserver",
	"ok: kube-apiserver",
	"not eve: kube-apiserver",
	"ok: kube-apiserver",
	"ok: kube-apiserver",

	"ok: kube-apiserver",
	"ok: kube-apiserver",
	"ok: kube-apiserver",
	"another name: kube-apiserver",
	"ok: kube-apiserver",
	"ok: kube-apiserver",

	"ok: kube-apiserver",
	`User "bob" cannot create resource "secrets": kube-apiserver`,
	`no matches for kind "Cog": kube-apiserver`,
}

func TestSmoke(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a control plane")
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(os.Args[0], "-modules=../..")
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(smokeCases), &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	var out admit.Output
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Results) != len(wantSmoke) {
		t.Fatalf("got %d results, want %d", len(out.Results), len(wantSmoke))
	}
	for i, r := range out.Results {
		message, judge, _ := strings.Cut(wantSmoke[i], ": ")
		good := r.Admitted == (message == "ok") && r.Judge == judge && (r.Admitted || strings.Contains(r.Message, message))
		if !good {
			t.Errorf("%s, %d: got %v by %s, %q; want %s", r.Case, r.Index, r.Admitted, r.Judge, r.Message, wantSmoke[i])
		}
	}
}
