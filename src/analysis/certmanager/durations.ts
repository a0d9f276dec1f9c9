import { parseGoDuration } from '../../core/go-duration';
import { FieldProblem, within } from '../field-problem';
import { fieldAt, Fields, hasField, integerAt, listAt, textAt } from '../fields';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The largest time.Duration: 2^63-1 nanoseconds, about 292 years. */
const LONGEST = 9_223_372_036_854.775;

export const DEFAULT_DURATION = 2160 * HOUR;
export const LEAST_DURATION = HOUR;
export const LEAST_RENEW_BEFORE = 5 * MINUTE;

/** A duration as cert-manager reads it, in milliseconds; `undefined` if it is absent or unreadable. */
export function durationAt(value: unknown, ...path: string[]): number | undefined {
  const text = textAt(value, ...path);
  const milliseconds = text === undefined ? undefined : parseGoDuration(text);
  return milliseconds === undefined || Math.abs(milliseconds) > LONGEST ? undefined : milliseconds;
}

/** A field whose text is no duration: the object cannot even be decoded. */
export function* durationTextProblems(value: unknown, field: string): Generator<FieldProblem> {
  if (typeof value === 'string' && durationAt({ value }, 'value') === undefined) {
    const days = /^(\d{1,5})d$/.exec(value);
    yield {
      field,
      value,
      problem: days ? 'is not a duration: there is no unit for days' : 'is not a duration',
      fix: `Write it in hours, minutes and seconds, for example "${days ? Number(days[1]) * 24 : 2160}h0m0s".`,
    };
  }
}

/** How long the certificate lives and when it is renewed, as cert-manager's webhook checks it. */
export function* durationProblems(spec: Fields): Generator<FieldProblem> {
  yield* durationTextProblems(fieldAt(spec, 'duration'), 'spec.duration');
  yield* durationTextProblems(fieldAt(spec, 'renewBefore'), 'spec.renewBefore');
  for (const [index, window] of listAt(spec, 'renewal', 'windows').entries()) {
    yield* durationTextProblems(fieldAt(window, 'windowDuration'), `${within('spec.renewal.windows', index)}.windowDuration`);
  }
  // A percentage alone, and then even a senseless one, is not looked at.
  if (!hasField(spec, 'duration') && !hasField(spec, 'renewBefore')) {
    return;
  }
  const duration = hasField(spec, 'duration') ? durationAt(spec, 'duration') : DEFAULT_DURATION;
  if (duration === undefined) {
    return;
  }
  if (duration < LEAST_DURATION) {
    yield { field: 'spec.duration', value: textAt(spec, 'duration'), problem: 'is less than one hour', fix: 'Write at least "1h0m0s".' };
  }
  yield* renewBeforeProblems(spec, duration);
  yield* percentageProblems(spec, duration);
}

function* renewBeforeProblems(spec: Fields, duration: number): Generator<FieldProblem> {
  const field = 'spec.renewBefore';
  const value = textAt(spec, 'renewBefore');
  const renewBefore = durationAt(spec, 'renewBefore');
  if (renewBefore === undefined) {
    return;
  }
  if (hasField(spec, 'renewBeforePercentage')) {
    yield { field, value, problem: 'stands beside renewBeforePercentage', fix: 'Keep one of the two.' };
  }
  if (renewBefore < LEAST_RENEW_BEFORE) {
    yield { field, value, problem: 'is less than five minutes', fix: 'Write at least "5m0s"; a third of the duration is usual.' };
  }
  if (renewBefore >= duration) {
    yield { field, value, problem: `is not less than the duration ${textAt(spec, 'duration') ?? '2160h0m0s (the default)'}`, fix: 'Write less, or leave it out: the default is a third of the lifetime.' };
  }
}

function* percentageProblems(spec: Fields, duration: number): Generator<FieldProblem> {
  const field = 'spec.renewBeforePercentage';
  const percentage = integerAt(spec, 'renewBeforePercentage');
  if (percentage === undefined) {
    return;
  }
  // The webhook checks the complement, although the controller renews at the percentage itself (cert-manager#9129).
  const complement = duration * (100 - percentage) / 100;
  if (complement < LEAST_RENEW_BEFORE) {
    yield { field, value: percentage, problem: 'leaves less than five minutes of the duration, by the way cert-manager counts', fix: 'Write a smaller percentage; 33 is usual.' };
  }
  if (complement >= duration) {
    yield { field, value: percentage, problem: 'is not a percentage from 1', fix: 'Write a percentage of the lifetime, for example 33.' };
  }
}
