// Package early is initialized before istiod's test helpers: it imports nothing
// of theirs, and comes before them by name, which is the order of Go. They look
// for folders of a build, and complain on standard output that there are none.
package early

import "os"

func init() {
	for _, name := range []string{"TARGET_OUT", "LOCAL_OUT"} {
		if os.Getenv(name) == "" {
			os.Setenv(name, os.TempDir())
		}
	}
}
