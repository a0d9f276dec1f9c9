import { time } from './certificate-gate';
import { Answers, GateSettings, Offender, Query } from './gate';
import { certificateQueries, IssuedCertificates } from './issued-certificates';
import { CertificateNode } from '../analysis/certmanager/issuance';
import { describeDuration } from '../core/go-duration';

/**
 * How long after a CA was issued, or a phase deployed, something may still be issued as
 * before: until a Secret is written, the kubelet has brought it to who signs, and that has read it.
 */
export const SETTLING = 5 * 60_000;

/** Since when nothing is issued as it was before, in milliseconds since 1970; or why that is not known. */
export type Moment = number | Offender;

/** How it is known since when nothing is issued as it was before. */
export interface Since {
  /** What happened then, in words that go on: `its CA was issued`. */
  readonly event: string;
  readonly queries: readonly Query[];
  /** Whether nobody knows but who says it; absent if telemetry tells. */
  readonly isSaid?: true;
  at(answers: Answers): Moment;
}

/** Whether a moment is known. */
export function isKnown(moment: Moment): moment is number {
  return typeof moment === 'number';
}

/** Since the last of some CAs was issued. */
export function sinceIssued(authorities: readonly CertificateNode[], subject: string, settings: GateSettings): Since {
  return {
    event: 'the intermediate CAs were issued',
    queries: certificateQueries(settings),
    at: answers => {
      const issued = new IssuedCertificates(answers);
      const times = authorities.flatMap(authority => issued.of(authority)?.notBefore ?? []);
      return times.length < authorities.length || times.length === 0
        ? { subject, problem: 'cert-manager does not report when its intermediate CAs were issued' }
        : Math.max(...times);
    },
  };
}

/** Since a phase was deployed, which no metric tells: somebody says it. */
export function sinceDeployed(phase: string, subject: string, { since }: GateSettings): Since {
  return {
    event: `phase "${phase}" was deployed`,
    queries: [],
    isSaid: true,
    at: () => since ?? { subject, problem: `no metric tells when phase "${phase}" was deployed: say it, with --since` },
  };
}

/** What is wrong with something that was issued too early; undefined if it was not. */
export function tooEarly(issued: number, event: string, at: number): string | undefined {
  if (issued >= at + SETTLING) {
    return undefined;
  }
  const when = issued < at ? `before ${event} at ${time(at)}` : `less than ${describeDuration(SETTLING)} after ${event}, perhaps as before`;
  return `was issued at ${time(issued)}, ${when}`;
}
