import { Breakage } from './breakage';
import { Change } from './change';
import { Reason, Verdict } from '../../core/flow';
import { flowDifference } from '../diff/flow-differences';
import { callName } from '../diff/world';
import { Calls } from '../flows/calls';
import { Leg, TlsOrigin, Transport } from '../flows/data-plane';
import { Call, declaredCalls } from '../flows/declared';
import { Proxy } from '../istio/injection';
import { referenceTo } from '../manifest';
import { Backend } from '../network/destination';
import { Resolution } from '../network/hosts';
import { Workload } from '../workloads';

/** The calls that the manifests declare, that are served now, and that are refused then. */
export function* brokenCalls(change: Change): Generator<Breakage> {
  const { worlds, states: [{ inventory }] } = change;
  const [now, then] = [worlds.pure(0), worlds.pure(1)];
  for (const call of declaredCalls(inventory, now.calls).filter(declared => !provesIdentity(declared, now.calls))) {
    const same = then.find(callName(call)) ?? call;
    const [before, after] = [{ flow: now.calls.explain(call.client, call.target) }, { flow: then.calls.explain(same.client, same.target) }];
    const difference = flowDifference({ call, before, after }, new Set());
    if (difference?.kind === 'flow-refused') {
      const { client } = call;
      const refusing = backendsOf(call, change)
        .filter(({ workload, port }) => workload && change.doors.closing(workload, port, change.protocolOf(workload, port)));
      const exceptions = refusing.map(({ workload, port }) => change.exceptionFor(workload!, port));
      const because = (after.flow.backends?.find(({ verdict }) => verdict === Verdict.REFUSED) ?? after.flow).because;
      yield {
        kind: 'call',
        severity: difference.severity,
        message: difference.message,
        because,
        fix: `${fixOf(client, because, change)}${exceptions.length > 0 ? `; or exempt ${portsText(refusing)} until then${headlessNote(call, exceptions, change)}` : ''}.`,
        objects: [referenceTo(client.object.manifest), difference.server, ...refusing.map(({ workload }) => referenceTo(workload!.object.manifest))],
        call: { client: difference.client, server: difference.server, port: difference.port },
        exceptions,
      };
    }
  }
}

/** Whether a call is sent with the mesh's mutual TLS whichever way it goes, which no stricter server refuses: that of almost all, and quickly seen. */
function provesIdentity({ client, target: { destinations } }: Call, { planes }: Calls): boolean {
  const isMutual = ({ sending: { transport, origin } }: Leg): boolean => transport === Transport.MUTUAL_TLS && origin === TlsOrigin.MESH;
  return destinations.every(destination => planes.some(plane => {
    const legs = plane.legs(client, destination) ?? [];
    return legs.length > 0 && legs.every(isMutual);
  }));
}

/** What lets a client prove who it is. */
function fixOf(client: Workload, because: readonly Reason[], { mesh }: Change): string {
  const { proxy, because: why } = mesh.injection(client);
  if (proxy !== Proxy.NONE) {
    return `Let the proxy of the caller speak mutual TLS (${because[0]?.statement ?? why.statement})`;
  }
  if (client.hostNetwork) {
    return 'The caller uses the network of its host and can have no sidecar: move it off that network';
  }
  const { kind } = client.object.manifest;
  return kind === 'Job' || kind === 'CronJob'
    ? `Let a sidecar into the pods of the ${kind} (${why.statement}): Istio injects native ones, which end with the work`
    : `Give the caller a sidecar (${why.statement})`;
}

/** The pods that answer a call. */
function backendsOf({ target: { destinations } }: Call, { mesh: { registry } }: Change): Backend[] {
  return destinations.flatMap(({ object, host: name, workload, port }) => {
    if (workload && name === undefined) {
      return [{ workload, port }];
    }
    const host = registry.hosts.named(name!).find(candidate => candidate.object === object);
    const hostPort = host?.ports.find(({ number }) => number === port);
    return hostPort ? registry.backendsOf(host!, hostPort).filter(backend => !workload || backend.workload === workload) : [];
  });
}

function portsText(backends: readonly Backend[]): string {
  return [...new Set(backends.map(({ workload, port }) => `port ${port} of ${workload!.namespace}/${workload!.object.manifest.metadata.name}`))].join(' and ');
}

/** A headless Service does not tell its callers which ports are in plaintext. */
function headlessNote({ target: { destinations } }: Call, exceptions: Breakage['exceptions'], { mesh: { registry } }: Change): string {
  const isHeadless = destinations.some(({ host = '' }) => registry.hosts.named(host).some(({ resolution }) => resolution === Resolution.PASSTHROUGH));
  return isHeadless && exceptions.some(({ mode }) => mode === 'DISABLE')
    ? ', and tell callers with a sidecar so by a DestinationRule with tls.mode DISABLE, since the Service is headless'
    : '';
}
