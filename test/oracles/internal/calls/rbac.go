package calls

import (
	"net/netip"
	"strings"

	envoycore "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	rbac "github.com/envoyproxy/go-control-plane/envoy/config/rbac/v3"
	httprbac "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/rbac/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	networkrbac "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/rbac/v3"
	"google.golang.org/protobuf/types/known/anypb"
	"istio.io/istio/pkg/wellknown"
)

// truth is what is known of a condition before there is a request.
type truth int

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func not(t truth) truth { return yes - t }

func anyOf[T any](list []T, f func(T) truth) truth {
	found := no
	for _, item := range list {
		found = max(found, f(item))
	}
	return found
}

func allOf[T any](list []T, f func(T) truth) truth {
	found := yes
	for _, item := range list {
		found = min(found, f(item))
	}
	return found
}

// caller is what a server knows of a connection.
type caller struct {
	// identity is empty for a caller that showed no certificate; known says
	// whether we know which one it showed.
	identity string
	known    bool
	sni      string
	ip       string
	port     int
}

// authorization is what the RBAC filters of a chain make of a caller: "allowed",
// "denied", "per-request", or "none" without such filters.
func authorization(chain *listener.FilterChain, who caller) (string, error) {
	verdict, filters := yes, 0
	add := func(rules, shadow *rbac.RBAC, shadowPrefix string, extAuthz *truth) {
		if strings.HasPrefix(shadowPrefix, "istio_ext_authz") && shadow != nil {
			*extAuthz = max(*extAuthz, not(who.admits(shadow)))
		}
		if rules != nil {
			filters++
			verdict = min(verdict, who.admits(rules))
		}
	}
	asks := no
	unpack := func(name string, config *anypb.Any) error {
		switch name {
		case wellknown.RoleBasedAccessControl:
			f := &networkrbac.RBAC{}
			if err := config.UnmarshalTo(f); err != nil {
				return err
			}
			add(f.Rules, f.ShadowRules, f.ShadowRulesStatPrefix, &asks)
		case wellknown.HTTPRoleBasedAccessControl:
			f := &httprbac.RBAC{}
			if err := config.UnmarshalTo(f); err != nil {
				return err
			}
			add(f.Rules, f.ShadowRules, f.ShadowRulesStatPrefix, &asks)
		case wellknown.HTTPExternalAuthorization, wellknown.ExternalAuthorization:
			if asks != no {
				filters++
				verdict = min(verdict, unknown)
			}
		}
		return nil
	}
	for _, f := range chain.GetFilters() {
		if f.Name == wellknown.HTTPConnectionManager {
			h := &hcm.HttpConnectionManager{}
			if err := f.GetTypedConfig().UnmarshalTo(h); err != nil {
				return "", err
			}
			for _, hf := range h.HttpFilters {
				if err := unpack(hf.Name, hf.GetTypedConfig()); err != nil {
					return "", err
				}
			}
			continue
		}
		if err := unpack(f.Name, f.GetTypedConfig()); err != nil {
			return "", err
		}
	}
	switch {
	case filters == 0:
		return "none", nil
	case verdict == yes:
		return "allowed", nil
	case verdict == no:
		return "denied", nil
	default:
		return "per-request", nil
	}
}

func (c caller) admits(rules *rbac.RBAC) truth {
	matched := no
	for _, policy := range rules.GetPolicies() {
		matched = max(matched, min(anyOf(policy.Permissions, c.permission), anyOf(policy.Principals, c.principal)))
	}
	switch rules.Action {
	case rbac.RBAC_ALLOW:
		return matched
	case rbac.RBAC_DENY:
		return not(matched)
	default:
		return yes
	}
}

func (c caller) permission(p *rbac.Permission) truth {
	switch r := p.GetRule().(type) {
	case *rbac.Permission_Any:
		return truthOf(r.Any)
	case *rbac.Permission_AndRules:
		return allOf(r.AndRules.GetRules(), c.permission)
	case *rbac.Permission_OrRules:
		return anyOf(r.OrRules.GetRules(), c.permission)
	case *rbac.Permission_NotRule:
		return not(c.permission(r.NotRule))
	case *rbac.Permission_DestinationPort:
		return truthOf(int(r.DestinationPort) == c.port)
	case *rbac.Permission_DestinationIp:
		return truthOf(contains(r.DestinationIp, c.ip))
	case *rbac.Permission_RequestedServerName:
		return truthOf(matchesString(r.RequestedServerName, c.sni))
	default:
		return unknown
	}
}

func (c caller) principal(p *rbac.Principal) truth {
	switch r := p.GetIdentifier().(type) {
	case *rbac.Principal_Any:
		return truthOf(r.Any)
	case *rbac.Principal_AndIds:
		return allOf(r.AndIds.GetIds(), c.principal)
	case *rbac.Principal_OrIds:
		return anyOf(r.OrIds.GetIds(), c.principal)
	case *rbac.Principal_NotId:
		return not(c.principal(r.NotId))
	case *rbac.Principal_Authenticated_:
		name := r.Authenticated.GetPrincipalName()
		if c.identity == "" || !c.known {
			return c.anonymous()
		}
		return truthOf(name == nil || matchesString(name, c.identity))
	case *rbac.Principal_FilterState:
		if r.FilterState.GetKey() != "io.istio.peer_principal" {
			return unknown
		}
		if c.identity == "" || !c.known {
			return c.anonymous()
		}
		return truthOf(matchesString(r.FilterState.GetStringMatch(), c.identity))
	default:
		return unknown
	}
}

// anonymous is what conditions on the principal are without one, or with one
// that we do not know.
func (c caller) anonymous() truth {
	if c.known {
		return no
	}
	return unknown
}

func contains(r *envoycore.CidrRange, ip string) bool {
	address, err := netip.ParseAddr(ip)
	if err != nil {
		return false
	}
	prefix, err := netip.ParseAddr(r.AddressPrefix)
	if err != nil {
		return false
	}
	return netip.PrefixFrom(prefix, int(r.GetPrefixLen().GetValue())).Contains(address)
}
