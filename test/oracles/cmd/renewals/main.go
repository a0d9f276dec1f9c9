// Command renewals says when cert-manager renews certificates, and whether istiod
// renews its own root at a moment. The protocol is in the README of this module.
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"flag"
	"io"
	"math/big"
	"time"

	cmapi "github.com/cert-manager/cert-manager/pkg/apis/certmanager/v1"
	"github.com/cert-manager/cert-manager/pkg/util/pki"
	certutil "istio.io/istio/security/pkg/util"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/program"
	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/upstream"
)

// Validity is from when to when a certificate is valid.
type Validity struct {
	NotBefore time.Time `json:"notBefore"`
	NotAfter  time.Time `json:"notAfter"`
}

// Certificate is one that cert-manager has issued.
type Certificate struct {
	Validity
	Spec cmapi.CertificateSpec `json:"spec"`
}

// Root is one that istiod has made, and the moment at which it looks.
type Root struct {
	Validity
	GracePercentile int       `json:"gracePercentile"`
	Now             time.Time `json:"now"`
}

// Input is what is asked.
type Input struct {
	Certificates []Certificate `json:"certificates"`
	Roots        []Root        `json:"roots"`
}

// Renewal is when a certificate is renewed; without a time it never is, or there is an error.
type Renewal struct {
	Time  *time.Time `json:"time,omitempty"`
	Error string     `json:"error,omitempty"`
}

// Output is the answers, in the order of the questions.
type Output struct {
	Versions     map[string]string `json:"versions"`
	Certificates []Renewal         `json:"certificates"`
	// Roots says of each whether it is renewed.
	Roots []bool `json:"roots"`
}

func main() {
	program.Main("renewals", run)
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("renewals", flag.ContinueOnError)
	modules := flags.String("modules", ".", "the folder with the go.mod of the oracles, which says what this is built from")
	if err := flags.Parse(args); err != nil {
		return err
	}
	found, err := upstream.Find(ctx, *modules, upstream.CertManager, upstream.Istio)
	if err != nil {
		return err
	}
	var in Input
	dec := json.NewDecoder(stdin)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return err
	}
	out := Output{Versions: found.Versions(), Certificates: []Renewal{}, Roots: []bool{}}
	for _, c := range in.Certificates {
		out.Certificates = append(out.Certificates, renewal(c))
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	for _, r := range in.Roots {
		renewed, err := isRenewed(r, key)
		if err != nil {
			return err
		}
		out.Roots = append(out.Roots, renewed)
	}
	return program.Write(stdout, out, " ")
}

func renewal(c Certificate) Renewal {
	at, err := pki.RenewalTime(c.NotBefore, c.NotAfter, c.Spec.RenewBefore, c.Spec.RenewBeforePercentage, c.Spec.Renewal)
	var r Renewal
	if at != nil {
		utc := at.UTC()
		r.Time = &utc
	}
	if err != nil {
		r.Error = err.Error()
	}
	return r
}

// isRenewed is the condition of istiod's root rotator.
func isRenewed(r Root, key *ecdsa.PrivateKey) (bool, error) {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: r.NotBefore, NotAfter: r.NotAfter}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return false, err
	}
	wait, err := certutil.NewCertUtil(r.GracePercentile).GetWaitTime(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), r.Now)
	return err != nil || wait <= 0, nil
}
