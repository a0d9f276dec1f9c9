package calls

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"

	"istio.io/istio/pkg/test"
)

// failer is the test that istiod's fake server believes to run in: a failure
// ends the goroutine of the case and nothing else.
type failer struct {
	mu       sync.Mutex
	failed   error
	cleanups []func()
}

var _ test.Failer = (*failer)(nil)

// attempt runs a case to its end, whatever it does, and cleans up after it.
func attempt(f func(*failer) error) (err error) {
	t := &failer{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer t.recover()
		if err := f(t); err != nil {
			t.fail(err)
		}
	}()
	<-done
	for i := len(t.cleanups) - 1; i >= 0; i-- {
		func() {
			defer t.recover()
			t.cleanups[i]()
		}()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

func (t *failer) recover() {
	if r := recover(); r != nil {
		t.fail(fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
	}
}

func (t *failer) fail(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed == nil {
		t.failed = err
	}
}

func (t *failer) Fail()    { t.fail(errors.New("failed")) }
func (t *failer) FailNow() { t.Fatal("failed") }

func (t *failer) Fatal(args ...any) {
	t.fail(errors.New(fmt.Sprint(args...)))
	runtime.Goexit()
}

func (t *failer) Fatalf(format string, args ...any) { t.Fatal(fmt.Sprintf(format, args...)) }
func (t *failer) Log(...any)                        {}
func (t *failer) Logf(string, ...any)               {}
func (t *failer) Helper()                           {}
func (t *failer) Skip(args ...any)                  { t.Fatal(args...) }

func (t *failer) Cleanup(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cleanups = append(t.cleanups, f)
}

func (t *failer) TempDir() string {
	dir, err := os.MkdirTemp("", "calls")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
