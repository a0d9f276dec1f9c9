// Package control runs a Kubernetes control plane in this process: an embedded
// etcd and the real kube-apiserver, on loopback, with everything they write in
// one temporary folder.
package control

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apiserver/pkg/admission/plugin/policy/generic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/cert"
	"k8s.io/client-go/util/keyutil"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

// Plane is a running control plane.
type Plane struct {
	// Config connects as a member of system:masters.
	Config *rest.Config
	// Kubeconfig is a file that says the same.
	Kubeconfig string
	// CertFile and KeyFile are a certificate for 127.0.0.1, its CA included, that
	// others on loopback may serve with too.
	CertFile, KeyFile string

	etcd   *embed.Etcd
	cancel context.CancelFunc
	done   chan struct{} // closed when the API server has stopped, with err
	err    error
}

// Start returns when the API server is ready, or when ctx ends.
func Start(ctx context.Context, dir string) (*Plane, error) {
	p := &Plane{
		Kubeconfig: filepath.Join(dir, "kubeconfig"),
		CertFile:   filepath.Join(dir, "server.crt"),
		KeyFile:    filepath.Join(dir, "server.key"),
	}
	if err := p.start(ctx, dir); err != nil {
		return nil, errors.Join(err, p.Stop())
	}
	return p, nil
}

func (p *Plane) start(ctx context.Context, dir string) error {
	if err := p.startEtcd(ctx, dir); err != nil {
		return fmt.Errorf("starting etcd: %w", err)
	}

	// The policies in force are collected once a second; waiting for that would
	// be most of what a case with a ValidatingAdmissionPolicy costs.
	generic.SetPolicyRefreshIntervalForTests(20 * time.Millisecond)

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	flags, err := p.credentials(dir, listener.Addr().String())
	if err != nil {
		return err
	}

	opts := options.NewServerRunOptions()
	opts.SecureServing.Listener = listener
	opts.SecureServing.BindPort = listener.Addr().(*net.TCPAddr).Port
	fs := pflag.NewFlagSet("kube-apiserver", pflag.ContinueOnError)
	for _, set := range opts.Flags().FlagSets {
		fs.AddFlagSet(set)
	}
	if err := fs.Parse(append(flags,
		"--etcd-servers=http://"+p.etcd.Clients[0].Addr().String(),
		"--etcd-compaction-interval=0",
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		"--authorization-mode=RBAC",
		"--service-cluster-ip-range=10.0.0.0/16",
		"--endpoint-reconciler-type=none",
		"--allow-privileged=true",
		// One client sends everything: let nothing queue or be throttled.
		"--enable-priority-and-fairness=false",
		"--max-requests-inflight=0",
		"--max-mutating-requests-inflight=0",
		"--profiling=false",
	)); err != nil {
		return err
	}
	if err := opts.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return err
	}

	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p.cancel = cancel
	completed, err := opts.Complete(running)
	if err != nil {
		return err
	}
	if errs := completed.Validate(); len(errs) > 0 {
		return utilerrors.NewAggregate(errs)
	}
	config, err := app.NewConfig(completed)
	if err != nil {
		return err
	}
	completedConfig, err := config.Complete()
	if err != nil {
		return err
	}
	server, err := app.CreateServerChain(completedConfig)
	if err != nil {
		return err
	}
	prepared, err := server.PrepareRun()
	if err != nil {
		return err
	}
	// kube-apiserver ends its process when one of its start-up hooks fails, also
	// when that is because it is stopped early. Here the end is ours to make.
	gaveUp := make(chan struct{})
	var once sync.Once
	klog.OsExit = func(int) {
		once.Do(func() { close(gaveUp) })
		select {}
	}
	p.done = make(chan struct{})
	go func() {
		defer close(p.done)
		p.err = prepared.Run(running)
	}()
	client, err := kubernetes.NewForConfig(p.Config)
	if err != nil {
		return err
	}
	if err := p.waitReady(ctx, client, gaveUp); err != nil {
		return fmt.Errorf("waiting for kube-apiserver: %w", err)
	}
	return fillRoles(ctx, client)
}

