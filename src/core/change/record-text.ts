import { dnsLabelProblem } from '../kubernetes-names';

/** What was read from a record that anybody may have written: what it says, or what is wrong with it. */
export type ReadRecord<R> = { readonly record: R } | { readonly problem: string };

/** What is wrong with a text that `objectInJson` reads nothing from. */
export const NO_OBJECT = { problem: 'it is not an object in JSON' } as const;

/** The object that a text holds in JSON; undefined if it holds anything else. */
export function objectInJson(text: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is a name as Kubernetes has them: that of a chain, of a slot. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && dnsLabelProblem(value) === undefined;
}

/** Why something is done in an order that cuts connections, as a record says it. */
export interface CompromiseNote {
  readonly reason: string;
}

/** The note in a record; `unreadable` if there is something else in its place. */
export function compromiseIn(value: unknown): { readonly compromise?: CompromiseNote } | 'unreadable' {
  if (value === undefined) {
    return {};
  }
  const { reason } = Object(value) as Record<string, unknown>;
  return typeof reason === 'string' && reason.trim() !== '' ? { compromise: { reason } } : 'unreadable';
}
