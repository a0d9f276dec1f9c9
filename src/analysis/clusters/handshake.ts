import { Acceptance, acceptsRoot, clientAcceptsTrustDomain, serverAcceptsTrustDomain } from './acceptance';
import { Cluster } from './cluster';
import { reasonIn } from './tags';
import { Reason } from '../../core/flow';

/** Whether client and server of two clusters take each other's certificates; undefined if the manifests do not say. */
export interface Handshake {
  readonly accepted: boolean | undefined;
  /** Of each side, why; where it fails, up to what makes it fail. */
  readonly because: readonly Reason[];
}

/** What becomes of a handshake with the certificates of the mesh: each side has to trust the other's root, and to take its trust domain. */
export function handshake(client: Cluster, server: Cluster): Handshake {
  const steps = [
    acceptsRoot(server, client),
    acceptsRoot(client, server),
    serverAcceptsTrustDomain(server, client),
    clientAcceptsTrustDomain(client, server),
  ];
  const failing = steps.find(({ accepted }) => accepted === false);
  const undecided = steps.filter(({ accepted }) => accepted === undefined);
  const taken = steps.filter(({ accepted }) => accepted);
  return {
    accepted: failing ? false : undecided.length > 0 ? undefined : true,
    because: distinct([...taken, ...failing ? [failing] : undecided]).map(({ because, objectOf }) => reasonIn(because, objectOf)),
  };
}

function distinct(steps: readonly Acceptance[]): readonly Acceptance[] {
  return [...new Map(steps.map(step => [step.because.statement, step])).values()];
}
