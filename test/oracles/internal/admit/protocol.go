// Package admit sends cases of Kubernetes objects to an API server and reports
// which of them it admits.
package admit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Input is what the program reads.
type Input struct {
	Cases []Case `json:"cases"`
}

// Case is a list of objects that is judged apart from all other cases.
type Case struct {
	Name string `json:"name"`
	// Apply has the objects really created, in order, so that earlier ones have
	// their effect on later ones; without it each object is judged by itself.
	Apply   bool              `json:"apply,omitempty"`
	Objects []json.RawMessage `json:"objects"`
}

// User is somebody to impersonate.
type User struct {
	User   string   `json:"user"`
	Groups []string `json:"groups,omitempty"`
}

// Output is what the program writes.
type Output struct {
	Versions map[string]string `json:"versions"`
	Results  []Result          `json:"results"`
}

// Result is the verdict on one object.
type Result struct {
	Case      string `json:"case"`
	Index     int    `json:"index"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Admitted  bool   `json:"admitted"`
	// Judge is who refused the object, or, for an admitted one, whose validation
	// it passed last.
	Judge    string   `json:"judge"`
	Message  string   `json:"message"`
	Warnings []string `json:"warnings,omitempty"`
}

// Read reads and checks the input.
func Read(r io.Reader) (Input, error) {
	var in Input
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return in, fmt.Errorf("reading the cases: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return in, errors.New("reading the cases: more than one JSON document")
	}
	for _, c := range in.Cases {
		if _, err := newItems(c); err != nil {
			return in, err
		}
	}
	return in, nil
}

// object is one object of a case, read as far as needed to send it.
type object struct {
	kind schema.GroupVersionKind
	meta metav1.ObjectMeta
	as   *User
	// verb is "delete" for an object that is taken away, else empty.
	verb string
	// subresource is the part of a stored object that is replaced; all of it if empty.
	subresource string
	body        []byte // without "as", "verb" and "subresource"
}

// parse reads an object. The keys "as", "verb" and "subresource" beside apiVersion
// and kind are ours.
func parse(raw json.RawMessage) (object, error) {
	var o object
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return o, err
	}
	if as, ok := fields["as"]; ok {
		dec := json.NewDecoder(bytes.NewReader(as))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&o.as); err != nil {
			return o, fmt.Errorf("as: %w", err)
		}
		if o.as == nil || o.as.User == "" {
			return o, errors.New("as: no user")
		}
		delete(fields, "as")
	}
	for key, field := range map[string]*string{"verb": &o.verb, "subresource": &o.subresource} {
		if value, ok := fields[key]; ok {
			if err := json.Unmarshal(value, field); err != nil {
				return o, fmt.Errorf("%s: %w", key, err)
			}
			delete(fields, key)
		}
	}
	if o.verb != "" && (o.verb != deletion || o.subresource != "") {
		return o, fmt.Errorf("verb %q is not %q of a whole object", o.verb, deletion)
	}
	// What is wrong in these is for the API server to say.
	var apiVersion, kind string
	json.Unmarshal(fields["apiVersion"], &apiVersion)
	json.Unmarshal(fields["kind"], &kind)
	json.Unmarshal(fields["metadata"], &o.meta)
	o.kind = schema.FromAPIVersionAndKind(apiVersion, kind)
	var err error
	o.body, err = json.Marshal(fields)
	return o, err
}

// withResourceVersion returns the body as an update of the stored object.
func (o object) withResourceVersion(version string) ([]byte, error) {
	var fields, meta map[string]json.RawMessage
	if err := json.Unmarshal(o.body, &fields); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(fields["metadata"], &meta); err != nil {
		return nil, err
	}
	var err error
	if meta["resourceVersion"], err = json.Marshal(version); err != nil {
		return nil, err
	}
	if fields["metadata"], err = json.Marshal(meta); err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}
