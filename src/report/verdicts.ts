import { Verdict } from '../core/flow';

/** A verdict in the words of a person. */
export const VERDICT_NAMES: Readonly<Record<Verdict, string>> = {
  [Verdict.MUTUAL_TLS]: 'mutual TLS',
  [Verdict.TLS]: 'TLS',
  [Verdict.PLAINTEXT]: 'plaintext',
  [Verdict.REFUSED]: 'refused',
  [Verdict.UNKNOWN]: 'unknown',
};

/** Verdicts in the order in which somebody should look at them. */
export const WORST_FIRST: readonly Verdict[] = [Verdict.PLAINTEXT, Verdict.REFUSED, Verdict.UNKNOWN, Verdict.TLS, Verdict.MUTUAL_TLS];
