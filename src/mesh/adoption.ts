import { ApiObject, JsonPatch } from 'cdk8s';
import { IConstruct } from 'constructs';
import { selects } from './label-index';
import type { PodIntent } from './mesh-provider';
import type { MeshServiceProps } from './mesh-service';
import type { MeshWorkloadProps } from './mesh-workload-props';
import { append } from '../core/multi-map';
import { usageError } from '../core/usage-error';
import { PortProtocol, WorkloadPort } from '../core/workload-port';

/** What was found under a construct, as it stands when it is adopted. */
export interface Discovery {
  readonly workloads: (MeshWorkloadProps & { readonly name: string; readonly marks: PodIntent })[];
  readonly services: (MeshServiceProps & { readonly name: string })[];
}

/** Kinds that have no namespace, in the groups whose other kinds all have one. */
const CLUSTER_SCOPED = new Set([
  'Namespace', 'Node', 'PersistentVolume', 'ComponentStatus', 'IngressClass', 'ClusterRole', 'ClusterRoleBinding', 'GatewayClass',
  'IPAddress', 'ServiceCIDR', 'PodSecurityPolicy',
]);
const NAMESPACED_GROUPS = [
  'core', 'apps', 'batch', 'autoscaling', 'policy', 'networking.k8s.io', 'rbac.authorization.k8s.io', 'discovery.k8s.io',
  'gateway.networking.k8s.io',
];

/** Finds the workloads and Services of a namespace, and puts objects without a namespace into it. */
export function discover(construct: IConstruct, namespace: string, groupsOfMesh: readonly string[]): Discovery {
  const namespaced = new Set([...NAMESPACED_GROUPS, ...groupsOfMesh]);
  const objects = construct.node.findAll().filter((node): node is ApiObject => node instanceof ApiObject);
  const found: ReturnType<typeof readWorkload>[] = [];
  const services: Discovery['services'] = [];
  for (const object of objects) {
    if (object.kind === 'List') {
      throw usageError(object, 'adopt()', 'this is a List, and cdk8s has one construct for all of its objects', 'Write its items as documents of their own, separated by "---".');
    }
    let manifest = object.toJson();
    if (manifest.metadata?.namespace === undefined && namespaced.has(object.apiGroup) && !CLUSTER_SCOPED.has(object.kind)) {
      object.addJsonPatch(JsonPatch.add('/metadata/namespace', namespace));
      manifest = object.toJson();
    }
    if (manifest.metadata?.namespace !== namespace) {
      continue;
    }
    const template = podTemplate(object, manifest);
    if (template) {
      found.push(readWorkload(manifest, template));
    } else if (object.apiGroup === 'core' && object.kind === 'Service') {
      services.push(readService(manifest));
    }
  }
  addTargetPorts(found, services);
  return { workloads: namedApart(found), services };
}

/** The pods of an object. Other controllers than Kubernetes' own keep them in the same place, and run them all the same. */
function podTemplate(object: ApiObject, manifest: any): any {
  if (object.apiGroup === 'core' && object.kind === 'Pod') {
    return manifest;
  }
  const template = manifest.spec?.template ?? manifest.spec?.jobTemplate?.spec?.template;
  return Array.isArray(template?.spec?.containers) ? template : undefined;
}

function readWorkload(manifest: any, template: any) {
  const podLabels: Record<string, string> = template.metadata?.labels ?? {};
  // A selector cannot be changed once it is deployed, so it outlives a version label. Jobs get theirs from the cluster.
  const { matchLabels, matchExpressions } = manifest.spec?.selector ?? {};
  const selectable = Object.keys(matchLabels ?? {}).length > 0 && !matchExpressions;
  return {
    name: manifest.metadata.name as string,
    kind: manifest.kind as string,
    labels: selectable ? matchLabels as Record<string, string> : podLabels,
    // The older name of the field is still read where the newer one is not there.
    serviceAccountName: (template.spec?.serviceAccountName || template.spec?.serviceAccount || 'default') as string,
    ports: containerPorts(template.spec),
    marks: { labels: podLabels, annotations: template.metadata?.annotations ?? {}, hostNetwork: template.spec?.hostNetwork === true },
  };
}

/** Objects of several kinds may have one name, and workloads may not. */
function namedApart(found: ReturnType<typeof readWorkload>[]): Discovery['workloads'] {
  const kindsByName = new Map<string, string[]>();
  found.forEach(({ name, kind }) => append(kindsByName, name, kind));
  return found.map(({ kind, name, ...workload }) => ({ ...workload, name: kindsByName.get(name)!.length > 1 ? `${name}-${kind.toLowerCase()}` : name }));
}

/** The TCP ports of the containers that keep running: init containers count only if they do. */
function containerPorts(spec: any): WorkloadPort[] {
  const containers: any[] = [...(spec?.containers ?? []), ...(spec?.initContainers ?? []).filter((container: any) => container.restartPolicy === 'Always')];
  const byNumber = new Map<number, WorkloadPort>();
  for (const { containerPort, name, protocol } of containers.flatMap(container => container.ports ?? [])) {
    if ((protocol ?? 'TCP') === 'TCP') {
      byNumber.set(containerPort, WorkloadPort.of(containerPort, protocolOf(name), name));
    }
  }
  return [...byNumber.values()];
}

/** The protocol that the name of a port declares, by the convention that meshes share. */
function protocolOf(name: string | undefined): PortProtocol {
  switch (name?.split('-')[0]) {
    case 'http': return PortProtocol.HTTP;
    case 'http2': return PortProtocol.HTTP2;
    case 'grpc': return PortProtocol.GRPC;
    case 'https':
    case 'tls': return PortProtocol.TLS;
    default: return PortProtocol.TCP;
  }
}

function readService(manifest: any): MeshServiceProps & { readonly name: string } {
  const spec = manifest.spec ?? {};
  return {
    name: manifest.metadata.name,
    selector: spec.selector ?? {},
    headless: spec.clusterIP === 'None',
    externalName: spec.type === 'ExternalName',
    ports: (spec.ports ?? [])
      .filter((port: any) => (port.protocol ?? 'TCP') === 'TCP')
      .map(({ port, targetPort }: any) => typeof targetPort === 'string' ? { port, targetPortName: targetPort } : { port, targetPort: targetPort ?? port }),
  };
}

/** Containers need not declare their ports: a port that a Service leads to is one on which the workload listens. */
function addTargetPorts(workloads: { labels: Record<string, string>; ports: WorkloadPort[]; marks: PodIntent }[], services: Discovery['services']): void {
  for (const service of services) {
    for (const workload of workloads.filter(({ ports, marks }) => ports.length > 0 && selects(service.selector, marks.labels ?? {}))) {
      for (const { targetPort } of service.ports) {
        if (targetPort !== undefined && !workload.ports.some(({ port }) => port === targetPort)) {
          workload.ports.push(WorkloadPort.of(targetPort, PortProtocol.TCP));
        }
      }
    }
  }
}
