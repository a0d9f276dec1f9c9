// Command admission says which Kubernetes objects a real cluster would admit: it
// starts etcd, kube-apiserver and the upstream admission webhooks, sends the
// objects of the cases it reads, and writes one verdict for each. The protocol
// is in the README of this module.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/admit"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/control"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/crds"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/logging"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/program"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/webhooks"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == webhooks.ApproverPolicyCommand {
		webhooks.RunApproverPolicy()
		return
	}
	program.Main("admission", run)
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	stderr := os.Stderr
	flags := flag.NewFlagSet("admission", flag.ContinueOnError)
	modules := flags.String("modules", ".", "the folder with the go.mod of the oracles, which says where the CRDs are")
	timeout := flags.Duration("startup-timeout", 3*time.Minute, "how long the control plane may take to start")
	verbose := flags.Bool("v", false, "write the logs of everything to standard error")
	if err := flags.Parse(args); err != nil {
		return err
	}
	input, err := program.Input(flags.Args(), stdin)
	if err != nil {
		return err
	}
	defer input.Close()
	in, err := admit.Read(input)
	if err != nil {
		return err
	}

	dir, err := os.MkdirTemp("", "cdk8s-mtls-admission-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := logging.Redirect(*verbose); err != nil {
		return err
	}

	starting, cancel := context.WithTimeoutCause(ctx, *timeout, fmt.Errorf("not ready in %s (-v shows the logs)", *timeout))
	defer cancel()
	paths := append(upstream.CRDModules(), upstream.Kubernetes, upstream.Etcd, upstream.Istio)
	found, err := upstream.Find(starting, *modules, paths...)
	if err != nil {
		return err
	}
	plane, err := control.Start(starting, dir)
	if err != nil {
		return because(starting, err)
	}
	defer func() {
		if err := plane.Stop(); err != nil { // the verdicts stand all the same
			fmt.Fprintln(stderr, "admission: stopping:", err)
		}
	}()
	if err := crds.Install(starting, plane.Config, found); err != nil {
		return because(starting, err)
	}
	hooks, err := webhooks.Install(starting, plane)
	if err != nil {
		return because(starting, err)
	}
	defer hooks.Stop()

	results, err := admit.Run(ctx, plane.Config, webhooks.Judges(), in.Cases)
	if err != nil {
		return because(ctx, err)
	}
	return program.Write(stdout, admit.Output{Versions: found.Versions(), Results: results}, " ")
}

// because puts the reason that ctx ended in front of what came of it.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Errorf("%w (%w)", cause, err)
	}
	return err
}
