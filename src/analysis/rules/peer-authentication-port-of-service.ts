import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { Inventory } from '../inventory';
import { PeerAuthentication, peerAuthentications } from '../istio/peer-authentications';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { containerPortOf, Service, services } from '../services';
import { Workload, workloads } from '../workloads';

/** How a port of a policy relates to the pods that the policy selects. */
interface PortUse {
  listened: boolean;
  /** The Service that has the port, and the container port behind it. */
  service?: { readonly service: Service; readonly target: number };
}

/** A port of a PeerAuthentication that is the port of a Service, and none of the pods behind it. */
export const peerAuthenticationPortOfService: Rule = {
  code: 'MTLS0502',
  severity: Severity.ERROR,
  title: 'A PeerAuthentication names the port of a Service instead of the container port',
  explanation: 'portLevelMtls is about the port on which the pod listens. The number of a Service in front of it is accepted and means a port that nobody listens on: an exemption does not work, and a port that should be strict is not (istio#49098). Reported when the Services and the pods are both among the objects, and no selected pod has the port.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    const uses = portUses(inventory);
    for (const policy of inventory.view(peerAuthentications).all) {
      for (const port of policy.namespace === rootNamespace ? [] : policy.ports.keys()) {
        const use = uses.get(policy)?.get(Number(port));
        if (use?.service && !use.listened) {
          const { service, target } = use.service;
          yield {
            object: policy.object,
            others: [service.object],
            field: within('spec.portLevelMtls', port),
            message: `${described(policy.object)}: ${within('spec.portLevelMtls', port)} is the port of ${described(service.object)}; the pods behind it listen on ${target}`,
            fix: `Write ${target}, the container port.`,
          };
        }
      }
    }
  },
};

function portUses(inventory: Inventory): Map<PeerAuthentication, Map<number, PortUse>> {
  const uses = new Map<PeerAuthentication, Map<number, PortUse>>();
  const policies = inventory.view(peerAuthentications).bySelector;
  for (const workload of inventory.view(workloads)) {
    const selecting = policies.selecting(workload.namespace, workload.labels).flat().filter(({ ports }) => ports.size > 0);
    const inFront = selecting.length > 0 ? inventory.view(services).selecting(workload.namespace, workload.labels) : [];
    for (const policy of selecting) {
      const ports = uses.get(policy) ?? new Map<number, PortUse>();
      uses.set(policy, ports);
      for (const port of [...policy.ports.keys()].map(Number)) {
        const use = ports.get(port) ?? { listened: false };
        ports.set(port, use);
        noteUse(use, port, workload, inFront);
      }
    }
  }
  return uses;
}

function noteUse(use: PortUse, port: number, workload: Workload, inFront: readonly Service[]): void {
  use.listened ||= workload.ports.some(({ number }) => number === port);
  for (const service of inFront) {
    for (const servicePort of service.ports) {
      const target = containerPortOf(servicePort, workload);
      use.listened ||= target === port;
      if (servicePort.number === port && target !== undefined && target !== port) {
        use.service ??= { service, target };
      }
    }
  }
}
