package calls

import (
	"errors"
	"fmt"
	"hash/fnv"
	"net/netip"
	"slices"
	"sort"
	"strings"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	envoycore "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	alpn "istio.io/api/envoy/config/filter/http/alpn/v2alpha1"
	networking "istio.io/api/networking/v1alpha3"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/simulation"
	"istio.io/istio/pilot/test/xdstest"
	"istio.io/istio/pkg/config/protocol"
	corev1 "k8s.io/api/core/v1"
)

// payload is what the application speaks.
type payload string

const (
	payloadHTTP  payload = "http"
	payloadHTTP2 payload = "http2"
	payloadTCP   payload = "tcp"
	payloadTLS   payload = "tls"
)

func payloadsOf(p protocol.Instance) []payload {
	switch {
	case p.IsHTTP2():
		return []payload{payloadHTTP2}
	case p.IsHTTP():
		return []payload{payloadHTTP}
	case p.IsTLS():
		return []payload{payloadTLS}
	case p.IsTCP():
		return []payload{payloadTCP}
	default:
		// What the port does not declare, Envoy finds out for itself.
		return []payload{payloadHTTP, payloadTCP}
	}
}

// outbound is a call as it leaves the client's application.
type outbound struct {
	// name is what the application calls: a host, or the address itself.
	name    string
	sni     string
	service *corev1.Service
	// entry is the host of the ServiceEntry that the name belongs to.
	entry string
	// led is the host that the client's Envoy leads the call to, whatever was called.
	led     string
	targets []reached
	port    int
	payload payload
}

// clientChain is what the client's Envoy does with a call.
type clientChain struct {
	Client
	cluster *cluster.Cluster
	alpn    map[alpn.FilterConfig_Protocol][]string
}

// call answers one call.
func (m *meshed) call(c Call, r *Result) error {
	var client *pod
	if c.Client != "outside" {
		if client = m.byName[c.Client]; client == nil {
			return fmt.Errorf("there is no workload %s", c.Client)
		}
	}
	out, payloads, err := m.resolve(c, client)
	if err != nil {
		return err
	}
	if c.Protocol != "" {
		payloads = []payload{payload(c.Protocol)}
	}
	answers := map[string]*Answer{}
	for _, p := range payloads {
		out.payload = p
		answer, err := m.answer(client, out)
		if err != nil {
			return err
		}
		answers[string(p)] = answer
		// The last is TCP where there are two.
		r.Answer = answer
	}
	if len(answers) > 1 && !same(answers[string(payloads[0])], r.Answer) {
		r.Protocols = answers
	}
	return nil
}

// same is whether two answers come to the same for everybody who does not care
// about names of listeners.
func same(a, b *Answer) bool {
	if a.Outcome != b.Outcome || len(a.Backends) != len(b.Backends) {
		return false
	}
	for i := range a.Backends {
		x, y := a.Backends[i], b.Backends[i]
		if x.Outcome != y.Outcome || x.Workload != y.Workload || x.Sent.Sent != y.Sent.Sent || x.Authorization != y.Authorization ||
			x.Accepts.Plaintext != y.Accepts.Plaintext || x.Accepts.MTLS != y.Accepts.MTLS || x.Accepts.TLS != y.Accepts.TLS {
			return false
		}
	}
	return true
}

// resolve does what DNS does, and finds out what the port speaks.
func (m *meshed) resolve(c Call, client *pod) (outbound, []payload, error) {
	out := outbound{port: c.Port}
	if c.Workload != "" {
		target := m.byName[c.Workload]
		if target == nil {
			return out, nil, fmt.Errorf("there is no workload %s", c.Workload)
		}
		out.name, out.targets = target.ip(), []reached{{ip: target.ip(), port: c.Port}}
		return out, m.payloadsOfPort(target, c.Port), nil
	}
	namespace := "default"
	if client != nil {
		namespace = client.Namespace
	}
	out.name, out.sni = c.Host, c.Host
	candidates := []string{c.Host}
	for _, suffix := range []string{"." + namespace + ".svc.cluster.local", ".svc.cluster.local", ".cluster.local"} {
		candidates = append(candidates, c.Host+suffix)
	}
	for _, full := range candidates {
		svc, targets := m.lookup(full, c.Port, 0)
		if svc == nil {
			continue
		}
		out.service, out.targets = svc, targets
		return out, m.declaredByName(svc, c.Port), nil
	}
	for _, full := range candidates {
		host, se := m.entryFor(full)
		if se == nil {
			continue
		}
		out.entry = host
		out.targets = m.entryTargets(full, se, c.Port)
		return out, declared(m.service(host), c.Port), nil
	}
	out.targets = []reached{{ip: stranger(c.Host), port: c.Port}}
	return out, payloadsOf(protocol.Unsupported), nil
}

