import { cronProblem } from './cron';
import { FieldProblem, within } from '../field-problem';
import { Fields, hasField, listAt, textAt } from '../fields';
import { isTimeZone } from '../time-zone';

/** When the certificate may be renewed. */
export function* renewalProblems(spec: Fields): Generator<FieldProblem> {
  if (!hasField(spec, 'renewal')) {
    return;
  }
  const windows = listAt(spec, 'renewal', 'windows');
  const policy = textAt(spec, 'renewal', 'policy') ?? '';
  if (policy === 'Disabled') {
    if (windows.length > 0) {
      yield { field: 'spec.renewal.windows', problem: 'has windows although the policy is Disabled, so there is nothing to renew in them', fix: 'Remove the windows, or write policy: RenewBefore.' };
    }
    return;
  }
  if (policy === '') {
    yield { field: 'spec.renewal.policy', problem: 'is missing, and is required', fix: 'Write policy: RenewBefore, or policy: Disabled if nothing is to be renewed.' };
  }
  for (const [index, window] of windows.entries()) {
    yield* windowProblems(window, within('spec.renewal.windows', index));
  }
}

function* windowProblems(window: unknown, field: string): Generator<FieldProblem> {
  const timezone = textAt(window, 'timezone');
  if (timezone && !isTimeZone(timezone)) {
    yield { field: `${field}.timezone`, value: timezone, problem: 'is not a time zone', fix: 'Write its IANA name in the right case, for example "Europe/Berlin", or leave it out for UTC.' };
  }
  const cron = textAt(window, 'cron');
  if (cron !== undefined && cron !== '') {
    const problem = cronProblem(cron, timezone);
    if (problem) {
      yield { field: `${field}.cron`, value: cron, problem, fix: 'Write minute, hour, day of the month, month and day of the week, for example "0 2 * * 0" for Sundays at two.' };
    }
  }
}
