import { ACKNOWLEDGE_ANNOTATION } from '../../core/acknowledgement';
import { isPast } from '../../core/calendar-date';
import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { described } from '../manifest';
import { acknowledgementsIn, Rule } from '../rule';

/** An acknowledgement whose last day is over. */
export const acknowledgementEnded: Rule = {
  code: 'MTLS0104',
  severity: Severity.ERROR,
  title: 'The acknowledgement of a finding has ended',
  explanation: 'A finding that is acknowledged for ever is a finding that nobody looks at again. So each acknowledgement carries its last day (UTC). After it the finding is reported again, and so is the acknowledgement, until somebody mends the cause or decides once more.',
  *check(inventory, context) {
    for (const { recordedIn, code, reason, until } of acknowledgementsIn(inventory, context).all) {
      if (isPast(until, context.now)) {
        yield {
          object: recordedIn,
          field: within('metadata.annotations', ACKNOWLEDGE_ANNOTATION),
          message: `${described(recordedIn)}: the acknowledgement of ${code} (${JSON.stringify(reason)}) ended on ${until}`,
          fix: 'Mend what the finding reports and remove the acknowledgement; or give it a later "until" and a reason that says why.',
        };
      }
    }
  },
};
