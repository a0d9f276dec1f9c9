package calls

import (
	"slices"
	"strings"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	envoycore "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	tls "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	httpoptions "github.com/envoyproxy/go-control-plane/envoy/extensions/upstreams/http/v3"
	matcher "github.com/envoyproxy/go-control-plane/envoy/type/matcher/v3"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
	alpn "istio.io/api/envoy/config/filter/http/alpn/v2alpha1"
	xdsfilters "istio.io/istio/pilot/pkg/xds/filters"
	"istio.io/istio/pkg/wellknown"
)

// socketMetadata is where Envoy looks for what the matches of transport sockets
// ask of an endpoint.
const socketMetadata = "envoy.transport_socket_match"

// socket picks the transport socket for an endpoint as Envoy does: the first
// match whose criteria the endpoint's metadata has, else the cluster's own. No
// metadata has only the empty criteria.
func socket(c *cluster.Cluster, metadata *envoycore.Metadata) (*envoycore.TransportSocket, string) {
	have := metadata.GetFilterMetadata()[socketMetadata].GetFields()
	for _, m := range c.TransportSocketMatches {
		matches := true
		for key, want := range m.GetMatch().GetFields() {
			if got, ok := have[key]; !ok || !equal(got, want) {
				matches = false
				break
			}
		}
		if matches {
			return m.TransportSocket, m.Name
		}
	}
	return c.TransportSocket, ""
}

// equal is Envoy's comparison: a list has what is in it.
func equal(got, want *structpb.Value) bool {
	if list := got.GetListValue(); list != nil {
		return slices.ContainsFunc(list.Values, func(v *structpb.Value) bool { return proto.Equal(v, want) })
	}
	return proto.Equal(got, want)
}

// sends is what the client's Envoy sends through a transport socket.
func (m *meshed) sends(c *cluster.Cluster, metadata *envoycore.Metadata, chain clientChain, call outbound) (Sent, error) {
	ts, name := socket(c, metadata)
	sent := Sent{Sent: plaintext, Socket: name}
	if ts == nil || ts.Name != wellknown.TransportSocketTLS {
		if ts != nil && ts.Name != wellknown.TransportSocketRawBuffer {
			sent.Socket = ts.Name
		}
		if call.payload == payloadTLS {
			sent.Sent, sent.Origin, sent.SNI = tlsOnly, originApplication, call.sni
		}
		return sent, nil
	}
	ctx := &tls.UpstreamTlsContext{}
	if err := ts.GetTypedConfig().UnmarshalTo(ctx); err != nil {
		return sent, err
	}
	options, err := httpOptions(c)
	if err != nil {
		return sent, err
	}
	common := ctx.GetCommonTlsContext()
	sent.Sent = tlsOnly
	if names := common.GetTlsCertificateSdsSecretConfigs(); len(names) > 0 {
		sent.Sent = mutual
		switch name := names[0].Name; {
		case name == "default":
			sent.Origin = originIstio
		case strings.HasPrefix(name, "file-cert:"):
			sent.Origin = originFiles
		default:
			sent.Origin = originCredential
		}
	} else if len(common.GetTlsCertificates()) > 0 {
		sent.Sent, sent.Origin = mutual, originFiles
	}
	sent.SNI = ctx.Sni
	if sent.SNI == "" && options.GetUpstreamHttpProtocolOptions().GetAutoSni() && call.payload != payloadTCP {
		sent.SNI = call.name
	}
	sent.ALPN = common.GetAlpnProtocols()
	if override := chain.alpn[upstreamProtocol(options, call)]; len(override) > 0 && !alpnKept(c) {
		sent.ALPN = override
	}
	validation := common.GetValidationContext()
	if combined := common.GetCombinedValidationContext(); combined != nil {
		validation = combined.GetDefaultValidationContext()
	}
	for _, s := range validation.GetMatchSubjectAltNames() { // nolint: staticcheck
		sent.Verifies = append(sent.Verifies, pattern(s))
	}
	for _, s := range validation.GetMatchTypedSubjectAltNames() {
		sent.Verifies = append(sent.Verifies, pattern(s.GetMatcher()))
	}
	slices.Sort(sent.Verifies)
	return sent, nil
}

func pattern(m *matcher.StringMatcher) string {
	switch p := m.GetMatchPattern().(type) {
	case *matcher.StringMatcher_Exact:
		return p.Exact
	case *matcher.StringMatcher_Prefix:
		return p.Prefix + "*"
	default:
		return m.String()
	}
}

func httpOptions(c *cluster.Cluster) (*httpoptions.HttpProtocolOptions, error) {
	options := &httpoptions.HttpProtocolOptions{}
	if config, ok := c.TypedExtensionProtocolOptions["envoy.extensions.upstreams.http.v3.HttpProtocolOptions"]; ok {
		return options, config.UnmarshalTo(options)
	}
	return options, nil
}

func upstreamProtocol(options *httpoptions.HttpProtocolOptions, call outbound) alpn.FilterConfig_Protocol {
	switch o := options.GetUpstreamProtocolOptions().(type) {
	case *httpoptions.HttpProtocolOptions_ExplicitHttpConfig_:
		if o.ExplicitHttpConfig.GetHttp2ProtocolOptions() != nil {
			return alpn.FilterConfig_HTTP2
		}
		return alpn.FilterConfig_HTTP11
	default:
		if call.payload == payloadHTTP2 {
			return alpn.FilterConfig_HTTP2
		}
		return alpn.FilterConfig_HTTP11
	}
}

// alpnKept is whether the cluster forbids that the filter changes its ALPN.
func alpnKept(c *cluster.Cluster) bool {
	return c.GetMetadata().GetFilterMetadata()["istio"].GetFields()["alpn_override"].GetStringValue() == "false"
}

// alpnOverrides is what the filter of an HTTP chain puts in the place of the
// cluster's ALPN, by upstream protocol.
func alpnOverrides(h *hcm.HttpConnectionManager) (map[alpn.FilterConfig_Protocol][]string, error) {
	for _, f := range h.GetHttpFilters() {
		if f.Name != xdsfilters.AlpnFilterName {
			continue
		}
		config := &alpn.FilterConfig{}
		if err := f.GetTypedConfig().UnmarshalTo(config); err != nil {
			return nil, err
		}
		found := map[alpn.FilterConfig_Protocol][]string{}
		for _, o := range config.AlpnOverride {
			found[o.UpstreamProtocol] = o.AlpnOverride
		}
		return found, nil
	}
	return nil, nil
}
