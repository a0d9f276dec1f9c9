// Command admission says which Kubernetes objects a real cluster would admit: it
// starts etcd, kube-apiserver and the upstream admission webhooks, sends the
// objects of the cases it reads, and writes one verdict for each. The protocol
// is in the README of this module.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	istiolog "istio.io/istio/pkg/log"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsclient "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
	ctrllog "sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/admit"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/control"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/webhooks"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == webhooks.ApproverPolicyCommand {
		webhooks.RunApproverPolicy()
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(stderr, "admission:", err)
		os.Exit(1)
	}
}

// Upstream's code writes to both of these, each project with its own logger, so
// they are ours alone and everybody else gets a file.
var stdout, stderr = os.Stdout, os.Stderr

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("admission", flag.ContinueOnError)
	modules := flags.String("modules", ".", "the folder with the go.mod of the oracles, which says where the CRDs are")
	timeout := flags.Duration("startup-timeout", 3*time.Minute, "how long the control plane may take to start")
	verbose := flags.Bool("v", false, "write the logs of everything to standard error")
	if err := flags.Parse(args); err != nil {
		return err
	}
	in, err := input(flags.Args())
	if err != nil {
		return err
	}

	dir, err := os.MkdirTemp("", "cdk8s-mtls-admission-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := setLogs(*verbose); err != nil {
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
	if err := installCRDs(starting, plane.Config, found); err != nil {
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
	enc := json.NewEncoder(stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(admit.Output{Versions: found.Versions(), Results: results})
}

func input(args []string) (admit.Input, error) {
	if len(args) == 0 {
		return admit.Read(os.Stdin)
	}
	if len(args) > 1 {
		return admit.Input{}, errors.New("more than one file of cases")
	}
	file, err := os.Open(args[0])
	if err != nil {
		return admit.Input{}, err
	}
	defer file.Close()
	return admit.Read(file)
}

// setLogs has all that upstream logs written to standard error, or nowhere.
func setLogs(verbose bool) error {
	file := stderr
	if !verbose {
		var err error
		if file, err = os.OpenFile(os.DevNull, os.O_WRONLY, 0); err != nil {
			return err
		}
	}
	os.Stdout, os.Stderr = file, file
	klog.LogToStderr(false)
	klog.SetOutput(file)
	ctrllog.SetLogger(klog.Background())
	options := istiolog.DefaultOptions()
	options.OutputPaths = []string{"stderr"} // which zap looks up just now
	return istiolog.Configure(options)
}

// because puts the reason that ctx ended in front of what came of it.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Errorf("%w (%w)", cause, err)
	}
	return err
}

// installCRDs installs the CRDs of all projects and waits until they are served.
func installCRDs(ctx context.Context, config *rest.Config, modules upstream.Modules) error {
	crds, err := modules.CRDs()
	if err != nil {
		return err
	}
	client, err := apiextensionsclient.NewForConfig(config)
	if err != nil {
		return err
	}
	definitions := client.ApiextensionsV1().CustomResourceDefinitions()
	for _, crd := range crds {
		if _, err := definitions.Create(ctx, &crd, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	return wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		list, err := definitions.List(ctx, metav1.ListOptions{})
		if err != nil {
			return false, err
		}
		for _, crd := range list.Items {
			if !established(crd) {
				return false, nil
			}
		}
		return true, nil
	})
}

func established(crd apiextensions.CustomResourceDefinition) bool {
	return slices.ContainsFunc(crd.Status.Conditions, func(c apiextensions.CustomResourceDefinitionCondition) bool {
		return c.Type == apiextensions.Established && c.Status == apiextensions.ConditionTrue
	})
}
