// Command calls reads manifests and calls between their workloads, and says what
// istiod programs both sides of each call to do and what becomes of it. The
// protocol is in the README of this module.
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
	program.Main("calls", run)
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("calls", flag.ContinueOnError)
	modules := flags.String("modules", ".", "the folder with the go.mod of the oracles, which says where charts and CRDs are")
	workers := flags.Int("workers", 0, "how many cases run at a time, by default two for each CPU")
	if err := flags.Parse(args); err != nil {
		return err
	}
	input, err := program.Input(flags.Args(), stdin)
	if err != nil {
		return err
	}
	defer input.Close()
	in, err := calls.Read(input)
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
	if *workers > 0 {
		engine.Workers = *workers
	}
	out, err := engine.Run(ctx, in.Cases)
	if err != nil {
		return err
	}
	return program.Write(stdout, out, "")
}