func (p *Plane) startEtcd(ctx context.Context, dir string) error {
	loopback := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	cfg := embed.NewConfig()
	cfg.Dir = filepath.Join(dir, "etcd")
	cfg.ListenClientUrls, cfg.AdvertiseClientUrls = loopback, loopback
	cfg.ListenPeerUrls, cfg.AdvertisePeerUrls = loopback, loopback
	cfg.InitialCluster = cfg.InitialClusterFromName(cfg.Name)
	cfg.EnableGRPCGateway = false // it would dial the port that was asked for, which is 0
	cfg.UnsafeNoFsync = true      // the data does not outlive the process
	cfg.ZapLoggerBuilder = embed.NewZapLoggerBuilder(zap.NewNop())

	etcd, err := embed.StartEtcd(cfg)
	if err != nil {
		return err
	}
	p.etcd = etcd
	select {
	case <-etcd.Server.ReadyNotify():
		return nil
	case err := <-etcd.Err():
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// credentials writes the keys, certificates and tokens of this run and returns
// the flags that name them.
func (p *Plane) credentials(dir, address string) ([]string, error) {
	serving, key, err := cert.GenerateSelfSignedCertKey("127.0.0.1", nil, []string{"localhost"})
	if err != nil {
		return nil, err
	}
	accountKey, err := keyutil.MakeEllipticPrivateKeyPEM()
	if err != nil {
		return nil, err
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return nil, err
	}
	token := hex.EncodeToString(random)
	accountKeyFile := filepath.Join(dir, "service-account.key")
	tokenFile := filepath.Join(dir, "tokens.csv")
	for file, content := range map[string][]byte{
		p.CertFile:     serving,
		p.KeyFile:      key,
		accountKeyFile: accountKey,
		tokenFile:      []byte(token + ",oracle,oracle,system:masters\n"),
	} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			return nil, err
		}
	}

	p.Config = &rest.Config{
		Host:            "https://" + address,
		BearerToken:     token,
		TLSClientConfig: rest.TLSClientConfig{CAData: serving},
		QPS:             -1,
		WarningHandler:  rest.NoWarnings{},
	}
	kubeconfig := clientcmdapi.NewConfig()
	kubeconfig.Clusters["oracle"] = &clientcmdapi.Cluster{Server: p.Config.Host, CertificateAuthorityData: serving}
	kubeconfig.AuthInfos["oracle"] = &clientcmdapi.AuthInfo{Token: token}
	kubeconfig.Contexts["oracle"] = &clientcmdapi.Context{Cluster: "oracle", AuthInfo: "oracle"}
	kubeconfig.CurrentContext = "oracle"
	if err := clientcmd.WriteToFile(*kubeconfig, p.Kubeconfig); err != nil {
		return nil, err
	}

	return []string{
		"--tls-cert-file=" + p.CertFile,
		"--tls-private-key-file=" + p.KeyFile,
		"--token-auth-file=" + tokenFile,
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + accountKeyFile,
		"--service-account-signing-key-file=" + accountKeyFile,
	}, nil
}

func (p *Plane) waitReady(ctx context.Context, client *kubernetes.Clientset, gaveUp <-chan struct{}) error {
	return wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		select {
		case <-p.done:
			return false, fmt.Errorf("it stopped: %v", p.err)
		case <-gaveUp:
			return false, errors.New("it gave up")
		default:
		}
		_, err := client.RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err == nil, nil
	})
}

// Stop ends the API server, then its etcd.
func (p *Plane) Stop() error {
	var err error
	if p.cancel != nil {
		p.cancel()
	}
	if p.done != nil {
		select {
		case <-p.done:
			err = p.err
		case <-time.After(15 * time.Second):
			err = errors.New("kube-apiserver did not stop in 15s")
		}
	}
	if p.etcd != nil {
		p.etcd.Close()
	}
	return err
}