// lookup is the service of a name of the cluster, and the addresses it stands for.
func (m *meshed) lookup(name string, port, depth int) (*corev1.Service, []reached) {
	if svc := m.byHost[name]; svc != nil {
		switch {
		case svc.Spec.Type == corev1.ServiceTypeExternalName:
			if depth < 8 {
				if target, targets := m.lookup(svc.Spec.ExternalName, port, depth+1); target != nil {
					return svc, targets
				}
			}
			if _, se := m.entryFor(svc.Spec.ExternalName); se != nil {
				return svc, m.entryTargets(svc.Spec.ExternalName, se, port)
			}
			return svc, []reached{{ip: stranger(svc.Spec.ExternalName), port: port}}
		case svc.Spec.ClusterIP == corev1.ClusterIPNone:
			members := m.members(svc)
			for i := range members {
				members[i].port = port
			}
			return svc, members
		default:
			return svc, []reached{{ip: svc.Spec.ClusterIP, port: port}}
		}
	}
	// The name of one pod of a headless service.
	if first, rest, ok := strings.Cut(name, "."); ok {
		if svc := m.byHost[rest]; svc != nil && svc.Spec.ClusterIP == corev1.ClusterIPNone {
			for _, member := range m.members(svc) {
				if member.host == first {
					return svc, []reached{{ip: member.ip, port: port}}
				}
			}
		}
	}
	return nil, nil
}

// entryTargets is what the name of a ServiceEntry resolves to: its address, or
// where its endpoints are, or somewhere on the internet.
func (m *meshed) entryTargets(name string, se *networking.ServiceEntry, port int) []reached {
	for _, address := range se.Addresses {
		if _, err := netip.ParseAddr(address); err == nil {
			return []reached{{ip: address, port: port}}
		}
		if prefix, err := netip.ParsePrefix(address); err == nil {
			return []reached{{ip: prefix.Addr().String(), port: port}}
		}
	}
	if se.Resolution == networking.ServiceEntry_STATIC {
		for _, e := range se.Endpoints {
			if _, err := netip.ParseAddr(e.Address); err == nil {
				return []reached{{ip: e.Address, port: port}}
			}
		}
	}
	return []reached{{ip: stranger(name), port: port}}
}

// stranger is the address of a name that nobody in the cluster knows.
func stranger(name string) string {
	h := fnv.New32a()
	h.Write([]byte(name))
	return fmt.Sprintf("203.0.113.%d", 1+h.Sum32()%254)
}

// declared is what istiod knows that a port of a service speaks.
func declared(svc *model.Service, port int) []payload {
	if svc != nil {
		if p, ok := svc.Ports.GetByPort(port); ok {
			return payloadsOf(p.Protocol)
		}
	}
	return payloadsOf(protocol.Unsupported)
}

// declaredByName is what a service declares, or the one that it is another name of.
func (m *meshed) declaredByName(svc *corev1.Service, port int) []payload {
	for range 8 {
		declares := slices.ContainsFunc(svc.Spec.Ports, func(p corev1.ServicePort) bool { return int(p.Port) == port })
		target := m.byHost[svc.Spec.ExternalName]
		if svc.Spec.Type != corev1.ServiceTypeExternalName || declares || target == nil {
			break
		}
		svc = target
	}
	return declared(m.service(hostname(svc)), port)
}

// payloadsOfPort is what some service says that a port of a pod speaks.
func (m *meshed) payloadsOfPort(p *pod, port int) []payload {
	if p.proxy != "" {
		for _, target := range m.proxy(p).node.ServiceTargets {
			if int(target.Port.TargetPort) == port {
				return payloadsOf(target.Port.Protocol)
			}
		}
		return payloadsOf(protocol.Unsupported)
	}
	for _, svc := range m.services {
		for _, sp := range svc.Spec.Ports {
			for _, e := range m.endpoints(svc, int(sp.Port)) {
				if e.ip != p.ip() || e.port != port {
					continue
				}
				return declared(m.service(hostname(svc)), int(sp.Port))
			}
		}
	}
	return payloadsOf(protocol.Unsupported)
}

