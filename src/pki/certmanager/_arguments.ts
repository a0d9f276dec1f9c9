import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { formatGoDuration } from '../../core/go-duration';
import { usageError } from '../../core/usage-error';

/** Refuses an empty text: it would be valid YAML that says nothing. */
export function requireText(where: IConstruct | undefined, call: string, field: string, ...values: (string | undefined)[]): void {
  for (const value of values) {
    if (value !== undefined && value.trim() === '') {
      throw usageError(where, call, `${field} "${value}" is empty`, `Give ${field} a value, or leave it out.`);
    }
  }
}

/** Refuses an empty list where no list at all means something else. */
export function requireItems(where: IConstruct | undefined, call: string, field: string, values: readonly unknown[] | undefined): void {
  if (values?.length === 0) {
    throw usageError(where, call, `${field} is an empty list`, `Name at least one, or leave ${field} out.`);
  }
}

/** Refuses a duration that Kubernetes cannot act on: nothing, or a part of a second. */
export function requireDuration(where: IConstruct | undefined, call: string, field: string, duration: Duration | undefined): void {
  const milliseconds = duration?.toMilliseconds();
  if (milliseconds !== undefined && (milliseconds === 0 || milliseconds % 1000 !== 0)) {
    throw usageError(where, call, `${field} is ${milliseconds} milliseconds`, 'Give a whole number of seconds, at least one, for example Duration.hours(24).');
  }
}

/** A duration as a Kubernetes controller writes it. */
export function goDuration(duration: Duration): string;
export function goDuration(duration: Duration | undefined): string | undefined;
export function goDuration(duration: Duration | undefined): string | undefined {
  return duration && formatGoDuration(duration.toMilliseconds());
}

/** A copy, so that what the caller does to the list later changes nothing here. */
export function copy<T>(list: readonly T[] | undefined): T[] | undefined {
  return list && [...list];
}
