// Package calls says what istiod programs Envoy to do with a call between two
// workloads on both of its sides, and what becomes of the call.
package calls

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Input is what the program reads.
type Input struct {
	Cases []Case `json:"cases"`
}

// Case is a cluster and the calls made in it.
type Case struct {
	Name string `json:"name"`
	// Objects are manifests of Kubernetes and Istio.
	Objects []json.RawMessage `json:"objects"`
	// MeshConfig goes on top of istiod's defaults.
	MeshConfig json.RawMessage `json:"meshConfig,omitempty"`
	Calls      []Call          `json:"calls"`
}

// Call is one call. Either Host and a port of the service behind it, or Workload
// and a port of its containers.
type Call struct {
	// Client is the namespace/name of a workload, or "outside".
	Client   string `json:"client"`
	Host     string `json:"host,omitempty"`
	Workload string `json:"workload,omitempty"`
	Port     int    `json:"port"`
	// Protocol is what the application speaks: http, http2, tcp or tls. What the
	// port declares, if it is not set.
	Protocol string `json:"protocol,omitempty"`
}

// Output is what the program writes.
type Output struct {
	Versions map[string]string `json:"versions"`
	Results  []Result          `json:"results"`
}

// Result is what became of one call, or of a whole case when it has no call.
type Result struct {
	Case string `json:"case"`
	Call *int   `json:"call,omitempty"`
	// Error says why there is no answer.
	Error string `json:"error,omitempty"`
	// Rejected are the objects of the case that the cluster does not admit.
	Rejected []Rejection `json:"rejected,omitempty"`
	*Answer
	// Protocols holds the answer for each protocol that the application may speak
	// through a port that declares none, where they differ.
	Protocols map[string]*Answer `json:"protocols,omitempty"`
}

// Rejection is an object that the cluster does not admit.
type Rejection struct {
	Object string `json:"object"`
	Why    string `json:"why"`
}

// Answer is what became of a call.
type Answer struct {
	// Protocol is what the application speaks.
	Protocol string    `json:"protocol"`
	Client   Client    `json:"client"`
	Backends []Backend `json:"backends"`
	// Outcome is that of all backends, or "mixed".
	Outcome string `json:"outcome"`
	Why     string `json:"why,omitempty"`
}

// Client is what the client's Envoy was programmed to do.
type Client struct {
	Sidecar  bool   `json:"sidecar"`
	Listener string `json:"listener,omitempty"`
	Chain    string `json:"chain,omitempty"`
	Route    string `json:"route,omitempty"`
	Cluster  string `json:"cluster,omitempty"`
	// Others are the other clusters of a weighted route.
	Others []string `json:"others,omitempty"`
	Error  string   `json:"error,omitempty"`
}

// Backend is one endpoint that the call may reach.
type Backend struct {
	// Workload is empty for an address that belongs to none.
	Workload string `json:"workload"`
	Address  string `json:"address,omitempty"`
	Port     int    `json:"port"`
	Sidecar  bool   `json:"sidecar"`
	External bool   `json:"external,omitempty"`
	Sent
	// WithoutPods is whether istiod, which chooses what is sent by the pods of the host, knew none.
	WithoutPods bool `json:"withoutPods,omitempty"`
	// Accepts says which kinds of connection the server's Envoy takes.
	Accepts Accepts `json:"accepts"`
	Chain   string  `json:"chain,omitempty"`
	// Authorization is that of the matched chain for this caller.
	Authorization string `json:"authorization"`
	// Transport is the outcome without authorization.
	Transport string `json:"transport"`
	Outcome   string `json:"outcome"`
	Why       string `json:"why,omitempty"`
}

// Sent is what goes over the wire to an endpoint.
type Sent struct {
	Sent     string   `json:"sent"`
	Origin   string   `json:"origin,omitempty"`
	SNI      string   `json:"sni,omitempty"`
	ALPN     []string `json:"alpn,omitempty"`
	Verifies []string `json:"verifies,omitempty"`
	Socket   string   `json:"socket,omitempty"`
}

// Accepts is which kinds of connection a server takes; Errors says why not.
type Accepts struct {
	Plaintext bool              `json:"plaintext"`
	TLS       bool              `json:"tls"`
	MTLS      bool              `json:"mtls"`
	Errors    map[string]string `json:"errors,omitempty"`
}

// What is sent, and outcomes.
const (
	plaintext = "plaintext"
	tlsOnly   = "tls"
	mutual    = "mutual-tls"
	nothing   = "none"
	refused   = "refused"
	mixed     = "mixed"
)

// Who made the TLS, and whose certificates it carries.
const (
	originIstio       = "istio"
	originFiles       = "files"
	originCredential  = "credential"
	originApplication = "application"
)

// Read reads and checks the input.
func Read(r io.Reader) (Input, error) {
	var in Input
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return in, fmt.Errorf("reading the cases: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return in, errors.New("reading the cases: more than one JSON document")
	}
	for _, c := range in.Cases {
		for i, call := range c.Calls {
			if call.Client == "" || (call.Host == "") == (call.Workload == "") || call.Port <= 0 {
				return in, fmt.Errorf("case %q, call %d: needs a client, a port, and either a host or a workload", c.Name, i)
			}
		}
	}
	return in, nil
}
