import { DataPlane, Leg, Receiving, Transport } from './data-plane';
import { BackendVerdict, Flow, Reason, Verdict } from '../../core/flow';
import { described, referenceTo } from '../manifest';
import { Destination } from '../network/destination';
import { directLegs, receivedByApplication } from '../network/direct';
import { Registry } from '../network/registry';
import { Workload } from '../workloads';

/** From the least to the best protected. */
const BY_PROTECTION = [Verdict.PLAINTEXT, Verdict.UNKNOWN, Verdict.REFUSED, Verdict.TLS, Verdict.MUTUAL_TLS];

/** What becomes of one leg of a call. */
interface Outcome {
  readonly leg: Leg;
  readonly verdict: Verdict;
  readonly perRequest: boolean;
  readonly because: readonly Reason[];
}

/** How a call leaves its client for one of its destinations. */
export interface Way {
  readonly destination: Destination;
  readonly legs: readonly Leg[];
}

/** How a client's call to a destination leaves it, by its data plane. */
export function wayTo(destination: Destination, client: Workload, planes: readonly DataPlane[], registry: Registry): Way {
  return { destination, legs: legsOf(client, destination, planes, registry) };
}

/** What becomes of a client's call that takes a way, by the data planes of those who answer. */
export function evaluate(client: Workload, { destination, legs }: Way, planes: readonly DataPlane[]): Flow {
  // A Service may lead to other workloads too; what is sent to the address of a pod goes where it goes.
  const workload = destination.host === undefined ? undefined : destination.workload;
  const meant = legs.filter(({ backend }) => workload === undefined || backend?.workload === undefined || backend.workload === workload);
  const outcomes = meant.length > 0 ? meant.map(leg => outcomeOf(leg, planes)) : [ledElsewhere(legs[0])];
  const worst = leastProtected(outcomes);
  const backends = outcomes.filter(({ leg }) => leg.backend !== undefined).map(backendVerdict);
  return {
    client: referenceTo(client.object.manifest),
    server: referenceTo(destination.object.manifest),
    port: destination.port,
    verdict: worst.verdict,
    because: worst.because,
    decidedPerRequest: outcomes.some(({ perRequest }) => perRequest),
    ...new Set(outcomes.map(({ verdict }) => verdict)).size > 1 ? { backends } : {},
  };
}

/** The first of those that are the least protected. */
export function leastProtected<T extends { readonly verdict: Verdict }>(outcomes: readonly T[]): T {
  return outcomes.reduce((worst, outcome) => BY_PROTECTION.indexOf(outcome.verdict) < BY_PROTECTION.indexOf(worst.verdict) ? outcome : worst);
}

function legsOf(client: Workload, destination: Destination, planes: readonly DataPlane[], registry: Registry): readonly Leg[] {
  for (const plane of planes) {
    const legs = plane.legs(client, destination);
    if (legs && legs.length > 0) {
      return legs;
    }
  }
  return directLegs(destination, registry, [{ statement: `${described(client.object)} has no proxy of a mesh: its calls leave as the application sends them`, object: referenceTo(client.object.manifest) }]);
}

function outcomeOf(leg: Leg, planes: readonly DataPlane[]): Outcome {
  const { sending } = leg;
  const outcome = (verdict: Verdict, because: readonly Reason[] = [], perRequest = false): Outcome => ({
    leg, verdict, perRequest, because: [...sending.because, ...because],
  });
  if (sending.transport === Transport.NONE) {
    return outcome(Verdict.REFUSED);
  }
  if (sending.transport === Transport.UNKNOWN) {
    return outcome(Verdict.UNKNOWN);
  }
  const received = receivingOf(leg, planes);
  if (received.served === false) {
    return outcome(Verdict.REFUSED, received.because);
  }
  return outcome(received.served === undefined ? Verdict.UNKNOWN : SENT_AS[sending.transport], received.because, received.perRequest);
}

/** The call never reaches the workload that is meant, because a route leads it to other pods. */
function ledElsewhere(leg: Leg): Outcome {
  return { leg, verdict: Verdict.REFUSED, perRequest: false, because: [...leg.sending.because, { statement: 'the call is led to other pods than those of the workload' }] };
}

const SENT_AS: Readonly<Record<Transport.PLAINTEXT | Transport.TLS | Transport.MUTUAL_TLS, Verdict>> = {
  [Transport.PLAINTEXT]: Verdict.PLAINTEXT,
  [Transport.TLS]: Verdict.TLS,
  [Transport.MUTUAL_TLS]: Verdict.MUTUAL_TLS,
};

function receivingOf({ backend, sending, outside }: Leg, planes: readonly DataPlane[]): Receiving {
  if (!backend?.workload && outside) {
    return receivedByApplication(sending, [], outside);
  }
  if (!backend) {
    return { served: undefined, perRequest: false, because: [{ statement: 'the pods that answer are not among the manifests' }] };
  }
  for (const plane of planes) {
    const receiving = plane.receives(backend, sending, outside);
    if (receiving) {
      return receiving;
    }
  }
  return receivedByApplication(sending, [], outside);
}

function backendVerdict({ leg, verdict, because }: Outcome): BackendVerdict {
  const { workload, endpoint, port } = leg.backend!;
  const server = workload ? referenceTo(workload.object.manifest) : referenceTo(endpoint!.object.manifest, endpoint!.field);
  return { server, port, verdict, because };
}
