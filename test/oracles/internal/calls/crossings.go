package calls

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	clusterid "istio.io/istio/pkg/cluster"
	corev1 "k8s.io/api/core/v1"
)

// networkLabel says in which network a pod or a gateway is. On the namespace of
// istiod it is that of the whole cluster.
const networkLabel = "topology.istio.io/network"

// Crossing is two clusters of one mesh, and a call of a workload in the first to
// a service, as istiod of the first programs its client.
type Crossing struct {
	Name string `json:"name"`
	// Own are the manifests of the client's cluster, Other those of the other one.
	Own        []json.RawMessage `json:"own"`
	Other      []json.RawMessage `json:"other"`
	MeshConfig json.RawMessage   `json:"meshConfig,omitempty"`
	Client     string            `json:"client"`
	Host       string            `json:"host"`
	Port       int               `json:"port"`
}

// Crossed is what the client's Envoy sends, and where.
type Crossed struct {
	Case     string        `json:"case"`
	Error    string        `json:"error,omitempty"`
	Rejected []Rejection   `json:"rejected,omitempty"`
	Ends     []CrossingEnd `json:"ends"`
}

// CrossingEnd is an endpoint of the client's cluster in Envoy's sense.
type CrossingEnd struct {
	// At is "own" or "other" for a pod of that cluster, or "gateway".
	At       string   `json:"at"`
	Sent     string   `json:"sent"`
	Verifies []string `json:"verifies,omitempty"`
}

// ReadCrossings reads the cases.
func ReadCrossings(r io.Reader) ([]Crossing, error) {
	var in struct {
		Cases []Crossing `json:"cases"`
	}
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	err := dec.Decode(&in)
	return in.Cases, err
}

// Cross runs the cases, one after the other.
func (e *Engine) Cross(ctx context.Context, cases []Crossing) (map[string]string, []Crossed, error) {
	results := []Crossed{}
	for _, c := range cases {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		result := Crossed{Case: c.Name, Ends: []CrossingEnd{}}
		if err := attempt(func(t *failer) error { return e.cross(t, c, &result) }); err != nil {
			result.Error = err.Error()
		}
		results = append(results, result)
	}
	return e.versions, results, nil
}

func (e *Engine) cross(t *failer, c Crossing, result *Crossed) error {
	own, err := e.readInNetwork(c.Own, 0)
	if err != nil {
		return err
	}
	other, err := e.readInNetwork(c.Other, 1)
	if err != nil {
		return err
	}
	if result.Rejected = append(own.rejected, other.rejected...); len(result.Rejected) > 0 {
		return errors.New("the clusters reject some of the objects")
	}
	m, err := newMesh(t, own, c.MeshConfig, map[clusterid.ID]*scene{"other": other})
	if err != nil {
		return err
	}
	client := own.byName[c.Client]
	if client == nil || client.proxy == "" {
		return fmt.Errorf("there is no workload %s with a proxy", c.Client)
	}
	p := m.proxy(client)
	programmed := p.clusters[fmt.Sprintf("outbound|%d||%s", c.Port, c.Host)]
	if programmed == nil {
		return nil
	}
	for _, end := range ends(p.load(programmed)) {
		sent, err := m.sends(programmed, end.metadata, clientChain{}, outbound{name: c.Host, port: c.Port, payload: payloadHTTP})
		if err != nil {
			return err
		}
		at := "gateway"
		if own.byIP[end.ip] != nil {
			at = "own"
		} else if other.byIP[end.ip] != nil {
			at = "other"
		}
		result.Ends = append(result.Ends, CrossingEnd{At: at, Sent: string(sent.Sent), Verifies: sent.Verifies})
	}
	return nil
}

// readInNetwork reads a cluster, and labels its pods with its network as the
// sidecar injector does where istiod was told of one.
func (e *Engine) readInNetwork(objects []json.RawMessage, subnet int) (*scene, error) {
	s, err := e.read(objects, subnet)
	if err != nil {
		return nil, err
	}
	home := s.namespaces["istio-system"]
	if home == nil {
		home = &corev1.Namespace{}
	}
	if name := home.Labels[networkLabel]; name != "" {
		for _, p := range s.pods {
			p.Labels[networkLabel] = name
		}
	}
	return s, nil
}
