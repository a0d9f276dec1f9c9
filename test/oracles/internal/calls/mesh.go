package calls

import (
	"encoding/json"
	"fmt"
	"testing"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	meshapi "istio.io/api/mesh/v1alpha1"
	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/networking/core"
	"istio.io/istio/pilot/pkg/serviceregistry/provider"
	"istio.io/istio/pilot/pkg/simulation"
	"istio.io/istio/pilot/pkg/xds/endpoints"
	"istio.io/istio/pilot/test/xds"
	clusterid "istio.io/istio/pkg/cluster"
	"istio.io/istio/pkg/config/host"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/network"
	"istio.io/istio/pkg/slices"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
)

// mesh is istiod with the scene loaded into it.
type meshed struct {
	*scene
	t       *failer
	istiod  *xds.FakeDiscoveryServer
	config  *meshapi.MeshConfig
	proxies map[*pod]*proxy
}

// proxy is the Envoy of a pod.
type proxy struct {
	*pod
	node     *model.Proxy
	istiod   *xds.FakeDiscoveryServer
	sim      *simulation.Simulation
	clusters map[string]*cluster.Cluster
	loads    map[string]*endpoint.ClusterLoadAssignment
}

// newMesh starts istiod for a cluster; what it reads of other clusters, it reads there by their names.
func newMesh(t *failer, s *scene, meshConfig json.RawMessage, others map[clusterid.ID]*scene) (*meshed, error) {
	config := mesh.DefaultMeshConfig()
	if len(meshConfig) > 0 {
		var err error
		if config, err = mesh.ApplyMeshConfig(string(meshConfig), config); err != nil {
			return nil, fmt.Errorf("meshConfig: %w", err)
		}
	}
	remote := map[clusterid.ID][]runtime.Object{}
	for name, other := range others {
		remote[name] = other.kubernetes()
	}
	istiod := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{
		KubernetesObjects:          s.kubernetes(),
		KubernetesObjectsByCluster: remote,
		Configs:                    s.configs,
		MeshConfig:                 config,
		KubeClientBuilder:          fakeClient,
	})
	return &meshed{scene: s, t: t, istiod: istiod, config: config, proxies: map[*pod]*proxy{}}, nil
}

// kubernetes is what the API server of the cluster has of Kubernetes' own kinds.
func (s *scene) kubernetes() []runtime.Object {
	var objects []runtime.Object
	for _, ns := range s.namespaces {
		objects = append(objects, ns)
	}
	for _, p := range s.pods {
		objects = append(objects, p.Pod)
	}
	for _, svc := range s.services {
		objects = append(objects, svc)
	}
	for _, slice := range s.slices {
		objects = append(objects, slice)
	}
	return objects
}

// fakeClient is Istio's fake of a client, without the bookkeeping of managed
// fields, which takes longer than all that istiod does.
func fakeClient(objects ...runtime.Object) kube.Client {
	client := kube.NewFakeClient()
	tracker := client.Kube().(*fake.Clientset).Tracker()
	for _, o := range objects {
		if err := tracker.Add(o); err != nil {
			panic(err)
		}
	}
	return client
}

// proxy starts the Envoy of a pod and gives it its configuration.
func (m *meshed) proxy(p *pod) *proxy {
	if known := m.proxies[p]; known != nil {
		return known
	}
	node := &model.Proxy{
		Type:            model.NodeType(p.proxy),
		ID:              p.Name + "." + p.Namespace,
		ConfigNamespace: p.Namespace,
		IPAddresses:     []string{p.ip()},
		Labels:          p.Labels,
		Metadata: &model.NodeMetadata{
			IstioVersion:   istioVersion,
			ClusterID:      "Kubernetes",
			Namespace:      p.Namespace,
			Labels:         p.Labels,
			Annotations:    p.Annotations,
			ServiceAccount: p.account,
			NodeName:       p.Spec.NodeName,
			Network:        network.ID(p.Labels[networkLabel]),
		},
	}
	made := &proxy{
		pod:      p,
		node:     m.istiod.SetupProxy(node),
		istiod:   m.istiod,
		clusters: map[string]*cluster.Cluster{},
		loads:    map[string]*endpoint.ClusterLoadAssignment{},
	}
	// The simulation wants a test only to report configuration that does not
	// parse, which panics then and fails the case.
	made.sim = simulation.NewSimulationFromConfigGen(&testing.T{}, m.istiod.ConfigGenTest, made.node)
	made.sim.Routes = m.routes(made)
	for _, c := range made.sim.Clusters {
		made.clusters[c.Name] = c
	}
	m.proxies[p] = made
	return made
}

