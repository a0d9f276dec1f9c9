import { Flow, Verdict } from '../../core/flow';

/** From the least to the best protected of calls that reach the server. */
const SERVED: readonly Verdict[] = [Verdict.PLAINTEXT, Verdict.TLS, Verdict.MUTUAL_TLS];

/** How a call fares over all workloads behind the server, so that two states of it can be compared. */
export interface Standing {
  readonly isKnown: boolean;
  /** The part of the workloads at which the call fails: none, some or all. */
  readonly refused: 0 | 1 | 2;
  /** How well the call is protected where it does not fail, from 0; undefined if it fails everywhere. */
  readonly protection?: number;
}

export function standingOf({ verdict, backends = [] }: Flow): Standing {
  const verdicts = backends.length > 0 ? backends.map(backend => backend.verdict) : [verdict];
  const refused = verdicts.filter(each => each === Verdict.REFUSED).length;
  const served = verdicts.map(each => SERVED.indexOf(each)).filter(index => index >= 0);
  return {
    isKnown: verdict !== Verdict.UNKNOWN,
    refused: refused === 0 ? 0 : refused < verdicts.length ? 1 : 2,
    ...served.length > 0 ? { protection: Math.min(...served) } : {},
  };
}

/** Whether a call reaches all of the workloads behind the server, whichever way. */
export function works({ isKnown, refused }: Standing): boolean {
  return isKnown && refused === 0;
}
