import { ACKNOWLEDGE_ANNOTATION } from '../../core/acknowledgement';
import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { described } from '../manifest';
import { acknowledgementsIn, Rule } from '../rule';

/** What is found only where several clusters are looked at together. */
const OF_CLUSTERS = /^MTLS08/;

/** An acknowledgement of what is not found. It is checked when all other rules have been. */
export const acknowledgementIdle: Rule = {
  code: 'MTLS0106',
  severity: Severity.WARNING,
  title: 'An acknowledgement is of no use',
  explanation: 'Nothing with this code is found about the object. Either the cause has been mended, and the acknowledgement would hide its return; or it names the wrong code or the wrong object, and acknowledges nothing.',
  *check(inventory, context) {
    const idle = acknowledgementsIn(inventory, context).idle(context.now).filter(({ code }) => !OF_CLUSTERS.test(code));
    for (const { recordedIn, code, object } of idle) {
      yield {
        object: recordedIn,
        field: within('metadata.annotations', ACKNOWLEDGE_ANNOTATION),
        message: `${described(recordedIn)}: acknowledges ${code}${object === undefined || object === described(recordedIn) ? '' : ` of ${object}`}, which is not found`,
        fix: 'Remove the acknowledgement; or correct its code, and put it on the object that the finding names first.',
      };
    }
  },
};
