package webhooks

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"time"

	policycmd "github.com/cert-manager/approver-policy/pkg/cmd"
	admissionregistration "k8s.io/api/admissionregistration/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/admit"
)

// ApproverPolicyCommand is the first argument that makes this binary run
// approver-policy. Its validation is internal to its own module, so it can only
// be had by running the real program, in a process of its own because it owns
// the command line, the signals and the exit.
const ApproverPolicyCommand = "approver-policy"

const (
	approverService = "cert-manager-approver-policy"
	approverSecret  = "cert-manager-approver-policy-tls"
)

var approverPolicy = webhook{
	Judge: admit.Judge{
		Name:    "approver-policy",
		Webhook: "policy.cert-manager.io",
		Groups:  []string{"policy.cert-manager.io"},
	},
	versions:  []string{"*"},
	resources: []string{"certificaterequestpolicies"},
	probe: &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "policy.cert-manager.io/v1alpha1",
		"kind":       "CertificateRequestPolicy",
		"metadata":   map[string]any{"name": "probe"},
		"spec":       map[string]any{"selector": map[string]any{}},
	}},
}

// RunApproverPolicy is the other process. It ends with its standard input, that
// is with the process that started it, however that one ends.
func RunApproverPolicy() {
	os.Args = append([]string{ApproverPolicyCommand}, os.Args[2:]...)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	policycmd.ExecutePolicyApprover()
}

type child struct {
	cmd   *exec.Cmd
	stdin io.Closer
	port  int32
}

func startApproverPolicy(ctx context.Context, client kubernetes.Interface, kubeconfig string) (*child, error) {
	if err := prepareApproverPolicy(ctx, client); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, ApproverPolicyCommand,
		"--kubeconfig="+kubeconfig,
		"--leader-election-namespace="+admit.Namespace,
		"--metrics-bind-address=0",
		"--readiness-probe-bind-address=0",
		"--webhook-host=127.0.0.1",
		"--webhook-port="+strconv.Itoa(port),
		"--webhook-service-name="+approverService,
		"--webhook-ca-secret-namespace="+admit.Namespace,
		"--webhook-ca-secret-name="+approverSecret,
	)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &child{cmd: cmd, stdin: stdin, port: int32(port)}, nil
}

// prepareApproverPolicy makes its namespace and the Secret that its chart makes,
// and takes its lease, so that its controllers never run: only its webhook is
// wanted.
func prepareApproverPolicy(ctx context.Context, client kubernetes.Interface) error {
	if _, err := client.CoreV1().Namespaces().Create(ctx, &core.Namespace{
		ObjectMeta: metav1.ObjectMeta{Name: admit.Namespace},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	now := metav1.NowMicro()
	if _, err := client.CoordinationV1().Leases(admit.Namespace).Create(ctx, &coordination.Lease{
		ObjectMeta: metav1.ObjectMeta{Name: "policy.cert-manager.io"},
		Spec: coordination.LeaseSpec{
			HolderIdentity:       ptr.To("nobody"),
			LeaseDurationSeconds: ptr.To(int32(24 * 60 * 60)),
			AcquireTime:          &now,
			RenewTime:            &now,
		},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	_, err := client.CoreV1().Secrets(admit.Namespace).Create(ctx, &core.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Name:   approverSecret,
			Labels: map[string]string{"app.kubernetes.io/managed-by": "approver-policy"},
		},
	}, metav1.CreateOptions{})
	return err
}

// clientConfig waits for the CA that approver-policy makes for itself. Its
// certificate names a Service, which leads to loopback by its external name.
func (c *child) clientConfig(ctx context.Context, client kubernetes.Interface) (admissionregistration.WebhookClientConfig, error) {
	var ca []byte
	err := wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		secret, err := client.CoreV1().Secrets(admit.Namespace).Get(ctx, approverSecret, metav1.GetOptions{})
		if err != nil {
			return false, err
		}
		ca = secret.Data["ca.crt"]
		return len(ca) > 0, nil
	})
	if err != nil {
		return admissionregistration.WebhookClientConfig{}, fmt.Errorf("waiting for the CA of approver-policy's webhook: %w", err)
	}
	if _, err := client.CoreV1().Services(admit.Namespace).Create(ctx, &core.Service{
		ObjectMeta: metav1.ObjectMeta{Name: approverService},
		Spec:       core.ServiceSpec{Type: core.ServiceTypeExternalName, ExternalName: "127.0.0.1"},
	}, metav1.CreateOptions{}); err != nil {
		return admissionregistration.WebhookClientConfig{}, err
	}
	return admissionregistration.WebhookClientConfig{
		CABundle: ca,
		Service: &admissionregistration.ServiceReference{
			Namespace: admit.Namespace,
			Name:      approverService,
			Port:      ptr.To(c.port),
			Path:      ptr.To("/validate-policy-cert-manager-io-v1alpha1-certificaterequestpolicy"),
		},
	}, nil
}

func (c *child) stop() {
	c.stdin.Close()
	timer := time.AfterFunc(5*time.Second, func() { c.cmd.Process.Kill() })
	defer timer.Stop()
	c.cmd.Wait()
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
