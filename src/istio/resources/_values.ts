import { IConstruct } from 'constructs';
import { usageError } from '../../core/usage-error';

/**
 * Throws if a list is empty or one of its values is.
 *
 * For Istio an empty list is no condition at all, so a list that a program
 * computed and found empty would match everything instead of nothing.
 */
export function checkValues(where: IConstruct | undefined, field: string, values: readonly unknown[] | undefined): void {
  if (values && values.length === 0) {
    throw usageError(where, `${field}([])`, 'an empty list is no condition, so Istio would match everything', 'Give at least one value, or leave the field out if everything is meant.');
  }
  for (const value of values ?? []) {
    checkText(where, field, value);
  }
}

/** Throws if a text is empty. */
export function checkText(where: IConstruct | undefined, field: string, value: unknown): void {
  if (typeof value === 'string' && value.trim() === '') {
    throw usageError(where, `${field}("${value}")`, 'the value is empty', 'Give a value, or leave the field out.');
  }
}

/** Throws if a list holds a value twice. */
export function checkDistinct(where: IConstruct | undefined, field: string, values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) {
    throw usageError(where, `${field}("${twice}")`, 'it is named twice', 'Name it once.');
  }
}

/** Throws if there are more of something than the CRD allows. */
export function checkCount(where: IConstruct | undefined, field: string, count: number, most: number): void {
  if (count > most) {
    throw usageError(where, field, `there are ${count}, at most ${most} are allowed`, 'Spread them over several.');
  }
}
