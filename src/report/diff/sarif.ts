import { DiffReport } from './report';
import { Difference, differencesOf } from '../../analysis/diff/difference';
import { Finding, Severity } from '../../core/finding';
import { DescribedRule, sarifLog } from '../check/sarif';

/** Differences that harm in the format that code scanning takes. */
export function diffSarif({ diff, placeOf, problems }: DiffReport, version: string): string {
  const findings = differencesOf(diff).flatMap(({ kind, severity, message, fix = '', objects }): Finding[] => (severity === 'info' ? [] : [{
    code: kind, severity, message, fix, objects: [...objects], origin: objects[0] ? placeOf(objects[0]) : {},
  }]));
  return sarifLog({ findings, problems }, RULES, version);
}

/** The kinds that may do harm, and what they mean. */
const MEANINGS: readonly (readonly [kind: Difference['kind'], severity: Severity, title: string, explanation: string])[] = [
  ['flow-gained', Severity.ERROR, 'New call fails or is plaintext', 'The change declares a call that fails, or that is sent as plaintext.'],
  ['flow-lost', Severity.ERROR, 'Called Service goes', 'The change removes a Service or a port that an application still names.'],
  ['flow-refused', Severity.ERROR, 'Call fails', 'A call that reached the server does not any more, or not at all of the workloads behind it.'],
  ['flow-served', Severity.WARNING, 'Call is served as plaintext', 'A call that was refused is served now, as plaintext.'],
  ['flow-downgraded', Severity.ERROR, 'Call is less protected', 'A call loses mutual TLS, or encryption altogether.'],
  ['flow-undecided', Severity.WARNING, 'Call cannot be judged any more', 'The manifests do not say any more what becomes of a call.'],
  ['flow-decided', Severity.ERROR, 'Call turns out to fail or to be plaintext', 'The manifests say now that a call fails, or is plaintext.'],
  ['server-opened', Severity.WARNING, 'Port takes plaintext from anyone', 'A port of a workload takes plaintext from callers without an identity, which it refused before.'],
  ['rollout-refused', Severity.ERROR, 'Call fails while rolling out', 'A call works before the change and after it, and fails while old and new are there together.'],
  ['rollout-unprotected', Severity.ERROR, 'Call is unprotected while rolling out', 'A call is less protected than before the change and after it while old and new are there together.'],
  ['root-still-signs', Severity.ERROR, 'Root goes that still signs', 'The Certificate of a root goes, and something is still signed with its key.'],
  ['root-published-and-used-at-once', Severity.ERROR, 'Root signs before it is trusted', 'A root begins to sign in the change in which bundles begin to trust it: who has not loaded them yet refuses what it signs.'],
  ['root-not-trusted', Severity.ERROR, 'Root is not trusted', 'Certificates move to a root that is not in a bundle which has the root before.'],
  ['bundle-drops-signing-root', Severity.ERROR, 'Bundle drops a root that signs', 'A bundle drops a root that goes on signing.'],
  ['bundle-drops-living-root', Severity.ERROR, 'Bundle drops a root too early', 'A bundle drops a root whose certificates are still in use until they are renewed.'],
  ['bundle-still-read', Severity.ERROR, 'Bundle goes that is read', 'A bundle goes that pods still read.'],
  ['issuer-still-named', Severity.ERROR, 'Issuer goes that is named', 'An issuer goes from which Certificates are still requested.'],
  ['issuer-replaced', Severity.WARNING, 'Issuer signs under another root', 'An issuer signs under another root by the same name, and nothing is issued again because of that.'],
  ['trust-domain-without-alias', Severity.ERROR, 'Trust domain without alias', 'The trust domain changes, and the old one is no alias of it: old and new identities refuse each other.'],
];

const RULES: readonly DescribedRule[] = MEANINGS.map(([code, severity, title, explanation]) => ({ code, severity, title, explanation }));
