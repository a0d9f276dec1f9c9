import { Cluster } from './cluster';
import { ClusterObject, ClusterViolation } from './cluster-rule';
import { PolicyOfCluster, policyIn } from './policy-in';
import { ServiceCall, serviceCalls } from './service-calls';
import { Reason } from '../../core/flow';
import { TlsOrigin, Transport } from '../flows/data-plane';
import { described } from '../manifest';

/** What becomes of a call whose two clusters do not agree on the mode. */
type ConflictKind = 'refused' | 'plaintext';

/** A call to a Service of another cluster that goes wrong by the modes of both. */
interface ModeConflict {
  readonly call: ServiceCall;
  /** The PeerAuthentication that departs from the usual, with the field of the mode. */
  readonly object: PolicyOfCluster;
  /** The one of the other cluster, if it says anything. */
  readonly other?: ClusterObject;
  /** What the client goes by, and what the server asks for. */
  readonly told: string;
  readonly asked: string;
}

/** Where clients go by a mode of their own cluster that servers of another do not have: the first call by each pair of policies. */
export function* modeConflicts(clusters: readonly Cluster[], kind: ConflictKind): Generator<ClusterViolation> {
  for (const client of clusters) {
    for (const server of clusters.filter(other => other !== client)) {
      const seen = new Set<string>();
      for (const call of serviceCalls(client, server)) {
        const conflict = kindOf(call) === kind ? conflictIn(call) : undefined;
        const policies = conflict && [conflict.object, conflict.other].map(policy => policy && described(policy.object)).join();
        if (conflict && !seen.has(policies!)) {
          seen.add(policies!);
          yield violation(conflict, kind);
        }
      }
    }
  }
}

function violation({ call: { client, server, host, port }, object, other, told, asked }: ModeConflict, kind: ConflictKind): ClusterViolation {
  const becomes = kind === 'refused' ? 'are refused' : 'are plaintext';
  return {
    ...object,
    others: other ? [other] : [],
    message: `calls of ${client.name} to ${host.name}:${port.number} in ${server.name} ${becomes}: ${told} in ${client.name}; ${asked} in ${server.name}`,
    fix: 'Ask for one mode in all clusters: apply the same PeerAuthentications to each.',
  };
}

/** What goes wrong with a call by modes alone, where no DestinationRule says what is sent. */
function kindOf({ across, atHome, policies, side }: ServiceCall): ConflictKind | undefined {
  // What clients of the server's own cluster send too is wrong there by itself.
  if (side.kind !== 'sidecar' || policies.across.tls || across.transport === atHome?.transport) {
    return undefined;
  }
  const isMutual = across.transport === Transport.MUTUAL_TLS && across.origin === TlsOrigin.MESH;
  const { mode } = side.peer;
  if (isMutual) {
    return mode === 'DISABLE' ? 'refused' : undefined;
  }
  return across.transport !== Transport.PLAINTEXT || mode === 'DISABLE' ? undefined : mode === 'STRICT' ? 'refused' : 'plaintext';
}

function conflictIn(call: ServiceCall): ModeConflict | undefined {
  const { client, server, across, side } = call;
  const asked = side.kind === 'sidecar' ? side.peer.because : undefined;
  const told = across.because.find(({ object }) => object?.kind === 'PeerAuthentication') ?? across.because.at(-1);
  const [ofClient, ofServer] = [policyIn(client, told?.object), policyIn(server, asked?.object)];
  const object = ofClient ?? ofServer;
  return object && {
    call,
    object,
    ...ofClient && ofServer ? { other: ofServer } : {},
    told: words(told),
    asked: words(asked),
  };
}

/** The step of a reason without what follows from it. */
function words(reason: Reason | undefined): string {
  return (reason?.statement ?? '').split(', ')[0];
}
