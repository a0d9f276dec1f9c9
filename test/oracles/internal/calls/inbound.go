package calls

import (
	"errors"
	"fmt"
	"slices"

	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	tls "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"istio.io/istio/pilot/pkg/simulation"
)

// receive is what a server does with what arrives.
func (m *meshed) receive(client *pod, out outbound, sent Sent, end reached) (Backend, error) {
	b := Backend{Address: end.ip, Port: end.port, Sent: sent, Authorization: nothing}
	server := m.byIP[end.ip]
	if server == nil {
		b.External = true
		b.Accepts = Accepts{Plaintext: true, TLS: true, MTLS: true}
		b.Transport = sent.Sent
		b.Why = "the server is not in the mesh"
		b.Outcome = b.Transport
		return b, nil
	}
	b.Workload, b.Sidecar = server.workload, server.proxy != ""
	if server.proxy == "" || server.proxy == "router" || bypassed(server, "Inbound", end.port) || slices.Contains(neverCaptured, end.port) {
		m.withoutSidecar(&b, server, out)
		b.Outcome = b.Transport
		return b, nil
	}
	p := m.proxy(server)
	if err := m.accepts(&b, p, out); err != nil {
		return b, err
	}
	chain, reason, misfit := m.inbound(p, end, out, sent)
	if chain == nil {
		b.Transport, b.Why = refused, "server: "+reason
		b.Outcome = refused
		return b, nil
	}
	b.Chain = chain.Name
	who := caller{known: true, sni: sent.SNI, ip: end.ip, port: end.port}
	terminates, asksClient, err := terminates(chain)
	if err != nil {
		return b, err
	}
	switch {
	case sent.Sent == plaintext:
		b.Transport = plaintext
	case terminates && sent.Sent == mutual:
		b.Transport = mutual
		if sent.Origin == originIstio {
			who.identity = m.identity(client)
		} else {
			who.known = false
			b.Why = "if the server trusts the client's certificate"
		}
		m.verify(&b, server)
	case terminates && asksClient:
		b.Transport, b.Why = refused, "server: it asks for a certificate"
	case terminates:
		b.Transport = tlsOnly
	case sent.Origin == originApplication:
		b.Transport, b.Why = tlsOnly, "the TLS is the application's own"
	default:
		m.rawTLS(&b, out)
	}
	if b.Transport == refused {
		b.Outcome = refused
		return b, nil
	}
	if b.Authorization, err = authorization(chain, who); err != nil {
		return b, err
	}
	b.Outcome = b.Transport
	switch {
	case b.Authorization == "denied":
		b.Outcome, b.Why = refused, "server: an AuthorizationPolicy denies it"
	case misfit:
		b.Outcome, b.Why = refused, "server: the port is for HTTP, and gets something else"
	}
	return b, nil
}

// neverCaptured are the ports of the agent itself.
var neverCaptured = []int{15020, 15021, 15090}

// withoutSidecar is a server that gets the bytes as they come.
func (m *meshed) withoutSidecar(b *Backend, server *pod, out outbound) {
	b.Accepts = Accepts{Plaintext: true, TLS: true}
	switch {
	case b.Sent.Sent == plaintext:
		b.Transport = plaintext
	case b.Sent.Origin == originApplication:
		b.Transport, b.Why = tlsOnly, "the TLS is the application's own"
	case m.externalService(out.led):
		b.Transport, b.External, b.Accepts.MTLS = b.Sent.Sent, true, true
		b.Why = "the service is not in the mesh"
	default:
		m.rawTLS(b, out)
	}
}

// rawTLS is TLS of the client's Envoy that reaches an application. That speaks
// TLS only if its port says so, and the application's own is inside then.
func (m *meshed) rawTLS(b *Backend, _ outbound) {
	b.Transport = refused
	b.Why = "nobody before the application ends the TLS that the client's sidecar starts"
}

// verify compares whom the client wants to talk to with who answers.
func (m *meshed) verify(b *Backend, server *pod) {
	if len(b.Verifies) == 0 {
		return
	}
	if name := m.identity(server); !slices.Contains(b.Verifies, name) {
		b.Transport, b.Why = refused, fmt.Sprintf("client: the server is %s, which it does not expect", name)
	}
}

