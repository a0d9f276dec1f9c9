import { Wait } from './plan';
import { CertificateNode, durationOf, isRenewed, renewBeforeOf } from '../analysis/certmanager/issuance';
import { described, SourcedManifest } from '../analysis/manifest';
import { USUAL_AGENT } from '../analysis/schedule/istio-environment';
import { agentRenewal } from '../analysis/schedule/istio-renewal';
import { RootReplacement, RootRotationRecord, workloadTimes } from '../core/change/root-rotation-record';
import { describeDuration } from '../core/go-duration';
import { RotatedChain } from '../gates/rotated-chain';

const MINUTE = 60_000;

/** How long the kubelet takes to bring a changed ConfigMap to a pod: its period, and the life of its cache. */
const KUBELET = 2 * MINUTE;

/** How long the longest of Istio's agents takes until it asks for its next certificate. */
export function agentInterval(chain: Pick<RootRotationRecord, 'workloads'>): number {
  const { lifetime, renewBefore } = agentsOf(chain);
  const { to } = agentRenewal({ notBefore: 0, notAfter: lifetime }, { ratio: renewBefore / lifetime, jitter: USUAL_AGENT.jitter });
  return to;
}

/** How long certificates of Istio's agents live, and how long before their end they are replaced. */
export function agentsOf(chain: Pick<RootRotationRecord, 'workloads'>): { readonly lifetime: number; readonly renewBefore: number } {
  return workloadTimes(chain) ?? USUAL_AGENT;
}

/** Until everybody has loaded a bundle. */
export function untilLoaded(rotation: RootReplacement, hasAgents: boolean): Wait {
  // The answer to a request for a certificate is what brings new roots to an agent.
  return hasAgents
    ? { least: agentInterval(rotation) + KUBELET, why: `Istio's agents get new roots only with their next certificate, at most ${describeDuration(agentInterval(rotation))} from now; restarting the pods is quicker` }
    : { least: KUBELET, why: 'the kubelet brings a changed ConfigMap to pods within about 2 minutes; who reads it once must be restarted' };
}

/** Until the last certificate below the intermediates has been issued again by itself. */
export function untilReissued(chain: RotatedChain, hasAgents: boolean): Wait {
  const leaves = chain.underNewRoot().filter(({ parent }) => parent !== undefined).map(({ certificate }) => certificate);
  return untilRenewed(leaves, hasAgents ? agentInterval(chain.rotation) : undefined);
}

/** Until the last of certificates has been issued again by itself; those of Istio's agents too, if there are any. */
export function untilRenewed(leaves: readonly CertificateNode[], ofAgents: number | undefined): Wait {
  const byHand = leaves.filter(({ spec }) => !isRenewed(spec)).map(({ object }) => object);
  const intervals = leaves.filter(({ spec }) => isRenewed(spec)).map(({ object, spec }) => {
    const duration = durationOf(spec) ?? 0;
    return { who: described(object), interval: duration - renewBeforeOf(spec, duration) };
  });
  const all = [...ofAgents === undefined ? [] : [{ who: 'a sidecar', interval: ofAgents }], ...intervals];
  const [last] = all.sort((a, b) => b.interval - a.interval);
  return {
    least: last?.interval ?? 0,
    why: [
      last ? `${last.who} is the last to get its next certificate, at most ${describeDuration(last.interval)} after the step before; cmctl renew, or a restart of sidecars, is quicker` : 'nothing is signed below the intermediates',
      ...byHand.length > 0 ? [`${named(byHand)} must be issued again by hand, since nothing renews it: cmctl renew`] : [],
    ].join('. '),
  };
}

/** No time at all, because the guard says it. */
export function atOnce(why: string): Wait {
  return { least: 0, why };
}

/** Long enough that a call which is rarely made has been made. */
export function aWindow(length: number): Wait {
  return { least: length, why: `calls that are made once a week, such as those of jobs, must have had their chance to be seen: ${describeDuration(length)}` };
}

function named([first, ...others]: readonly SourcedManifest[]): string {
  return others.length === 0 ? described(first) : `${described(first)} and ${others.length} more`;
}
