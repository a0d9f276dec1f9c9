package calls

import (
	"fmt"
	"slices"
	"strings"

	networking "istio.io/api/networking/v1alpha3"
	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	corelisters "k8s.io/client-go/listers/core/v1"
	k8stesting "k8s.io/client-go/testing"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	"k8s.io/endpointslice"
	endpointsliceutil "k8s.io/endpointslice/util"
	"k8s.io/klog/v2"
)

const nodeName = "node"

// sliceEndpoints makes the EndpointSlices of services with a selector, by the
// code of the controller that makes them in a cluster.
func (s *scene) sliceEndpoints() error {
	nodes := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{})
	if err := nodes.Add(&corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: nodeName}}); err != nil {
		return err
	}
	var made []*discovery.EndpointSlice
	client := &fake.Clientset{}
	client.AddReactor("create", "endpointslices", func(action k8stesting.Action) (bool, runtime.Object, error) {
		slice := action.(k8stesting.CreateAction).GetObject().(*discovery.EndpointSlice).DeepCopy()
		slice.CreationTimestamp = created
		made = append(made, slice)
		return true, slice, nil
	})
	reconciler := endpointslice.NewReconciler(client, corelisters.NewNodeLister(nodes), 100,
		endpointsliceutil.NewEndpointSliceTracker(), nil, record.NewFakeRecorder(100), "endpointslice-controller.k8s.io")
	for _, svc := range s.services {
		if len(svc.Spec.Selector) == 0 || svc.Spec.Type == corev1.ServiceTypeExternalName {
			continue
		}
		var selected []*corev1.Pod
		for _, p := range s.pods {
			if p.Namespace == svc.Namespace && labels.SelectorFromSet(svc.Spec.Selector).Matches(labels.Set(p.Labels)) {
				selected = append(selected, p.Pod)
			}
		}
		if err := reconciler.Reconcile(klog.Logger{}, svc, selected, nil, created.Time); err != nil {
			return fmt.Errorf("endpoints of %s/%s: %w", svc.Namespace, svc.Name, err)
		}
		s.slices = append(s.slices, named(made)...)
		made = nil
	}
	return nil
}

// named gives the slices of a service names, which the API server does, and an
// order, which nobody does.
func named(made []*discovery.EndpointSlice) []*discovery.EndpointSlice {
	for _, slice := range made {
		slices.SortFunc(slice.Endpoints, func(a, b discovery.Endpoint) int {
			return strings.Compare(strings.Join(a.Addresses, ","), strings.Join(b.Addresses, ","))
		})
	}
	first := func(slice *discovery.EndpointSlice) string {
		if len(slice.Endpoints) == 0 {
			return ""
		}
		return strings.Join(slice.Endpoints[0].Addresses, ",")
	}
	slices.SortFunc(made, func(a, b *discovery.EndpointSlice) int { return strings.Compare(first(a), first(b)) })
	for i, slice := range made {
		slice.Name = fmt.Sprintf("%s%d", slice.GenerateName, i)
	}
	return made
}

// reached is an address behind a service that kube-proxy, not Envoy, picks.
type reached struct {
	ip   string
	port int
	host string
}

// endpoints is what kube-proxy makes of a port of a service.
func (s *scene) endpoints(svc *corev1.Service, port int) []reached {
	var found []reached
	for _, sp := range svc.Spec.Ports {
		if int(sp.Port) != port || sp.Protocol == corev1.ProtocolUDP {
			continue
		}
		for _, slice := range s.slices {
			if slice.Namespace != svc.Namespace || slice.Labels[discovery.LabelServiceName] != svc.Name {
				continue
			}
			for _, ep := range slice.Ports {
				if ep.Port == nil || (ep.Name != nil && *ep.Name != sp.Name) || (ep.Name == nil && sp.Name != "") {
					continue
				}
				for _, endpoint := range slice.Endpoints {
					for _, address := range endpoint.Addresses {
						found = append(found, reached{ip: address, port: int(*ep.Port)})
					}
				}
			}
		}
	}
	return found
}

// members is the addresses that the name of a headless service stands for.
func (s *scene) members(svc *corev1.Service) []reached {
	var found []reached
	seen := map[string]bool{}
	for _, slice := range s.slices {
		if slice.Namespace != svc.Namespace || slice.Labels[discovery.LabelServiceName] != svc.Name {
			continue
		}
		for _, endpoint := range slice.Endpoints {
			for _, address := range endpoint.Addresses {
				if seen[address] {
					continue
				}
				seen[address] = true
				r := reached{ip: address}
				if endpoint.Hostname != nil {
					r.host = *endpoint.Hostname
				}
				if p := s.byIP[address]; p != nil && r.host == "" {
					r.host = p.Name
				}
				found = append(found, r)
			}
		}
	}
	return found
}

// addMachines makes what WorkloadEntries and endpoints of ServiceEntries stand
// for. istiod believes those to have a sidecar that carry the label of one, or
// a service account and no label.
func (s *scene) addMachines() error {
	add := func(namespace, name string, we *networking.WorkloadEntry) {
		if we.Address == "" || s.byIP[we.Address] != nil || strings.HasPrefix(we.Address, "unix:") {
			return
		}
		mode, labelled := we.Labels["security.istio.io/tlsMode"]
		m := &pod{
			Pod: &corev1.Pod{
				ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace, Labels: we.Labels},
				Status:     corev1.PodStatus{PodIP: we.Address},
			},
			workload: namespace + "/" + name,
			account:  we.ServiceAccount,
			machine:  true,
		}
		if mode == "istio" || (!labelled && we.ServiceAccount != "") {
			m.proxy = "sidecar"
		}
		s.machines = append(s.machines, m)
		s.byIP[we.Address] = m
	}
	for _, c := range s.configs {
		if we, ok := c.Spec.(*networking.WorkloadEntry); ok {
			add(c.Namespace, c.Name, we)
		}
	}
	for _, c := range s.configs {
		if se, ok := c.Spec.(*networking.ServiceEntry); ok && se.Location == networking.ServiceEntry_MESH_INTERNAL {
			for i, we := range se.Endpoints {
				add(c.Namespace, fmt.Sprintf("%s-%d", c.Name, i), we)
			}
		}
	}
	return nil
}
