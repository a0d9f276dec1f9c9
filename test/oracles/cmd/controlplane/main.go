// Command controlplane runs a Kubernetes API server with cert-manager and
// trust-manager until it is told to stop, and says how to connect to it. The
// protocol is in the README of this module.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/charts"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/control"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/crds"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/logging"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/operators"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/program"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/webhooks"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == webhooks.ApproverPolicyCommand {
		webhooks.RunApproverPolicy()
		return
	}
	program.Main("controlplane", run)
}

// ready is the one line that the program writes.
type ready struct {
	Versions map[string]string `json:"versions"`
	// Kubeconfig is a file that connects as an administrator. It goes when the
	// program ends.
	Kubeconfig string `json:"kubeconfig"`
	// Server, CA and Token are what it says.
	Server string `json:"server"`
	CA     string `json:"ca"`
	Token  string `json:"token"`
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) (err error) {
	flags := flag.NewFlagSet("controlplane", flag.ContinueOnError)
	modules := flags.String("modules", ".", "the folder with the go.mod of the oracles, which says where CRDs and charts are")
	certManager := flags.String("cert-manager-values", "", "a file with values for cert-manager's chart")
	trustManager := flags.String("trust-manager-values", "", "a file with values for trust-manager's chart")
	attached := flags.Bool("attached", false, "end when standard input ends")
	timeout := flags.Duration("startup-timeout", 3*time.Minute, "how long the control plane may take to start")
	verbose := flags.Bool("v", false, "write the logs of everything to standard error")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	var values operators.Values
	for file, into := range map[*string]*json.RawMessage{certManager: &values.CertManager, trustManager: &values.TrustManager} {
		if *into, err = readValues(*file); err != nil {
			return err
		}
	}
	if *attached {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		go func() {
			io.Copy(io.Discard, stdin)
			cancel()
		}()
	}

	dir, err := os.MkdirTemp("", "cdk8s-mtls-controlplane-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := logging.Redirect(*verbose); err != nil {
		return err
	}

	starting, cancel := context.WithTimeoutCause(ctx, *timeout, fmt.Errorf("not ready in %s (-v shows the logs)", *timeout))
	defer cancel()
	paths := append(upstream.CRDModules(), charts.Modules()...)
	found, err := upstream.Find(starting, *modules, append(paths, upstream.Etcd)...)
	if err != nil {
		return err
	}
	plane, err := control.Start(starting, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, plane.Stop()) }()
	if err := crds.Install(starting, plane.Config, found); err != nil {
		return err
	}
	hooks, err := webhooks.Install(starting, plane)
	if err != nil {
		return err
	}
	defer hooks.Stop()
	set, err := operators.Start(starting, plane, found, dir, values)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, set.Stop()) }()

	if err := json.NewEncoder(stdout).Encode(ready{
		Versions:   found.Versions(),
		Kubeconfig: plane.Kubeconfig,
		Server:     plane.Config.Host,
		CA:         string(plane.Config.CAData),
		Token:      plane.Config.BearerToken,
	}); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-set.Failed():
	}
	return nil
}

// readValues reads what "helm --values" reads.
func readValues(file string) (json.RawMessage, error) {
	if file == "" {
		return nil, nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	values, err := yaml.YAMLToJSON(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return values, nil
}
