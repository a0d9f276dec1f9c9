package calls

import (
	"testing"

	rbac "github.com/envoyproxy/go-control-plane/envoy/config/rbac/v3"
	matcher "github.com/envoyproxy/go-control-plane/envoy/type/matcher/v3"
)

func TestUnknownStaysUnknown(t *testing.T) {
	exact := func(s string) *matcher.StringMatcher {
		return &matcher.StringMatcher{MatchPattern: &matcher.StringMatcher_Exact{Exact: s}}
	}
	principal := &rbac.Principal{Identifier: &rbac.Principal_Authenticated_{
		Authenticated: &rbac.Principal_Authenticated{PrincipalName: exact("spiffe://a")},
	}}
	port := &rbac.Permission{Rule: &rbac.Permission_DestinationPort{DestinationPort: 80}}
	path := &rbac.Permission{Rule: &rbac.Permission_UrlPath{}}
	rules := func(action rbac.RBAC_Action, permissions ...*rbac.Permission) *rbac.RBAC {
		all := &rbac.Permission{Rule: &rbac.Permission_AndRules{AndRules: &rbac.Permission_Set{Rules: permissions}}}
		return &rbac.RBAC{Action: action, Policies: map[string]*rbac.Policy{
			"a": {Permissions: []*rbac.Permission{all}, Principals: []*rbac.Principal{principal}},
		}}
	}
	a, b, anonymous, stranger := caller{identity: "spiffe://a", known: true, port: 80}, caller{identity: "spiffe://b", known: true, port: 80},
		caller{known: true, port: 80}, caller{port: 80}
	for name, test := range map[string]struct {
		who   caller
		rules *rbac.RBAC
		want  truth
	}{
		"allowed":                     {a, rules(rbac.RBAC_ALLOW, port), yes},
		"allowed for some requests":   {a, rules(rbac.RBAC_ALLOW, port, path), unknown},
		"allowed for somebody else":   {b, rules(rbac.RBAC_ALLOW, port, path), no},
		"denied":                      {a, rules(rbac.RBAC_DENY, port), no},
		"denied for some requests":    {a, rules(rbac.RBAC_DENY, path), unknown},
		"denied for somebody else":    {b, rules(rbac.RBAC_DENY, path), yes},
		"no certificate":              {anonymous, rules(rbac.RBAC_DENY, port), yes},
		"a certificate of one's own":  {stranger, rules(rbac.RBAC_DENY, port), unknown},
		"a port that is another port": {caller{identity: "spiffe://a", known: true, port: 81}, rules(rbac.RBAC_ALLOW, port, path), no},
		"nothing allowed":             {a, &rbac.RBAC{}, no},
	} {
		if got := test.who.admits(test.rules); got != test.want {
			t.Errorf("%s: got %d, want %d", name, got, test.want)
		}
	}
}
