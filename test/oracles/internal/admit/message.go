package admit

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/cert-manager/cert-manager/cdk8s-mtls-oracles/internal/webhooks"
)

const apiServer = "kube-apiserver"

var (
	denial   = regexp.MustCompile(`^admission webhook "([^"]+)" denied the request`)
	loopback = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	// list is how Kubernetes and everything built on its libraries joins several
	// field errors.
	list = regexp.MustCompile(`(?s)^(.*?: )\[((?:spec|metadata|data|status)\b.*)\]$`)
	next = regexp.MustCompile(`, (?:spec|metadata|data|status)\b`)
)

// refusal says who refused an object and why. It returns false for an answer
// that is no verdict, such as a webhook that could not be reached.
func refusal(err error) (judge, message string, ok bool) {
	status, isStatus := err.(apierrors.APIStatus)
	if !isStatus {
		return "", "", false
	}
	message = stable(status.Status().Message)
	if named := denial.FindStringSubmatch(message); named != nil {
		for _, w := range webhooks.All {
			if w.Name == named[1] {
				return w.Judge, message, true
			}
		}
		return apiServer, message, true
	}
	code := status.Status().Code
	return apiServer, message, code >= 400 && code < 500 && code != http.StatusTooManyRequests && code != http.StatusUnauthorized
}

// admitter is whose validation an admitted object of this group passed last.
func admitter(group string) string {
	for _, w := range webhooks.All {
		if slices.Contains(w.Groups, group) {
			return w.Judge
		}
	}
	return apiServer
}

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
