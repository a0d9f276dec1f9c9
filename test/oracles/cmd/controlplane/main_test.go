package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
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

var (
	namespaces   = schema.GroupVersionResource{Version: "v1", Resource: "namespaces"}
	configMaps   = schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}
	secrets      = schema.GroupVersionResource{Version: "v1", Resource: "secrets"}
	issuers      = schema.GroupVersionResource{Group: "cert-manager.io", Version: "v1", Resource: "issuers"}
	certificates = schema.GroupVersionResource{Group: "cert-manager.io", Version: "v1", Resource: "certificates"}
	bundles      = schema.GroupVersionResource{Group: "trust.cert-manager.io", Version: "v1alpha1", Resource: "bundles"}
)

func TestSmoke(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a control plane")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, os.Args[0], "-modules=../..", "-attached")
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said ready
	if err := json.NewDecoder(stdout).Decode(&said); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	config, err := clientcmd.BuildConfigFromFlags("", said.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	create := func(resource schema.GroupVersionResource, namespace, text string) {
		t.Helper()
		var object unstructured.Unstructured
		if err := object.UnmarshalJSON([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Resource(resource).Namespace(namespace).Create(ctx, &object, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	becomes := func(resource schema.GroupVersionResource, namespace, name, what string, right func(*unstructured.Unstructured) bool) {
		t.Helper()
		var last *unstructured.Unstructured
		if err := wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(ctx context.Context) (bool, error) {
			object, err := client.Resource(resource).Namespace(namespace).Get(ctx, name, metav1.GetOptions{})
			if apierrors.IsNotFound(err) {
				object, err = nil, nil
			}
			last = object
			return err == nil && right(object), err
		}); err != nil {
			t.Fatalf("%s %s is not %s: %v\n%v", resource.Resource, name, what, err, last)
		}
	}
	there := func(object *unstructured.Unstructured) bool { return object != nil }
	gone := func(object *unstructured.Unstructured) bool { return object == nil }

	create(namespaces, "", `{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}`)
	create(issuers, "cert-manager", `{"apiVersion": "cert-manager.io/v1", "kind": "Issuer", "metadata": {"name": "root"}, "spec": {"selfSigned": {}}}`)
	create(certificates, "cert-manager", `{"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "root"},
		"spec": {"commonName": "root", "isCA": true, "secretName": "root", "issuerRef": {"name": "root"}}}`)
	create(bundles, "", `{"apiVersion": "trust.cert-manager.io/v1alpha1", "kind": "Bundle", "metadata": {"name": "roots"}, "spec": {
		"sources": [{"secret": {"name": "root", "key": "tls.crt"}}],
		"target": {"configMap": {"key": "ca.crt"}, "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "shop"}}}}}`)
	becomes(secrets, "cert-manager", "root", "issued", there)
	becomes(configMaps, "shop", "roots", "there", func(object *unstructured.Unstructured) bool {
		if object == nil {
			return false
		}
		roots, _, _ := unstructured.NestedString(object.Object, "data", "ca.crt")
		return strings.Contains(roots, "BEGIN CERTIFICATE")
	})
	if err := client.Resource(bundles).Delete(ctx, "roots", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	becomes(configMaps, "shop", "roots", "gone with its bundle", gone)
	if err := client.Resource(namespaces).Delete(ctx, "shop", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	becomes(namespaces, "", "shop", "gone", gone)

	stdin.Close()
	if err := cmd.Wait(); err != nil {
		t.Errorf("it did not end well: %v\n%s", err, &stderr)
	}
	if _, err := os.Stat(said.Kubeconfig); !os.IsNotExist(err) {
		t.Errorf("it left %s behind", said.Kubeconfig)
	}
}

func TestFlagsThatAreUnknown(t *testing.T) {
	for name, args := range map[string][]string{
		"an argument":             {"a"},
		"values that are no YAML": {"-trust-manager-values=main.go"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := run(context.Background(), args, strings.NewReader(""), io.Discard); err == nil {
				t.Error("accepted")
			}
		})
	}
}