// accepts tries each kind of connection on the server.
func (m *meshed) accepts(b *Backend, p *proxy, out outbound) error {
	try := func(kind string, sent Sent) (bool, error) {
		probe := out
		if probe.payload == payloadTLS {
			probe.payload = payloadTCP
		}
		chain, reason, _ := m.inbound(p, reached{ip: b.Address, port: b.Port}, probe, sent)
		if chain == nil {
			if b.Accepts.Errors == nil {
				b.Accepts.Errors = map[string]string{}
			}
			b.Accepts.Errors[kind] = reason
			return false, nil
		}
		ends, asksClient, err := terminates(chain)
		if err != nil {
			return false, err
		}
		switch kind {
		case "mtls":
			return ends && asksClient, nil
		case "tls":
			return !ends || !asksClient, nil
		default:
			return true, nil
		}
	}
	var err error
	if b.Accepts.Plaintext, err = try(plaintext, Sent{Sent: plaintext}); err != nil {
		return err
	}
	if b.Accepts.TLS, err = try(tlsOnly, Sent{Sent: tlsOnly}); err != nil {
		return err
	}
	b.Accepts.MTLS, err = try("mtls", Sent{Sent: mutual, Origin: originIstio, ALPN: meshALPN(out)})
	return err
}

// meshALPN is what a sidecar with auto mTLS offers.
func meshALPN(out outbound) []string {
	switch out.payload {
	case payloadHTTP:
		return []string{"istio-http/1.1", "istio", "http/1.1"}
	case payloadHTTP2:
		return []string{"istio-h2", "istio", "h2"}
	default:
		return []string{"istio-peer-exchange", "istio"}
	}
}

// inbound is the chain of the server's Envoy that takes a connection, or why none
// does. A misfit is a connection that it takes and then cannot make sense of.
func (m *meshed) inbound(p *proxy, end reached, out outbound, sent Sent) (chain *listener.FilterChain, reason string, misfit bool) {
	call := simulation.Call{
		Address:    end.ip,
		Port:       end.port,
		Protocol:   simulation.TCP,
		HostHeader: out.name,
		Sni:        sent.SNI,
		CallMode:   simulation.CallModeInbound,
	}
	// Inside of TLS that the application made itself there is nothing to see.
	if sent.Origin != originApplication {
		switch out.payload {
		case payloadHTTP:
			call.Protocol = simulation.HTTP
		case payloadHTTP2:
			call.Protocol = simulation.HTTP2
		}
	}
	switch sent.Sent {
	case plaintext:
		return run(p, call)
	case mutual:
		call.TLS = simulation.MTLS
	default:
		call.TLS = simulation.TLS
	}
	// Envoy looks up the protocols that a client offers one after the other; the
	// simulation knows one.
	for _, offered := range sent.ALPN {
		call.Alpn = offered
		chain, reason, misfit := run(p, call)
		if chain != nil && slices.Contains(chain.GetFilterChainMatch().GetApplicationProtocols(), offered) {
			return chain, reason, misfit
		}
	}
	// Offering nothing is not possible: the simulation fills in what Istio offers.
	call.Alpn = "none"
	return run(p, call)
}

func run(p *proxy, call simulation.Call) (chain *listener.FilterChain, reason string, misfit bool) {
	var matched *listener.FilterChain
	call.CustomListenerValidations = []simulation.CustomFilterChainValidation{
		func(fc *listener.FilterChain) error { matched = fc; return nil },
	}
	result := p.sim.Run(call)
	switch {
	case result.Error == nil:
		return matched, "", false
	case errors.Is(result.Error, simulation.ErrProtocolError) && (call.TLS == simulation.Plaintext || call.TLS == "" || matched.GetTransportSocket() != nil):
		// Something else than HTTP for HTTP filters. TLS that nobody has ended is
		// the same error, but not the same.
		return matched, "", true
	default:
		return nil, result.Error.Error(), false
	}
}

// terminates is whether a chain ends TLS, and whether it asks for a certificate.
func terminates(chain *listener.FilterChain) (ends, asksClient bool, err error) {
	if chain.GetTransportSocket() == nil {
		return false, false, nil
	}
	ctx := &tls.DownstreamTlsContext{}
	if err := chain.GetTransportSocket().GetTypedConfig().UnmarshalTo(ctx); err != nil {
		return false, false, err
	}
	return true, ctx.GetRequireClientCertificate().GetValue(), nil
}
