//go:build tools

// Package pins names the modules that the oracles only read files from, so that
// "go mod tidy" keeps them. The build tag is never set.
package pins

import (
	_ "github.com/cert-manager/aws-privateca-issuer/pkg/api/v1beta1"
	_ "istio.io/api-1.30/label"
)
