import { ACKNOWLEDGE_ANNOTATION } from '../../core/acknowledgement';
import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { described } from '../manifest';
import { acknowledgementsIn, Rule } from '../rule';

/** An annotation that acknowledges nothing, because it cannot be read. */
export const acknowledgementsMalformed: Rule = {
  code: 'MTLS0105',
  severity: Severity.ERROR,
  title: 'The record of acknowledgements cannot be read',
  explanation: 'Findings about an object are acknowledged in an annotation of it: a list in JSON, each entry with the code of the finding, a reason, and the last day on which it is accepted. What cannot be read acknowledges nothing.',
  *check(inventory, context) {
    for (const { recordedIn, problem } of acknowledgementsIn(inventory, context).malformed) {
      yield {
        object: recordedIn,
        field: within('metadata.annotations', ACKNOWLEDGE_ANNOTATION),
        message: `${described(recordedIn)}: the annotation ${ACKNOWLEDGE_ANNOTATION} cannot be read: ${problem}`,
        fix: 'Write it as [{"code":"MTLS0520","reason":"…","until":"YYYY-MM-DD"}].',
      };
    }
  },
};
