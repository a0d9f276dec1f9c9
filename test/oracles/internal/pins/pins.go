//go:build tools

// Package pins names the upstream modules that are read as files (CRDs,
// charts), so that "go mod tidy" keeps them although no program imports them.
package pins

import (
	_ "github.com/cert-manager/approver-policy/pkg/cmd"
	_ "github.com/cert-manager/aws-privateca-issuer/pkg/api/v1beta1"
	_ "github.com/cert-manager/cert-manager/internal/webhook"
	_ "github.com/cert-manager/trust-manager/pkg/webhook"
	_ "go.etcd.io/etcd/server/v3/embed"
	_ "helm.sh/helm/v4/pkg/engine"
	_ "istio.io/api-1.30/label"
	_ "istio.io/istio/pkg/webhooks/validation/server"
	_ "k8s.io/kubernetes/cmd/kube-apiserver/app"
	_ "sigs.k8s.io/controller-runtime/pkg/manager"
)
