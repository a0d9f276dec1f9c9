// Command helmvalues renders upstream's Helm charts with the values it reads and
// writes the objects that come of it, or why Helm refused. The protocol is in
// the README of this module.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/charts"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "helmvalues:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("helmvalues", flag.ContinueOnError)
	modules := flags.String("modules", ".", "the folder with the go.mod of the oracles, which says where the charts are")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch flags.NArg() {
	case 0:
	case 1:
		file, err := os.Open(flags.Arg(0))
		if err != nil {
			return err
		}
		defer file.Close()
		stdin = file
	default:
		return errors.New("more than one file of releases")
	}
	in, err := charts.Read(stdin)
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
	enc := json.NewEncoder(stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(out)
}
