package calls

import (
	"fmt"
	"regexp"
	"strings"

	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	matcher "github.com/envoyproxy/go-control-plane/envoy/type/matcher/v3"
)

// request is what routes are matched against: a plain GET.
func request(authority string) map[string]string {
	return map[string]string{":method": "GET", ":path": "/", ":authority": authority, ":scheme": "http"}
}

// pickRoute is the first route that takes a plain GET / request. The simulation
// looks at paths only.
func pickRoute(vh *route.VirtualHost, headers map[string]string) *route.Route {
	for _, r := range vh.GetRoutes() {
		m := r.GetMatch()
		if !matchesPath(m) || len(m.GetQueryParameters()) > 0 {
			continue
		}
		all := true
		for _, h := range m.GetHeaders() {
			if !matchesHeader(h, headers) {
				all = false
				break
			}
		}
		if all {
			return r
		}
	}
	return nil
}

func matchesPath(m *route.RouteMatch) bool {
	const path = "/"
	switch p := m.GetPathSpecifier().(type) {
	case *route.RouteMatch_Prefix:
		return strings.HasPrefix(path, p.Prefix)
	case *route.RouteMatch_PathSeparatedPrefix:
		return path == p.PathSeparatedPrefix || strings.HasPrefix(path, p.PathSeparatedPrefix+"/")
	case *route.RouteMatch_Path:
		return path == p.Path
	case *route.RouteMatch_SafeRegex:
		return matchesRegex(p.SafeRegex.GetRegex(), path)
	default:
		return false
	}
}

func matchesHeader(h *route.HeaderMatcher, headers map[string]string) bool {
	value, present := headers[strings.ToLower(h.Name)]
	matched := present
	switch m := h.GetHeaderMatchSpecifier().(type) {
	case *route.HeaderMatcher_PresentMatch:
		matched = present == m.PresentMatch
	case *route.HeaderMatcher_StringMatch:
		if !present && !h.TreatMissingHeaderAsEmpty {
			// Envoy says so of a header that is not there, inverted or not.
			return false
		}
		matched = matchesString(m.StringMatch, value)
	case *route.HeaderMatcher_RangeMatch:
		return false
	}
	return matched != h.InvertMatch
}

// matchesString is Envoy's StringMatcher.
func matchesString(m *matcher.StringMatcher, value string) bool {
	fold := func(s string) string {
		if m.GetIgnoreCase() {
			return strings.ToLower(s)
		}
		return s
	}
	switch p := m.GetMatchPattern().(type) {
	case *matcher.StringMatcher_Exact:
		return fold(value) == fold(p.Exact)
	case *matcher.StringMatcher_Prefix:
		return strings.HasPrefix(fold(value), fold(p.Prefix))
	case *matcher.StringMatcher_Suffix:
		return strings.HasSuffix(fold(value), fold(p.Suffix))
	case *matcher.StringMatcher_Contains:
		return strings.Contains(fold(value), fold(p.Contains))
	case *matcher.StringMatcher_SafeRegex:
		return matchesRegex(p.SafeRegex.GetRegex(), value)
	default:
		return false
	}
}

// matchesRegex is RE2 on the whole value, as Envoy does.
func matchesRegex(expression, value string) bool {
	re, err := regexp.Compile("^(?:" + expression + ")$")
	return err == nil && re.MatchString(value)
}

// routeClusters is where a route goes: its cluster, or the clusters it weighs.
func routeClusters(r *route.Route) ([]string, error) {
	switch action := r.GetAction().(type) {
	case *route.Route_Route:
		if weighted := action.Route.GetWeightedClusters(); weighted != nil {
			var names []string
			for _, c := range weighted.GetClusters() {
				if c.GetWeight().GetValue() > 0 {
					names = append(names, c.Name)
				}
			}
			if len(names) == 0 {
				return nil, fmt.Errorf("the route has no cluster with a weight")
			}
			return names, nil
		}
		return []string{action.Route.GetCluster()}, nil
	case *route.Route_Redirect:
		return nil, fmt.Errorf("the route redirects the client")
	case *route.Route_DirectResponse:
		return nil, fmt.Errorf("the route answers itself with status %d", action.DirectResponse.GetStatus())
	default:
		return nil, fmt.Errorf("the route does nothing")
	}
}
