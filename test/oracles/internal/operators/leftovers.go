package operators

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/garbagecollector"
	"k8s.io/kubernetes/pkg/controller/namespace"
)

// startLeftovers runs the two controllers of Kubernetes that remove what was left
// behind: what was owned by what is gone, and what was in a namespace.
func startLeftovers(ctx context.Context, group *errgroup.Group, config *rest.Config) (func(context.Context), error) {
	collector, err := clientsOf(config, "generic-garbage-collector")
	if err != nil {
		return nil, err
	}
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(collector.core.Discovery()))
	shared := informers.NewSharedInformerFactory(collector.core, 0)
	started := make(chan struct{})
	garbage, err := garbagecollector.NewGarbageCollector(ctx, collector.core, collector.metadata, mapper, garbagecollector.DefaultIgnoredResources(),
		informerfactory.NewInformerFactory(shared, metadatainformer.NewSharedInformerFactory(collector.metadata, 0)), started)
	if err != nil {
		return nil, fmt.Errorf("the garbage collector: %w", err)
	}
	deleter, err := clientsOf(config, "namespace-controller")
	if err != nil {
		return nil, err
	}
	namespaces := namespace.NewNamespaceController(ctx, deleter.core, deleter.metadata, deleter.core.Discovery().ServerPreferredNamespacedResources,
		shared.Core().V1().Namespaces(), 5*time.Minute, core.FinalizerKubernetes)

	shared.Start(ctx.Done())
	close(started)
	for _, run := range []func(){
		func() { garbage.Run(ctx, 5, 30*time.Second) },
		func() { garbage.Sync(ctx, collector.core.Discovery(), 30*time.Second) },
		func() { namespaces.Run(ctx, 5) },
	} {
		group.Go(func() error {
			run()
			return nil
		})
	}
	return func(ctx context.Context) {
		wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(ctx context.Context) (bool, error) {
			return garbage.IsSynced(klog.FromContext(ctx)), nil
		})
	}, nil
}

type clients struct {
	core     kubernetes.Interface
	metadata metadata.Interface
}

// clientsOf are those of a controller of Kubernetes, which acts as a service
// account of its own: admission policies know it by that.
func clientsOf(config *rest.Config, account string) (clients, error) {
	config = rest.CopyConfig(config)
	config.Impersonate = rest.ImpersonationConfig{
		UserName: "system:serviceaccount:kube-system:" + account,
		Groups:   []string{"system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"},
	}
	var c clients
	var err error
	if c.core, err = kubernetes.NewForConfig(config); err != nil {
		return c, err
	}
	c.metadata, err = metadata.NewForConfig(config)
	return c, err
}
