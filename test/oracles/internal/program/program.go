// Package program is what the small programs have in common: cases come in, by a
// file or standard input, and answers go out.
package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Main runs a program until it ends or is interrupted. It never returns if the
// program fails.
func Main(name string, run func(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error) {
	stderr := os.Stderr // run may have the logs of everything sent elsewhere
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintf(stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// Input is the file that the arguments name or, if they name none, standard input.
func Input(args []string, stdin io.Reader) (io.ReadCloser, error) {
	switch len(args) {
	case 0:
		return io.NopCloser(stdin), nil
	case 1:
		return os.Open(args[0])
	default:
		return nil, errors.New("more than one file of input")
	}
}

// Write writes answers as JSON, each line after the indent of its depth.
func Write(stdout io.Writer, answers any, indent string) error {
	enc := json.NewEncoder(stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	return enc.Encode(answers)
}
