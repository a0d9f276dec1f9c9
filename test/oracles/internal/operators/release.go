package operators

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	apps "k8s.io/api/apps/v1"
	authentication "k8s.io/api/authentication/v1"
	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/utils/ptr"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/charts"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
)

// Namespace is where the charts are installed.
const Namespace = "cert-manager"

// tokenLife is longer than anybody lets a control plane run.
const tokenLife = 30 * 24 * time.Hour

// release is a chart, as far as a program of it needs it that runs here and in
// no pod.
type release struct {
	// args are what the chart has the program started with.
	args []string
	// account is the service account that the chart gives it.
	account string
	// rights are the service accounts and access rules of the chart.
	rights []*unstructured.Unstructured
	// kubeconfig is a file that connects as the service account.
	kubeconfig string
}

// installed renders a chart and stores what is needed of it.
func installed(ctx context.Context, config *rest.Config, modules upstream.Modules, dir, chart string, values json.RawMessage) (release, error) {
	r, err := render(ctx, modules, chart, values)
	if err != nil {
		return r, err
	}
	if r.kubeconfig, err = r.install(ctx, config, dir); err != nil {
		return r, fmt.Errorf("what the chart of %s installs: %w", chart, err)
	}
	return r, nil
}

// render renders a chart. Its program has the name of the release.
func render(ctx context.Context, modules upstream.Modules, chart string, values json.RawMessage) (release, error) {
	var r release
	rendered, err := charts.Render(ctx, modules, charts.Release{Chart: chart, Name: chart, Namespace: Namespace, Values: values})
	if err != nil {
		return r, err
	}
	if !rendered.OK {
		return r, fmt.Errorf("chart %s: %s", chart, rendered.Error)
	}
	for _, content := range rendered.Objects {
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(content); err != nil {
			return r, fmt.Errorf("chart %s: %w", chart, err)
		}
		_, hook := object.GetAnnotations()["helm.sh/hook"]
		group := object.GroupVersionKind().Group
		switch {
		case hook:
		case object.GetKind() == "ServiceAccount", group == "rbac.authorization.k8s.io":
			r.rights = append(r.rights, object)
		case object.GetKind() == "Deployment" && object.GetName() == chart:
			var deployment apps.Deployment
			if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &deployment); err != nil {
				return r, fmt.Errorf("chart %s: %w", chart, err)
			}
			r.args = deployment.Spec.Template.Spec.Containers[0].Args
			r.account = deployment.Spec.Template.Spec.ServiceAccountName
		}
	}
	if r.account == "" {
		return r, fmt.Errorf("chart %s: no Deployment %s with a service account", chart, chart)
	}
	for i, arg := range r.args {
		// The only variable that a chart refers to.
		r.args[i] = strings.ReplaceAll(arg, "$(POD_NAMESPACE)", Namespace)
	}
	return r, nil
}

// install stores the rights of the program, and writes a kubeconfig with a token
// of its service account, so that it may do here what it may do in a cluster.
func (r release) install(ctx context.Context, config *rest.Config, dir string) (string, error) {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return "", err
	}
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return "", err
	}
	for _, object := range r.rights {
		kind := object.GroupVersionKind()
		resource := objects.Resource(schema.GroupVersionResource{
			Group: kind.Group, Version: kind.Version, Resource: strings.ToLower(kind.Kind) + "s",
		})
		var place dynamic.ResourceInterface = resource
		if namespace := object.GetNamespace(); namespace != "" {
			if err := makeNamespace(ctx, client, namespace); err != nil {
				return "", err
			}
			place = resource.Namespace(namespace)
		}
		if _, err := place.Apply(ctx, object.GetName(), object, metav1.ApplyOptions{FieldManager: "helm"}); err != nil {
			return "", err
		}
	}
	request, err := client.CoreV1().ServiceAccounts(Namespace).CreateToken(ctx, r.account, &authentication.TokenRequest{
		Spec: authentication.TokenRequestSpec{ExpirationSeconds: ptr.To(int64(tokenLife.Seconds()))},
	}, metav1.CreateOptions{})
	if err != nil {
		return "", err
	}
	kubeconfig := clientcmdapi.NewConfig()
	kubeconfig.Clusters["plane"] = &clientcmdapi.Cluster{Server: config.Host, CertificateAuthorityData: config.CAData}
	kubeconfig.AuthInfos["plane"] = &clientcmdapi.AuthInfo{Token: request.Status.Token}
	kubeconfig.Contexts["plane"] = &clientcmdapi.Context{Cluster: "plane", AuthInfo: "plane"}
	kubeconfig.CurrentContext = "plane"
	file := filepath.Join(dir, r.account+".kubeconfig")
	return file, clientcmd.WriteToFile(*kubeconfig, file)
}

func makeNamespace(ctx context.Context, client kubernetes.Interface, name string) error {
	_, err := client.CoreV1().Namespaces().Create(ctx, &core.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// unknownFlag says that a chart asks for something that is not to be had here.
func unknownFlag(program string, err error) error {
	return errors.Join(fmt.Errorf("the chart of %s starts it with a flag that this oracle does not know", program), err)
}
