// Command helmvalues renders upstream's Helm charts with the values it reads and
// writes the objects that come of it, or why Helm refused. The protocol is in
// the README of this module.
package main

import (
	"context"
	"flag"
	"io"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/charts"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/program"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
)

func main() {
	program.Main("helmvalues", run)
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("helmvalues", flag.ContinueOnError)
	modules := flags.String("modules", ".", "the folder with the go.mod of the oracles, which says where the charts are")
	if err := flags.Parse(args); err != nil {
		return err
	}
	input, err := program.Input(flags.Args(), stdin)
	if err != nil {
		return err
	}
	defer input.Close()
	in, err := charts.Read(input)
	if err != nil {
		return err
	}
	found, err := upstream.Find(ctx, *modules, charts.Modules()...)
	if err != nil {
		return err
	}
	out := charts.Output{Versions: found.Versions(), Results: []charts.Result{}}
	for _, release := range in.Releases {
		result, err := charts.Render(ctx, found, release)
		if err != nil {
			return err
		}
		out.Results = append(out.Results, result)
	}
	return program.Write(stdout, out, " ")
}
