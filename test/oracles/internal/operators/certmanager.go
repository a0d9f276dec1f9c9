package operators

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/cert-manager/cert-manager/pkg/controller"

	// Controllers and issuers register themselves. The rest of what cert-manager
	// runs by default is left out: ACME, Venafi, Ingresses and metrics.
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/approver"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/ca"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/selfsigned"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/vault"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/issuing"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/keymanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/readiness"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/requestmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/revisionmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/trigger"
	_ "github.com/cert-manager/cert-manager/pkg/controller/clusterissuers"
	_ "github.com/cert-manager/cert-manager/pkg/controller/issuers"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/ca"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/selfsigned"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/vault"
)

// certManagerFlags are those flags of cert-manager's controller that its chart
// uses. The program itself cannot be imported, its defaults
// (internal/apis/config/controller/v1alpha1/defaults.go) only together with ACME.
type certManagerFlags struct {
	controller.ContextOptions
	controllers []string
}

func parseCertManagerFlags(args []string) (certManagerFlags, error) {
	f := certManagerFlags{}
	f.KubernetesAPIQPS = -1 // as for an API server with priority and fairness
	f.ClusterIssuerAmbientCredentials = true
	f.CopiedAnnotationPrefixes = []string{"*", "-kubectl.kubernetes.io/", "-fluxcd.io/", "-argocd.argoproj.io/"}
	f.CertificateRequestMinimumBackoffDuration = time.Hour
	f.CertificateRequestMaximumBackoffDuration = 32 * time.Hour

	flags := pflag.NewFlagSet("cert-manager", pflag.ContinueOnError)
	flags.StringVar(&f.ClusterResourceNamespace, "cluster-resource-namespace", "kube-system", "")
	flags.BoolVar(&f.EnableOwnerRef, "enable-certificate-owner-ref", false, "")
	flags.StringSliceVar(&f.controllers, "controllers", []string{"*"}, "")
	// These make no difference here.
	flags.String("v", "", "")
	flags.String("acme-http01-solver-image", "", "")
	flags.String("max-concurrent-challenges", "", "")
	for _, flag := range []string{"namespace", "lease-duration", "renew-deadline", "retry-period"} {
		flags.String("leader-election-"+flag, "", "")
	}
	if err := flags.Parse(args); err != nil {
		return f, unknownFlag("cert-manager", err)
	}
	return f, nil
}

// runs tells whether a controller is among those that the flag names, by
// cert-manager's own rules.
func (f certManagerFlags) runs(name string) bool {
	switch {
	case slices.Contains(f.controllers, "-"+name):
		return false
	case slices.Contains(f.controllers, "*"), slices.Contains(f.controllers, name):
		return true
	default:
		// "-x" alone is short for "*,-x".
		return !slices.ContainsFunc(f.controllers, func(other string) bool { return other[0] != '-' })
	}
}

// startCertManager does what cert-manager's own program does.
func (r release) startCertManager(ctx context.Context, group *errgroup.Group, config *rest.Config) (func(context.Context), error) {
	flags, err := parseCertManagerFlags(r.args)
	if err != nil {
		return nil, err
	}
	flags.Kubeconfig = r.kubeconfig
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	if err := makeNamespace(ctx, client, flags.ClusterResourceNamespace); err != nil {
		return nil, err
	}
	factory, err := controller.NewContextFactory(ctx, flags.ContextOptions)
	if err != nil {
		return nil, fmt.Errorf("cert-manager: %w", err)
	}
	shared, err := factory.Build()
	if err != nil {
		return nil, fmt.Errorf("cert-manager: %w", err)
	}
	var running []controller.Interface
	for name, construct := range controller.Known() {
		if !flags.runs(name) {
			continue
		}
		one, err := construct(factory)
		if err != nil {
			return nil, fmt.Errorf("cert-manager's controller %s: %w", name, err)
		}
		running = append(running, one)
	}
	for _, one := range running {
		group.Go(func() error { return one.Run(5, ctx) })
	}
	shared.SharedInformerFactory.Start(ctx.Done())
	shared.KubeSharedInformerFactory.Start(ctx.Done())
	return func(ctx context.Context) {
		shared.SharedInformerFactory.WaitForCacheSync(ctx.Done())
		shared.KubeSharedInformerFactory.WaitForCacheSync(ctx.Done())
	}, nil
}
