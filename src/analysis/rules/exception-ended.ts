import { isPast } from '../../core/calendar-date';
import { Severity } from '../../core/finding';
import { EXCEPTIONS_ANNOTATION } from '../../core/temporary-exception';
import { exceptionRecord } from '../exceptions';
import { described } from '../manifest';
import { Rule } from '../rule';

/** An exception from strict mutual TLS whose last day is over. */
export const exceptionEnded: Rule = {
  code: 'MTLS0103',
  severity: Severity.ERROR,
  title: 'An exception from strict mutual TLS has ended',
  explanation: 'Plaintext that is accepted "for the migration" is still accepted years later, because nothing ever fails: a permissive policy works silently for every caller, also for one that should have been refused. So each exception carries its last day (UTC), and synthesis fails after it. Either the exception is no longer needed, or somebody decides again.',
  *check(inventory, { now }) {
    for (const object of inventory.objects) {
      for (const { port, mode, reason, until } of exceptionRecord(object)?.exceptions ?? []) {
        if (isPast(until, now)) {
          const what = port === undefined ? mode : `${mode} on port ${port}`;
          yield {
            object,
            field: `metadata.annotations["${EXCEPTIONS_ANNOTATION}"]`,
            message: `${described(object)}: the exception ${what} (${JSON.stringify(reason)}) ended on ${until}`,
            fix: 'Remove the exception, so that mutual TLS is required again; or, if it is still needed, give it a later "until" and a reason that says why.',
          };
        }
      }
    }
  },
};
