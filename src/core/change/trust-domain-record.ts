import { isName, NO_OBJECT, objectInJson, ReadRecord } from './record-text';
import { RootSets } from './root-sets';
import { TRUST_DOMAIN_PHASES, TrustDomainPhase } from './trust-domain-phase';
import { dnsSubdomainProblem } from '../kubernetes-names';

/** The annotation in which the Bundle of a chain records, in JSON, how far the change of its trust domain is. */
export const TRUST_DOMAIN_CHANGE_ANNOTATION = 'cdk8s-mtls.dev/trust-domain-change';

/** Where the trust domain of a chain stands while it is being changed. */
export interface TrustDomainRecord {
  /** The name of the chain. */
  readonly chain: string;
  readonly phase: TrustDomainPhase;
  /** The old and the new trust domain. */
  readonly from: string;
  readonly to: string;
}

/** Reads a record that anybody may have written: what it says, or what is wrong with it. */
export function readTrustDomainChange(text: unknown): ReadRecord<TrustDomainRecord> {
  const value = objectInJson(text);
  if (!value) {
    return NO_OBJECT;
  }
  const { chain, phase, from, to } = value;
  if (!isName(chain)) {
    return { problem: 'it does not name the chain' };
  }
  if (!(TRUST_DOMAIN_PHASES as readonly unknown[]).includes(phase)) {
    return { problem: `its phase is not one of ${TRUST_DOMAIN_PHASES.join(', ')}` };
  }
  return isDomain(from) && isDomain(to) && from !== to
    ? { record: { chain, phase: phase as TrustDomainPhase, from, to } }
    : { problem: 'it does not name the trust domain that is given up ("from") and the one that takes its place ("to")' };
}

/** Which trust domains are taken, and of which one identities are issued; as with roots, nobody may present what somebody does not take. */
export function trustDomainSetsOf({ phase, from, to }: TrustDomainRecord): RootSets {
  const issued = phase === TrustDomainPhase.ANNOUNCE ? from : to;
  return { trusted: new Set(phase === TrustDomainPhase.SETTLE ? [to] : [from, to]), signing: new Set([issued]) };
}

function isDomain(value: unknown): value is string {
  return typeof value === 'string' && dnsSubdomainProblem(value) === undefined;
}
