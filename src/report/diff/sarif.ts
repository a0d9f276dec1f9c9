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
  ['activated-before-trusted', Severity.ERROR, 'Root signs before it is trusted', 'A root begins to sign before everybody trusts it: who has not loaded it yet refuses what it signs.'],
  ['retired-while-signing', Severity.ERROR, 'Root is retired that signs', 'A root is not trusted any more, and goes on signing.'],
  ['retired-while-presented', Severity.ERROR, 'Root is retired too early', 'A root is not trusted any more while certificates under it are in use, until they are renewed.'],
  ['signer-is-bundle', Severity.ERROR, 'Bundle reads a root that renews itself', 'A Bundle reads the Secret of a root that renews itself: each renewal publishes, activates and retires at once.'],
  ['activated-before-issued', Severity.ERROR, 'Intermediate signs before it is issued', 'An issuer is to sign with an intermediate that has no certificate yet: nothing is issued until it has.'],
  ['switched-before-announced', Severity.ERROR, 'Trust domain is issued before it is taken', 'Identities move to a trust domain that no mesh takes for its own yet: old and new identities refuse each other.'],
  ['settled-while-presented', Severity.ERROR, 'Trust domain is given up too early', 'Identities of a trust domain are not taken any more while workloads have them.'],
  ['second-rotation', Severity.ERROR, 'Second replacement before the first has ended', 'Another replacement begins before the one that is under way has ended.'],
  ['phase-skipped', Severity.ERROR, 'Phase is skipped', 'A phase of a replacement is left out, so that nothing makes sure of what it waits for.'],
  ['compromised-key-returns', Severity.ERROR, 'Compromised key is used again', 'A key that is no secret any more would sign, or be trusted, again.'],
  ['compromise-answered', Severity.WARNING, 'Compromised key is replaced without waiting', 'A compromised key is replaced in an order that breaks something, which the manifests say is accepted.'],
  ['slot-renamed', Severity.ERROR, 'Slot of a root is renamed', 'The root that signs is gone, and there is another one in its place, which nobody trusts yet.'],
  ['strict-before-gate', Severity.ERROR, 'Strict before the gate', 'Something becomes strict without having been watched: callers without a certificate of the mesh are refused.'],
  ['bundle-still-read', Severity.ERROR, 'Bundle goes that is read', 'A bundle goes that pods still read.'],
  ['issuer-still-named', Severity.ERROR, 'Issuer goes that is named', 'An issuer goes from which Certificates are still requested.'],
  ['issuer-replaced', Severity.WARNING, 'Issuer signs under another root', 'An issuer signs under another root by the same name, and nothing is issued again because of that.'],
  ['trust-domain-without-alias', Severity.ERROR, 'Trust domain without alias', 'The trust domain changes, and the old one is no alias of it: old and new identities refuse each other.'],
];

const RULES: readonly DescribedRule[] = MEANINGS.map(([code, severity, title, explanation]) => ({ code, severity, title, explanation }));