// answer follows a call with a known payload to every backend it may reach.
func (m *meshed) answer(client *pod, out outbound) (*Answer, error) {
	answer := &Answer{Protocol: string(out.payload), Backends: []Backend{}}
	if client == nil || client.proxy == "" || (client.proxy == "sidecar" && bypassed(client, "Outbound", out.port)) {
		answer.Client.Sidecar = client != nil && client.proxy != ""
		if err := m.direct(answer, client, out, out.targets); err != nil {
			return nil, err
		}
		return m.conclude(answer, "nobody is there"), nil
	}
	answer.Client.Sidecar = true
	p := m.proxy(client)
	for i, target := range out.targets {
		var chain clientChain
		var err error
		if client.proxy == "router" {
			chain, err = m.gatewayChain(p, out)
		} else {
			chain, err = m.chain(p, out, target)
		}
		if err != nil {
			return nil, err
		}
		if i == 0 || answer.Client.Cluster == "" {
			answer.Client = chain.Client
			answer.Client.Sidecar = true
		}
		if chain.cluster == nil {
			continue
		}
		if err := m.throughCluster(answer, client, out, target, chain); err != nil {
			return nil, err
		}
	}
	if len(out.targets) == 0 {
		return m.conclude(answer, "the name has no address"), nil
	}
	return m.conclude(answer, "there is no endpoint"), nil
}

// chain is what the client's sidecar does with a call to an address.
func (m *meshed) chain(p *proxy, out outbound, target reached) (clientChain, error) {
	var found clientChain
	authority := out.name
	if target.port != 80 {
		authority = fmt.Sprintf("%s:%d", authority, target.port)
	}
	call := simulation.Call{
		Address:    target.ip,
		Port:       target.port,
		Protocol:   simulation.TCP,
		HostHeader: authority,
		CallMode:   simulation.CallModeOutbound,
	}
	switch out.payload {
	case payloadHTTP:
		call.Protocol = simulation.HTTP
	case payloadHTTP2:
		call.Protocol = simulation.HTTP2
	case payloadTLS:
		call.TLS, call.Sni = simulation.TLS, out.sni
	}
	var matched *listener.FilterChain
	call.CustomListenerValidations = []simulation.CustomFilterChainValidation{
		func(fc *listener.FilterChain) error { matched = fc; return nil },
	}
	result := p.sim.Run(call)
	found.Listener, found.Chain = result.ListenerMatched, result.FilterChainMatched
	if matched == nil || (result.Error != nil && result.VirtualHostMatched == "") {
		found.Error = fmt.Sprint(result.Error)
		return found, nil
	}
	names, err := m.chainClusters(p, matched, result, authority, &found)
	if err != nil {
		found.Error = err.Error()
		return found, nil
	}
	found.Cluster = names[0]
	if len(names) > 1 {
		found.Others = names[1:]
	}
	if found.cluster = p.clusters[names[0]]; found.cluster == nil {
		found.Error = "there is no cluster " + names[0]
	}
	return found, nil
}

func (m *meshed) chainClusters(p *proxy, fc *listener.FilterChain, result simulation.Result, authority string, found *clientChain) ([]string, error) {
	if h := xdstest.ExtractHTTPConnectionManager(m.t, fc); h != nil {
		overrides, err := alpnOverrides(h)
		if err != nil {
			return nil, err
		}
		found.alpn = overrides
		rc := h.GetRouteConfig()
		if rc == nil {
			rc = xdstest.ExtractRouteConfigurations(p.sim.Routes)[result.RouteConfigMatched]
		}
		for _, vh := range rc.GetVirtualHosts() {
			if vh.Name != result.VirtualHostMatched {
				continue
			}
			r := pickRoute(vh, request(authority))
			if r == nil {
				return nil, simulation.ErrNoRoute
			}
			found.Route = r.Name
			return routeClusters(r)
		}
		return nil, simulation.ErrNoVirtualHost
	}
	tcp := xdstest.ExtractTCPProxy(m.t, fc)
	if tcp == nil {
		return nil, errors.New("the filter chain proxies nothing")
	}
	if weighted := tcp.GetWeightedClusters().GetClusters(); len(weighted) > 0 {
		var names []string
		for _, c := range weighted {
			names = append(names, c.Name)
		}
		return names, nil
	}
	return []string{tcp.GetCluster()}, nil
}

// gatewayChain is the cluster that routes of a gateway name for a service. Which
// routes there are is up to VirtualServices, and not looked at.
func (m *meshed) gatewayChain(p *proxy, out outbound) (clientChain, error) {
	name := out.entry
	if out.service != nil {
		name = hostname(out.service)
	}
	if name == "" {
		return clientChain{}, errors.New("a gateway calls only what is in the mesh")
	}
	chain := clientChain{Client: Client{Cluster: fmt.Sprintf("outbound|%d||%s", out.port, name)}}
	if chain.cluster = p.clusters[chain.Cluster]; chain.cluster == nil {
		chain.Error = "there is no cluster " + chain.Cluster
	}
	if out.payload == payloadHTTP || out.payload == payloadHTTP2 {
		chain.alpn = gatewayALPN
	}
	return chain, nil
}

