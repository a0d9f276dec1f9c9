// Package upstream finds the pinned upstream modules on this machine and reads
// files out of them.
package upstream

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime/debug"
)

// The modules that files are read from or that a program reports on.
const (
	ApproverPolicy = "github.com/cert-manager/approver-policy"
	AWSIssuer      = "github.com/cert-manager/aws-privateca-issuer"
	CertManager    = "github.com/cert-manager/cert-manager"
	TrustManager   = "github.com/cert-manager/trust-manager"
	Etcd           = "go.etcd.io/etcd/server/v3"
	Helm           = "helm.sh/helm/v4"
	Istio          = "istio.io/istio"
	IstioAPI       = "istio.io/api-1.30"
	Kubernetes     = "k8s.io/kubernetes"
)

// Module is one pinned module.
type Module struct {
	Path    string
	Version string
	Dir     string
}

// Modules is the pinned modules by path.
type Modules map[string]Module

// Find asks the go command, in the folder of our go.mod, where the modules are,
// and lets it download what is not there yet.
func Find(ctx context.Context, dir string, paths ...string) (Modules, error) {
	found, err := list(ctx, dir, paths)
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, path := range paths {
		if found[path].Dir == "" {
			missing = append(missing, path)
		}
	}
	if len(missing) > 0 {
		if _, err := goCommand(ctx, dir, append([]string{"mod", "download"}, missing...)); err != nil {
			return nil, err
		}
		if found, err = list(ctx, dir, paths); err != nil {
			return nil, err
		}
	}
	return found, found.matchBinary()
}

func list(ctx context.Context, dir string, paths []string) (Modules, error) {
	out, err := goCommand(ctx, dir, append([]string{"list", "-m", "-json"}, paths...))
	if err != nil {
		return nil, err
	}
	return decode(out)
}

func decode(list []byte) (Modules, error) {
	found := Modules{}
	dec := json.NewDecoder(bytes.NewReader(list))
	for {
		var m Module
		if err := dec.Decode(&m); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading the module list: %w", err)
		}
		found[m.Path] = m
	}
}

func goCommand(ctx context.Context, dir string, args []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s in %s (which must hold the go.mod of the oracles): %w\n%s", args[0], dir, err, stderr.Bytes())
	}
	return out, nil
}

// matchBinary refuses files of another version than the code that was linked:
// a binary kept from before go.mod changed would otherwise judge new schemas
// with old validators.
func (m Modules) matchBinary() error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, dep := range info.Deps {
		if pinned, ok := m[dep.Path]; ok && pinned.Version != dep.Version {
			return fmt.Errorf("this binary was built with %s %s, but go.mod now pins %s: build it again", dep.Path, dep.Version, pinned.Version)
		}
	}
	return nil
}

// Versions maps short names to the versions of the modules that were found.
func (m Modules) Versions() map[string]string {
	versions := map[string]string{}
	for name, path := range map[string]string{
		"approver-policy":      ApproverPolicy,
		"aws-privateca-issuer": AWSIssuer,
		"cert-manager":         CertManager,
		"etcd":                 Etcd,
		"helm":                 Helm,
		"istio":                Istio,
		"istio-crds":           IstioAPI,
		"kubernetes":           Kubernetes,
		"trust-manager":        TrustManager,
	} {
		if module, ok := m[path]; ok {
			versions[name] = module.Version
		}
	}
	return versions
}
