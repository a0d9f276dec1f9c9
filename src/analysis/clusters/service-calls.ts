import { Cluster } from './cluster';
import { istioOf } from './istio-of';
import { told } from './told';
import { Sending } from '../flows/data-plane';
import { policyForPort, PortPolicy } from '../istio/client-tls';
import { IstioDataPlane } from '../istio/istio-data-plane';
import { anyClient, ServerSide, serverSide } from '../istio/server-side';
import { Destination } from '../network/destination';
import { Host, HostPort } from '../network/hosts';
import { Workload } from '../workloads';

/** A call that anybody of the mesh makes to a Service of another cluster, as far as policies decide what is sent and taken. */
export interface ServiceCall {
  readonly client: Cluster;
  readonly server: Cluster;
  readonly host: Host;
  readonly port: HostPort;
  /** What answers, and where. */
  readonly workload: Workload;
  readonly containerPort: number;
  /** What clients of the other cluster send, and those of the same one. */
  readonly across: Sending;
  readonly atHome?: Sending;
  /** The settings by which either client decides. */
  readonly policies: { readonly across: PortPolicy; readonly atHome: PortPolicy };
  readonly side: ServerSide;
}

const known = new WeakMap<Cluster, WeakMap<Cluster, readonly ServiceCall[]>>();

/** The calls that clients of one cluster can make to the Services of another, for each workload behind each port. Made once. */
export function serviceCalls(client: Cluster, server: Cluster): readonly ServiceCall[] {
  const ofClient = known.get(client) ?? new WeakMap<Cluster, readonly ServiceCall[]>();
  known.set(client, ofClient);
  const calls = ofClient.get(server) ?? [...callsTo(client, server)];
  ofClient.set(server, calls);
  return calls;
}

function* callsTo(client: Cluster, server: Cluster): Generator<ServiceCall> {
  const across = istioOf(told(client, server).world);
  const atHome = istioOf(told(server, server).world);
  for (const host of atHome.registry.hosts.all.filter(({ isService, external }) => isService && !external)) {
    const caller = anyClient(host.namespace, host.object);
    for (const port of host.ports) {
      const own = sentTo(atHome, caller, host, port);
      for (const { backend, sending } of sentTo(across, caller, host, port)) {
        const { workload, port: containerPort } = backend!;
        yield {
          client,
          server,
          host,
          port,
          workload: workload!,
          containerPort,
          across: sending,
          atHome: own.find(leg => leg.backend?.workload?.object === workload!.object)?.sending,
          policies: { across: policyOf(across, caller, host, port), atHome: policyOf(atHome, caller, host, port) },
          side: serverSide(atHome, { workload: told(server, server).world.counterpart(workload!), port: containerPort }),
        };
      }
    }
  }
}

function sentTo(mesh: IstioDataPlane, caller: Workload, host: Host, port: HostPort) {
  const destination: Destination = { object: host.object, host: host.name, port: port.number };
  return (mesh.legs(caller, destination) ?? []).filter(({ backend, direct }) => backend?.workload && !direct);
}

function policyOf(mesh: IstioDataPlane, caller: Workload, host: Host, port: HostPort): PortPolicy {
  return policyForPort(mesh.rules.ruleFor(caller, host), port.number);
}
