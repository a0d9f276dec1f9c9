// Package operators runs cert-manager's and trust-manager's own controllers in
// this process, with the rights and the settings that their charts give them.
package operators

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/client-go/rest"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/control"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
)

// Values are those that the charts are rendered with, as JSON.
type Values struct {
	CertManager, TrustManager json.RawMessage
}

// Set is the running controllers.
type Set struct {
	cancel context.CancelFunc
	group  *errgroup.Group
	ctx    context.Context
}

// starter starts the controllers of one project in the group, until the context
// ends, and returns how to wait until they watch.
type starter func(context.Context, *errgroup.Group, *rest.Config) (synced func(context.Context), err error)

// Start returns when all controllers watch. CRDs and webhooks must be there. dir
// is for the credentials of the controllers.
func Start(ctx context.Context, plane *control.Plane, modules upstream.Modules, dir string, values Values) (*Set, error) {
	certManager, err := installed(ctx, plane.Config, modules, dir, "cert-manager", values.CertManager)
	if err != nil {
		return nil, err
	}
	trustManager, err := installed(ctx, plane.Config, modules, dir, "trust-manager", values.TrustManager)
	if err != nil {
		return nil, err
	}

	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &Set{cancel: cancel}
	s.group, s.ctx = errgroup.WithContext(running)
	for _, start := range []starter{certManager.startCertManager, trustManager.startTrustManager, startLeftovers} {
		synced, err := start(s.ctx, s.group, plane.Config)
		if err == nil {
			synced(ctx)
			err = context.Cause(ctx)
		}
		if err != nil {
			return nil, errors.Join(err, s.Stop())
		}
	}
	return s, nil
}

// Failed is closed when a controller gave up, and when all were stopped.
func (s *Set) Failed() <-chan struct{} { return s.ctx.Done() }

// Stop ends the controllers, and says why one gave up before, if one did.
func (s *Set) Stop() error {
	gaveUp := s.ctx.Err() != nil
	s.cancel()
	ended := make(chan error, 1)
	go func() { ended <- s.group.Wait() }()
	select {
	case err := <-ended:
		if gaveUp {
			return fmt.Errorf("a controller gave up: %w", err)
		}
		return nil // what else they say comes of being stopped
	case <-time.After(10 * time.Second):
		return errors.New("the controllers did not stop in 10s")
	}
}
