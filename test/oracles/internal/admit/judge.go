package admit

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// Namespace holds what the oracle itself needs in the cluster.
const Namespace = "cdk8s-mtls-oracles"

// Judge is an upstream project whose webhook the API server asks.
type Judge struct {
	// Name is what its verdicts are reported under.
	Name string
	// Webhook is what the API server calls its webhook in messages.
	Webhook string
	// Groups are the API groups whose objects it sees.
	Groups []string
}

// apiServer is the judge of everything that no project's webhook refuses.
const apiServer = "kube-apiserver"

var denial = regexp.MustCompile(`^admission webhook "([^"]+)" denied the request`)

// refuser says who refused an object and why. It returns false for an answer
// that is no verdict, such as a webhook that could not be reached.
func refuser(judges []Judge, err error) (name, message string, verdict bool) {
	status, isStatus := err.(apierrors.APIStatus)
	if !isStatus {
		return "", "", false
	}
	message = stable(status.Status().Message)
	if named := denial.FindStringSubmatch(message); named != nil {
		for _, j := range judges {
			if j.Webhook == named[1] {
				return j.Name, message, true
			}
		}
		return apiServer, message, true
	}
	code := status.Status().Code
	return apiServer, message, code >= 400 && code < 500 && code != http.StatusTooManyRequests && code != http.StatusUnauthorized
}

// admitter is whose validation an admitted object of this group passed last.
func admitter(judges []Judge, group string) string {
	for _, j := range judges {
		if slices.Contains(j.Groups, group) {
			return j.Name
		}
	}
	return apiServer
}

var (
	loopback = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	// list is how Kubernetes and everything built on its libraries joins several
	// field errors.
	list = regexp.MustCompile(`(?s)^(.*?: )\[((?:spec|metadata|data|status|<nil>)[.:[].*)\]$`)
	next = regexp.MustCompile(`, (?:spec|metadata|data|status|<nil>)[.:[]`)
)

// stable makes a message the same in every run: validators walk maps in random
// order, so several errors come in any order.
func stable(message string) string {
	message = loopback.ReplaceAllString(message, "127.0.0.1")
	parts := list.FindStringSubmatch(message)
	if parts == nil {
		return message
	}
	var errs []string
	rest := parts[2]
	for at := next.FindStringIndex(rest); at != nil; at = next.FindStringIndex(rest) {
		errs = append(errs, rest[:at[0]])
		rest = rest[at[0]+len(", "):]
	}
	errs = append(errs, rest)
	slices.Sort(errs)
	return parts[1] + "[" + strings.Join(errs, ", ") + "]"
}
