// Command crossings reads two clusters and a call from one to the other, and says
// what istiod of the client's cluster programs the client to send, and where.
package main

import (
	"context"
	"flag"
	"io"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/calls"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/program"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
)

func main() {
	program.Main("crossings", run)
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("crossings", flag.ContinueOnError)
	modules := flags.String("modules", ".", "the folder with the go.mod of the oracles, which says where charts and CRDs are")
	if err := flags.Parse(args); err != nil {
		return err
	}
	cases, err := calls.ReadCrossings(stdin)
	if err != nil {
		return err
	}
	found, err := upstream.Find(ctx, *modules, calls.Modules()...)
	if err != nil {
		return err
	}
	engine, err := calls.New(ctx, found)
	if err != nil {
		return err
	}
	versions, results, err := engine.Cross(ctx, cases)
	if err != nil {
		return err
	}
	return program.Write(stdout, map[string]any{"versions": versions, "results": results}, "")
}
