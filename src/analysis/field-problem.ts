import { described, SourcedManifest } from './manifest';
import { Violation } from './rule';

/** What is wrong with one field of an object. */
export interface FieldProblem {
  /** The path of the field: `spec.privateKey.size`. */
  readonly field: string;
  /** The value as it is shown; undefined if the field is absent, or a secret. */
  readonly value?: unknown;
  /** What is wrong, as a predicate: "is not a whole number". */
  readonly problem: string;
  /** What to write instead. */
  readonly fix: string;
}

const LONGEST = 120;

/** The violation that reports a field's problem. */
export function violationOf(object: SourcedManifest, { field, value, problem, fix }: FieldProblem): Violation {
  const shown = value === undefined ? '' : ` ${show(value)}`;
  return { object, field, message: `${described(object)}: ${field}${shown} ${problem}`, fix };
}

/** The path of an element of a list, or of an entry of a map whose keys may hold dots. */
export function within(field: string, key: number | string): string {
  return `${field}[${typeof key === 'number' ? key : JSON.stringify(key)}]`;
}

/** A value in a message: whole if it is short and simple. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
  }
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? '[…]' : '{…}';
  }
  return String(value);
}
