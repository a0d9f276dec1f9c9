package operators

import "testing"

func TestControllersThatRun(t *testing.T) {
	const approver, trigger = "certificaterequests-approver", "certificates-trigger"
	for name, test := range map[string]struct {
		args     []string
		approver bool
		trigger  bool
	}{
		"all by default":                   {nil, true, true},
		"all but those that are left out":  {[]string{"--controllers=-" + approver}, false, true},
		"only those that are named":        {[]string{"--controllers=" + trigger}, false, true},
		"all and not those that are named": {[]string{"--controllers=*,-" + trigger}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			flags, err := parseCertManagerFlags(test.args)
			if err != nil {
				t.Fatal(err)
			}
			if flags.runs(approver) != test.approver || flags.runs(trigger) != test.trigger {
				t.Errorf("the approver runs: %v, the trigger: %v", flags.runs(approver), flags.runs(trigger))
			}
		})
	}
}

func TestFlagsThatAreUnknown(t *testing.T) {
	if _, err := parseCertManagerFlags([]string{"--dns01-recursive-nameservers-only=true"}); err == nil {
		t.Error("accepted")
	}
}