// gatewayALPN is what the filter that istiod gives to all HTTP listeners does.
var gatewayALPN = map[alpn.FilterConfig_Protocol][]string{
	alpn.FilterConfig_HTTP11: {"istio-http/1.1", "istio", "http/1.1"},
	alpn.FilterConfig_HTTP2:  {"istio-h2", "istio", "h2"},
}

// throughCluster sends a call to the endpoints of a cluster.
func (m *meshed) throughCluster(answer *Answer, client *pod, out outbound, target reached, chain clientChain) error {
	c := chain.cluster
	out.led = model.ParseSubsetKeyHostname(c.Name)
	switch {
	case c.Name == "BlackHoleCluster":
		answer.Client.Error = "the call is dropped"
		return nil
	case c.Name == "PassthroughCluster":
		return m.direct(answer, client, out, []reached{target})
	case c.GetType() == cluster.Cluster_ORIGINAL_DST:
		sent, err := m.sends(c, nil, chain, out)
		if err != nil {
			return err
		}
		return m.arrive(answer, client, out, sent, target)
	case c.GetClusterType() != nil:
		return fmt.Errorf("cluster %s is of a kind that is not known here: %s", c.Name, c.GetClusterType().GetName())
	}
	found := ends(m.proxy(client).load(c))
	if len(found) == 0 && m.listsEndpoints(out.led) {
		answer.Client.Error = "the host lists no endpoint for " + c.Name
	}
	for _, e := range found {
		sent, err := m.sends(c, e.metadata, chain, out)
		if err != nil {
			return err
		}
		if err := m.arrive(answer, client, out, sent, e.reached); err != nil {
			return err
		}
	}
	return nil
}

// end is an endpoint of a cluster.
type end struct {
	reached
	metadata *envoycore.Metadata
}

func ends(load *endpoint.ClusterLoadAssignment) []end {
	var found []end
	for _, locality := range load.GetEndpoints() {
		for _, e := range locality.GetLbEndpoints() {
			address := e.GetEndpoint().GetAddress().GetSocketAddress()
			found = append(found, end{reached{ip: address.GetAddress(), port: int(address.GetPortValue())}, e.GetMetadata()})
		}
	}
	return found
}

// direct sends what the application sent, to where kube-proxy lets it go.
func (m *meshed) direct(answer *Answer, client *pod, out outbound, targets []reached) error {
	sent := Sent{Sent: plaintext}
	if out.payload == payloadTLS {
		sent = Sent{Sent: tlsOnly, Origin: originApplication, SNI: out.sni}
	}
	for _, target := range targets {
		if err := m.arrive(answer, client, out, sent, target); err != nil {
			return err
		}
	}
	return nil
}

// arrive follows a connection from the client's pod to one or more servers.
func (m *meshed) arrive(answer *Answer, client *pod, out outbound, sent Sent, target reached) error {
	ends := []reached{target}
	if _, err := netip.ParseAddr(target.ip); err != nil {
		// An endpoint that is a name.
		if _, targets := m.lookup(target.ip, target.port, 0); targets != nil {
			ends = targets
		}
	}
	for _, end := range ends {
		for _, svc := range m.services {
			if svc.Spec.ClusterIP != "" && svc.Spec.ClusterIP == end.ip {
				ends = m.endpoints(svc, end.port)
			}
		}
	}
	for _, end := range ends {
		b, err := m.receive(client, out, sent, end)
		if err != nil {
			return err
		}
		b.WithoutPods = m.selectsNobody(out.led)
		answer.Backends = append(answer.Backends, b)
	}
	return nil
}

// conclude makes one outcome of those of all backends.
func (m *meshed) conclude(answer *Answer, empty string) *Answer {
	sort.SliceStable(answer.Backends, func(i, j int) bool {
		a, b := answer.Backends[i], answer.Backends[j]
		return strings.Join([]string{a.Workload, a.Address, fmt.Sprintf("%06d", a.Port)}, "\x00") <
			strings.Join([]string{b.Workload, b.Address, fmt.Sprintf("%06d", b.Port)}, "\x00")
	})
	answer.Backends = slices.CompactFunc(answer.Backends, func(a, b Backend) bool {
		return a.Workload == b.Workload && a.Address == b.Address && a.Port == b.Port && a.Sent.Sent == b.Sent.Sent
	})
	switch {
	case answer.Client.Error != "" && len(answer.Backends) == 0:
		answer.Outcome, answer.Why = refused, "client: "+answer.Client.Error
	case len(answer.Backends) == 0:
		answer.Outcome, answer.Why = refused, empty
	default:
		answer.Outcome = answer.Backends[0].Outcome
		for _, b := range answer.Backends[1:] {
			if b.Outcome != answer.Outcome {
				answer.Outcome = mixed
			}
		}
	}
	return answer
}
