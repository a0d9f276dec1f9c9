package upstream

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// crdFiles says where each module keeps the CRDs that its release installs.
// trust-manager's ClusterBundle is in its tree but in no release, hence its
// absence.
var crdFiles = []struct{ module, glob string }{
	{ApproverPolicy, "deploy/crds/*.yaml"},
	{AWSIssuer, "config/crd/bases/*.yaml"},
	{CertManager, "deploy/crds/*.yaml"},
	{IstioAPI, "kubernetes/customresourcedefinitions.gen.yaml"},
	{TrustManager, "deploy/crds/trust.cert-manager.io_bundles.yaml"},
}

// CRDModules are the modules that CRDs reads.
func CRDModules() []string {
	var paths []string
	for _, f := range crdFiles {
		paths = append(paths, f.module)
	}
	return paths
}

// CRDs reads the custom resource definitions out of the modules.
func (m Modules) CRDs() ([]apiextensions.CustomResourceDefinition, error) {
	var crds []apiextensions.CustomResourceDefinition
	for _, f := range crdFiles {
		files, err := filepath.Glob(filepath.Join(m[f.module].Dir, f.glob))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("%s %s has no %s", f.module, m[f.module].Version, f.glob)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			some, err := parseCRDs(content)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
			}
			crds = append(crds, some...)
		}
	}
	return crds, nil
}

func parseCRDs(content []byte) ([]apiextensions.CustomResourceDefinition, error) {
	var crds []apiextensions.CustomResourceDefinition
	docs := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(content)))
	for {
		doc, err := docs.Read()
		if errors.Is(err, io.EOF) {
			return crds, nil
		}
		if err != nil {
			return nil, err
		}
		var crd apiextensions.CustomResourceDefinition
		if err := yaml.Unmarshal(doc, &crd); err != nil {
			return nil, err
		}
		if crd.Kind == "CustomResourceDefinition" {
			crds = append(crds, crd)
		}
	}
}
