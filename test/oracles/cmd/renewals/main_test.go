package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestSmoke(t *testing.T) {
	if testing.Short() {
		t.Skip("asks the go command about modules")
	}
	const input = `{
		"certificates": [
			{"notBefore": "2026-01-01T00:00:00Z", "notAfter": "2026-04-01T00:00:00Z", "spec": {"secretName": "a", "issuerRef": {"name": "a"}}},
			{"notBefore": "2026-01-01T00:00:00Z", "notAfter": "2026-04-01T00:00:00Z", "spec": {"secretName": "a", "issuerRef": {"name": "a"}, "renewal": {"policy": "Disabled"}}}
		],
		"roots": [
			{"notBefore": "2026-01-01T00:00:00Z", "notAfter": "2026-01-11T00:00:00Z", "gracePercentile": 20, "now": "2026-01-08T23:59:59Z"},
			{"notBefore": "2026-01-01T00:00:00Z", "notAfter": "2026-01-11T00:00:00Z", "gracePercentile": 20, "now": "2026-01-09T00:00:01Z"}
		]
	}`
	var stdout bytes.Buffer
	if err := run(t.Context(), []string{"-modules=../.."}, strings.NewReader(input), &stdout); err != nil {
		t.Fatal(err)
	}
	var out Output
	if err := json.Unmarshal(stdout.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	if first := out.Certificates[0]; first.Error != "" || first.Time.Format("2006-01-02") != "2026-03-02" {
		t.Errorf("two thirds through the life: got %+v", first)
	}
	if second := out.Certificates[1]; second.Error != "" || second.Time != nil {
		t.Errorf("never: got %+v", second)
	}
	if out.Roots[0] || !out.Roots[1] {
		t.Errorf("the root is renewed in the last fifth of its life: got %v", out.Roots)
	}
}
