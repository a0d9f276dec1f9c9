package calls

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// created is when objects were made whose manifests do not say: all at once, so
// that names decide where istiod asks for the oldest.
var created = metav1.NewTime(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))

// scene is the cluster of a case.
type scene struct {
	// subnet keeps the addresses of one cluster apart from those of another.
	subnet     int
	namespaces map[string]*corev1.Namespace
	pods       []*pod
	byName     map[string]*pod
	byIP       map[string]*pod
	services   []*corev1.Service
	byHost     map[string]*corev1.Service
	slices     []*discovery.EndpointSlice
	configs    []config.Config
	machines   []*pod
	rejected   []Rejection
}

// pod is the one pod of a workload, or a machine outside of Kubernetes that a
// WorkloadEntry stands for.
type pod struct {
	*corev1.Pod
	// workload is the namespace/name of what made it.
	workload string
	// proxy is "sidecar", "router" or nothing.
	proxy   string
	account string
	machine bool
}

func (p *pod) ip() string { return p.Status.PodIP }

// read sorts the objects of a case.
func (e *Engine) read(objects []json.RawMessage, subnet int) (*scene, error) {
	s := &scene{
		subnet:     subnet,
		namespaces: map[string]*corev1.Namespace{},
		byName:     map[string]*pod{},
		byIP:       map[string]*pod{},
		byHost:     map[string]*corev1.Service{},
	}
	for i, raw := range objects {
		u := &unstructured.Unstructured{}
		if err := u.UnmarshalJSON(raw); err != nil {
			return nil, fmt.Errorf("object %d: %w", i, err)
		}
		if u.IsList() {
			list, err := u.ToList()
			if err != nil {
				return nil, fmt.Errorf("object %d: %w", i, err)
			}
			for j := range list.Items {
				if err := e.readOne(s, &list.Items[j]); err != nil {
					return nil, fmt.Errorf("object %d: %w", i, err)
				}
			}
			continue
		}
		if err := e.readOne(s, u); err != nil {
			return nil, fmt.Errorf("object %d: %w", i, err)
		}
	}
	return s, s.complete(e)
}

func describe(u *unstructured.Unstructured) string {
	return strings.Join([]string{u.GetKind(), u.GetNamespace(), u.GetName()}, "/")
}

func (e *Engine) readOne(s *scene, u *unstructured.Unstructured) error {
	gvk := u.GroupVersionKind()
	if gvk.Kind != "Namespace" && u.GetNamespace() == "" {
		u.SetNamespace("default")
	}
	if t := u.GetCreationTimestamp(); t.IsZero() {
		u.SetCreationTimestamp(created)
	}
	if strings.HasSuffix(gvk.Group, ".istio.io") {
		return e.readConfig(s, u)
	}
	into := func(o runtime.Object) error {
		if err := runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(u.Object, o, true); err != nil {
			s.rejected = append(s.rejected, Rejection{describe(u), err.Error()})
		}
		return nil
	}
	switch gvk.Group + "/" + gvk.Kind {
	case "/Namespace":
		o := &corev1.Namespace{}
		if err := into(o); err != nil {
			return err
		}
		s.namespaces[o.Name] = o
	case "/Service":
		o := &corev1.Service{}
		s.services = append(s.services, o)
		return into(o)
	case "discovery.k8s.io/EndpointSlice":
		o := &discovery.EndpointSlice{}
		s.slices = append(s.slices, o)
		return into(o)
	case "/Pod":
		o := &corev1.Pod{}
		if err := into(o); err != nil {
			return err
		}
		return s.add(o.ObjectMeta, "Pod", corev1.PodTemplateSpec{ObjectMeta: o.ObjectMeta, Spec: o.Spec})
	case "apps/Deployment":
		o := &appsv1.Deployment{}
		if err := into(o); err != nil {
			return err
		}
		return s.add(o.ObjectMeta, gvk.Kind, o.Spec.Template)
	case "apps/ReplicaSet":
		o := &appsv1.ReplicaSet{}
		if err := into(o); err != nil {
			return err
		}
		return s.add(o.ObjectMeta, gvk.Kind, o.Spec.Template)
	case "apps/StatefulSet":
		o := &appsv1.StatefulSet{}
		if err := into(o); err != nil {
			return err
		}
		return s.add(o.ObjectMeta, gvk.Kind, o.Spec.Template)
	case "apps/DaemonSet":
		o := &appsv1.DaemonSet{}
		if err := into(o); err != nil {
			return err
		}
		return s.add(o.ObjectMeta, gvk.Kind, o.Spec.Template)
	case "batch/Job":
		o := &batchv1.Job{}
		if err := into(o); err != nil {
			return err
		}
		return s.add(o.ObjectMeta, gvk.Kind, o.Spec.Template)
	case "batch/CronJob":
		o := &batchv1.CronJob{}
		if err := into(o); err != nil {
			return err
		}
		return s.add(o.ObjectMeta, gvk.Kind, o.Spec.JobTemplate.Spec.Template)
	}
	return nil
}