// routes asks for each of a proxy's routes once, as Envoy does. The simulation asks once for
// each listener, and istiod finds nothing the second time: a headless service has a listener
// for each of its pods, all with the same routes.
func (m *meshed) routes(p *proxy) []*route.RouteConfiguration {
	names := slices.FilterDuplicates(core.ExtractRoutesFromListeners(p.sim.Listeners))
	resources, _ := m.istiod.ConfigGen.BuildHTTPRoutes(p.node, &model.PushRequest{Push: m.istiod.PushContext()}, names)
	routes := make([]*route.RouteConfiguration, 0, len(resources))
	for _, resource := range resources {
		config := &route.RouteConfiguration{}
		if err := resource.Resource.UnmarshalTo(config); err != nil {
			m.t.Fatalf("reading routes: %v", err)
		}
		routes = append(routes, config)
	}
	return routes
}

// istioVersion is the version of the proxies.
const istioVersion = "1.31.0"

// load is the endpoints of a cluster, as the proxy gets them.
func (p *proxy) load(c *cluster.Cluster) *endpoint.ClusterLoadAssignment {
	if c.GetType() != cluster.Cluster_EDS {
		return c.GetLoadAssignment()
	}
	if known, ok := p.loads[c.Name]; ok {
		return known
	}
	name := c.Name
	if service := c.GetEdsClusterConfig().GetServiceName(); service != "" {
		name = service
	}
	builder := endpoints.NewEndpointBuilder(name, p.node, p.istiod.PushContext())
	load := builder.BuildClusterLoadAssignment(p.istiod.Discovery.Env.EndpointIndex)
	p.loads[c.Name] = load
	return load
}

// identity is the SPIFFE ID in the certificate of a pod.
func (m *meshed) identity(p *pod) string {
	return fmt.Sprintf("spiffe://%s/ns/%s/sa/%s", m.config.TrustDomain, p.Namespace, p.account)
}

// service is istiod's own view of a service.
func (m *meshed) service(name string) *model.Service {
	return m.istiod.Env().GetService(host.Name(name))
}

// externalService is whether a host is outside of the mesh by what a ServiceEntry
// says, so that a server there speaks whatever the client was told to.
func (m *meshed) externalService(name string) bool {
	svc := m.service(name)
	return svc != nil && svc.MeshExternal
}

// selectsNobody is whether the pods behind a host are those that it selects, and
// the case has none.
func (m *meshed) selectsNobody(name string) bool {
	svc := m.service(name)
	return svc != nil && len(svc.Attributes.LabelSelectors) > 0 && len(m.istiod.PushContext().ServiceEndpoints(svc.Key())) == 0
}

// listsEndpoints is whether a ServiceEntry says all of who is behind a host.
func (m *meshed) listsEndpoints(name string) bool {
	svc := m.service(name)
	return svc != nil && svc.Attributes.ServiceRegistry == provider.External && len(svc.Attributes.LabelSelectors) == 0
}

// entryFor is the ServiceEntry of a name, the most specific one.
func (m *meshed) entryFor(name string) (string, *networking.ServiceEntry) {
	var best string
	var found *networking.ServiceEntry
	for _, c := range m.configs {
		se, ok := c.Spec.(*networking.ServiceEntry)
		if !ok {
			continue
		}
		for _, h := range se.Hosts {
			if host.Name(name).SubsetOf(host.Name(h)) && (found == nil || len(h) > len(best)) {
				best, found = h, se
			}
		}
	}
	return best, found
}
