import { run } from './programs';
import { Answers, keyOf } from './vectors';
import { Manifest } from '../variety';

/** What the API server, with the webhooks of upstream, says to one object. */
export interface Verdict {
  readonly kind: string;
  readonly name: string;
  readonly admitted: boolean;
  /** Who refused it; or, if it is admitted, who was asked last. */
  readonly judge: string;
  readonly message?: string;
  readonly warnings?: string[];
}

/** An object, and who sends it if not an administrator. */
export type SentObject = Manifest & { readonly as?: { readonly user: string; readonly groups?: string[] } };

/** Asks about each object by itself: nothing is stored. */
export function judgeEach(objects: Record<string, Manifest>): Answers<Verdict> {
  const keys = Object.keys(objects);
  const { versions, results } = run('admission', { cases: [{ name: 'each', objects: Object.values(objects) }] });
  return { versions, answers: Object.fromEntries(keys.map((key, index) => [key, verdictOf(results[index])])) };
}

/** Stores the objects of each case one after another, and asks about each as it comes. */
export function judgeTogether(cases: Record<string, SentObject[]>): Answers<Verdict[]> {
  const keys = Object.keys(cases);
  const { versions, results } = run('admission', { cases: keys.map(name => ({ name, apply: true, objects: cases[name] })) });
  return { versions, answers: Object.fromEntries(keys.map(key => [key, results.filter((result: any) => result.case === key).map(verdictOf)])) };
}

/** As together, for what others wrote: nothing of their text is in the answers, a hash alone says what they are about. */
export function judgeAnonymously(cases: Manifest[][]): Answers<Pick<Verdict, 'admitted' | 'judge'>[]> {
  const { versions, answers } = judgeTogether(Object.fromEntries(cases.map(objects => [keyOf(objects), objects])));
  const anonymous = Object.entries(answers).map(([key, verdicts]) => [key, verdicts.map(({ admitted, judge }) => ({ admitted, judge }))]);
  return { versions, answers: Object.fromEntries(anonymous) };
}

function verdictOf({ kind, name, admitted, judge, message, warnings }: any): Verdict {
  return { kind, name, admitted, judge, ...message && { message }, ...warnings?.length > 0 && { warnings } };
}
