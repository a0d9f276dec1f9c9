package operators

import (
	"context"
	"fmt"

	"github.com/cert-manager/trust-manager/cmd/trust-manager/app/options"
	trustapi "github.com/cert-manager/trust-manager/pkg/apis/trust/v1alpha1"
	"github.com/cert-manager/trust-manager/pkg/bundle"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	metrics "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

// startTrustManager does what trust-manager's own program does, but for its
// listeners, which would bind every interface, and its leader election.
func (r release) startTrustManager(ctx context.Context, group *errgroup.Group, config *rest.Config) (func(context.Context), error) {
	cmd := &cobra.Command{}
	opts := options.New().Prepare(cmd)
	if err := cmd.ParseFlags(append(r.args, "--kubeconfig="+r.kubeconfig)); err != nil {
		return nil, unknownFlag("trust-manager", err)
	}
	if err := opts.Complete(); err != nil {
		return nil, fmt.Errorf("trust-manager: %w", err)
	}
	opts.RestConfig.QPS = -1
	// The public CAs are in the container image, and so not to be had here.
	opts.Bundle.DefaultPackageLocation = ""

	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	if err := makeNamespace(ctx, client, opts.Bundle.Namespace); err != nil {
		return nil, err
	}
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, trustapi.AddToScheme} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	mgr, err := manager.New(opts.RestConfig, manager.Options{
		Scheme:  scheme,
		Logger:  klog.Background(),
		Metrics: metrics.Options{BindAddress: "0"},
		Cache:   bundle.CacheOpts(opts.Bundle),
	})
	if err != nil {
		return nil, fmt.Errorf("trust-manager: %w", err)
	}
	if err := bundle.SetupWithManager(ctx, mgr, opts.Bundle); err != nil {
		return nil, fmt.Errorf("trust-manager: %w", err)
	}
	group.Go(func() error { return mgr.Start(ctx) })
	return func(ctx context.Context) { mgr.GetCache().WaitForCacheSync(ctx) }, nil
}