// readConfig reads a custom resource of Istio, with what its CRD and istiod's
// webhook have to say about it.
func (e *Engine) readConfig(s *scene, u *unstructured.Unstructured) error {
	gvk := u.GroupVersionKind()
	schema, ok := collections.PilotGatewayAPI().FindByGroupVersionAliasesKind(resource.FromKubernetesGVK(&gvk))
	if !ok {
		s.rejected = append(s.rejected, Rejection{describe(u), "there is no such kind"})
		return nil
	}
	// Validation fills in defaults, and the converter writes into what it gets.
	if err := e.crds.ValidateCustomResource(u.DeepCopy()); err != nil {
		s.rejected = append(s.rejected, Rejection{describe(u), err.Error()})
		return nil
	}
	js, err := u.MarshalJSON()
	if err != nil {
		return err
	}
	kind := &crd.IstioKind{}
	if err := json.Unmarshal(js, kind); err != nil {
		return err
	}
	cfg, err := crd.ConvertObject(schema, kind, "cluster.local")
	if err != nil {
		s.rejected = append(s.rejected, Rejection{describe(u), err.Error()})
		return nil
	}
	if _, err := schema.ValidateConfig(*cfg); err != nil {
		s.rejected = append(s.rejected, Rejection{describe(u), err.Error()})
		return nil
	}
	s.configs = append(s.configs, *cfg)
	return nil
}

// add makes the pod of a workload, as its controller would.
func (s *scene) add(owner metav1.ObjectMeta, kind string, template corev1.PodTemplateSpec) error {
	p := &corev1.Pod{ObjectMeta: *template.ObjectMeta.DeepCopy(), Spec: *template.Spec.DeepCopy()}
	p.TypeMeta = metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"}
	p.Namespace = owner.Namespace
	p.CreationTimestamp = created
	if p.Labels == nil {
		p.Labels = map[string]string{}
	}
	owned := func(apiVersion, kind, name string) {
		yes := true
		p.OwnerReferences = []metav1.OwnerReference{{APIVersion: apiVersion, Kind: kind, Name: name, Controller: &yes}}
		p.GenerateName = name + "-"
		p.Name = name + "-abcde"
	}
	const hash = "5d8f7c9b6"
	switch kind {
	case "Pod":
		p.Name = owner.Name
	case "Deployment":
		p.Labels["pod-template-hash"] = hash
		owned("apps/v1", "ReplicaSet", owner.Name+"-"+hash)
	case "StatefulSet":
		owned("apps/v1", kind, owner.Name)
		p.Name = owner.Name + "-0"
		p.Labels["statefulset.kubernetes.io/pod-name"] = p.Name
		p.Labels["apps.kubernetes.io/pod-index"] = "0"
	case "Job", "CronJob":
		owned("batch/v1", "Job", owner.Name)
	default:
		owned("apps/v1", kind, owner.Name)
	}
	for i := range p.Spec.Containers {
		for j := range p.Spec.Containers[i].Ports {
			if port := &p.Spec.Containers[i].Ports[j]; port.Protocol == "" {
				port.Protocol = corev1.ProtocolTCP
			}
		}
	}
	if p.Spec.ServiceAccountName == "" {
		p.Spec.ServiceAccountName = "default"
	}
	workload := owner.Namespace + "/" + owner.Name
	if s.byName[workload] != nil {
		return fmt.Errorf("two workloads are called %s", workload)
	}
	made := &pod{Pod: p, workload: workload, account: p.Spec.ServiceAccountName}
	s.pods = append(s.pods, made)
	s.byName[workload] = made
	return nil
}

// complete adds what the cluster adds by itself: namespaces and their labels,
// addresses, sidecars, endpoints.
func (s *scene) complete(e *Engine) error {
	for _, p := range s.pods {
		s.namespace(p.Namespace)
	}
	for _, svc := range s.services {
		s.namespace(svc.Namespace)
	}
	for _, c := range s.configs {
		s.namespace(c.Namespace)
	}
	for name, ns := range s.namespaces {
		if ns.Labels == nil {
			ns.Labels = map[string]string{}
		}
		ns.Labels[corev1.LabelMetadataName] = name
	}
	for i, svc := range s.services {
		defaultService(svc, i)
		s.byHost[hostname(svc)] = svc
	}
	for i, p := range s.pods {
		ip := fmt.Sprintf("10.%d.%d.%d", 244+s.subnet, i/200, i%200+2)
		host := fmt.Sprintf("192.168.%d.%d", i/200, i%200+2)
		if p.Spec.HostNetwork {
			ip = host
		}
		if err := s.inject(e, p); err != nil {
			return err
		}
		p.Spec.NodeName = nodeName
		p.Status = corev1.PodStatus{
			Phase:  corev1.PodRunning,
			PodIP:  ip,
			PodIPs: []corev1.PodIP{{IP: ip}},
			HostIP: host,
			Conditions: []corev1.PodCondition{
				{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: created},
			},
		}
		s.byIP[ip] = p
	}
	if err := s.addMachines(); err != nil {
		return err
	}
	return s.sliceEndpoints()
}

func (s *scene) namespace(name string) {
	if s.namespaces[name] == nil {
		s.namespaces[name] = &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, CreationTimestamp: created}}
	}
}

func hostname(svc *corev1.Service) string {
	return svc.Name + "." + svc.Namespace + ".svc.cluster.local"
}

func defaultService(svc *corev1.Service, i int) {
	if svc.Spec.Type == "" {
		svc.Spec.Type = corev1.ServiceTypeClusterIP
	}
	if svc.Spec.Type != corev1.ServiceTypeExternalName {
		if svc.Spec.ClusterIP == "" {
			svc.Spec.ClusterIP = fmt.Sprintf("10.96.%d.%d", i/200, i%200+2)
		}
		svc.Spec.ClusterIPs = []string{svc.Spec.ClusterIP}
		svc.Spec.IPFamilies = []corev1.IPFamily{corev1.IPv4Protocol}
	}
	for j := range svc.Spec.Ports {
		port := &svc.Spec.Ports[j]
		if port.Protocol == "" {
			port.Protocol = corev1.ProtocolTCP
		}
		if port.TargetPort == (intstr.IntOrString{}) {
			port.TargetPort = intstr.FromInt32(port.Port)
		}
	}
}
