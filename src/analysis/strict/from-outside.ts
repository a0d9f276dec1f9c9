import { Breakage } from './breakage';
import { Change } from './change';
import { ObjectReference, Severity } from '../../core/finding';
import { fieldAt, integerAt, listAt, textAt } from '../fields';
import { described, namespaceOf, referenceTo, SourcedManifest } from '../manifest';
import { Host, HostPort } from '../network/hosts';

/** A port of a Service that is called from outside the mesh, and what says so. */
interface Entrance {
  readonly host: Host;
  readonly port: HostPort;
  readonly declaredBy: ObjectReference;
  readonly severity: Severity;
  /** Who calls, in words. */
  readonly callers: string;
}

const THROUGH_GATEWAY = 'Let callers in through an ingress gateway of the mesh, mesh.addIngressGateway()';

/** Services that are called from outside the cluster, or by way of an Ingress, and that refuse it then. */
export function* brokenFromOutside(change: Change): Generator<Breakage> {
  const { mesh: { registry }, doors } = change;
  for (const { host, port, declaredBy, severity, callers } of [...exposed(change), ...throughIngress(change)]) {
    for (const { workload, port: target } of registry.backendsOf(host, port)) {
      const because = workload && doors.closing(workload, target, port.protocol);
      if (because) {
        yield {
          kind: 'from-outside',
          severity,
          message: `${callers} at port ${port.number} of ${described(host.object)}, which leads to port ${target} of ${described(workload.object)}`,
          because,
          fix: `${THROUGH_GATEWAY}${severity === Severity.WARNING && declaredBy.kind === 'Ingress' ? '; or give the Ingress\'s controller a sidecar' : ''}; or exempt port ${target} until they come that way.`,
          objects: [declaredBy, referenceTo(workload.object.manifest)],
          exceptions: [change.exceptionFor(workload, target)],
        };
        break;
      }
    }
  }
}

function exposed({ mesh: { registry } }: Change): Entrance[] {
  return registry.hosts.all.filter(({ isService }) => isService).flatMap(host => {
    const type = textAt(host.object.manifest, 'spec', 'type');
    const callers = type === 'LoadBalancer' ? 'callers from outside the cluster are refused' : 'callers at the ports of the nodes are refused, if there are any,';
    return type !== 'LoadBalancer' && type !== 'NodePort' ? [] : host.ports.map(port => ({
      host, port, callers, declaredBy: referenceTo(host.object.manifest, 'spec.type'), severity: type === 'LoadBalancer' ? Severity.ERROR : Severity.WARNING,
    }));
  });
}

function throughIngress({ states: [{ inventory }], mesh: { registry } }: Change): Entrance[] {
  return inventory.ofKind('networking.k8s.io', 'Ingress').filter(({ manifest }) => !isIstios(manifest)).flatMap(object => {
    const seen = new Set<HostPort>();
    return servicesOf(object).flatMap(service => {
      const target = inventory.find('', 'Service', namespaceOf(object), textAt(service, 'name') ?? '');
      const [host] = target ? registry.hosts.of(target) : [];
      const [number, name] = [integerAt(service, 'port', 'number'), textAt(service, 'port', 'name')];
      const port = host?.ports.find(candidate => (number === undefined ? candidate.name === name : candidate.number === number));
      if (!port || seen.has(port)) {
        return [];
      }
      seen.add(port);
      const callers = `what comes through ${described(object)} is refused, unless its controller has a sidecar,`;
      return [{ host, port, callers, declaredBy: referenceTo(object.manifest), severity: Severity.WARNING }];
    });
  });
}

/** The Services that an Ingress leads to. */
function servicesOf({ manifest }: SourcedManifest): unknown[] {
  return [
    fieldAt(manifest, 'spec', 'defaultBackend', 'service'),
    ...listAt(manifest, 'spec', 'rules').flatMap(rule => listAt(rule, 'http', 'paths').map(path => fieldAt(path, 'backend', 'service'))),
  ];
}

/** Whether a gateway of the mesh takes the calls, which has an identity. */
function isIstios(manifest: unknown): boolean {
  return (textAt(manifest, 'spec', 'ingressClassName') ?? textAt(manifest, 'metadata', 'annotations', 'kubernetes.io/ingress.class')) === 'istio';
}
