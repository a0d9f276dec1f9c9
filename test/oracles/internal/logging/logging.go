// Package logging keeps what upstream's software writes apart from what a program says.
package logging

import (
	"os"

	istiolog "istio.io/istio/pkg/log"
	"k8s.io/klog/v2"
	ctrllog "sigs.k8s.io/controller-runtime/pkg/log"
)

// Redirect has all that upstream logs written to standard error, or nowhere. Each
// project has its own logger, and some write to standard output: from now on
// os.Stdout and os.Stderr are that file, and a program that says something
// itself keeps the ones of before.
func Redirect(verbose bool) error {
	file := os.Stderr
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
