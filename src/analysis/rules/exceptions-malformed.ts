import { Severity } from '../../core/finding';
import { EXCEPTIONS_ANNOTATION } from '../../core/temporary-exception';
import { exceptionRecord } from '../exceptions';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A record of exceptions that cannot be read, so that nobody is told when they end. */
export const exceptionsMalformed: Rule = {
  code: 'MTLS0102',
  severity: Severity.ERROR,
  title: 'The record of exceptions cannot be read',
  explanation: `The annotation ${EXCEPTIONS_ANNOTATION} says which exceptions from strict mutual TLS an object makes, why, and until when. A record that cannot be read would never end.`,
  *check(inventory) {
    for (const object of inventory.objects) {
      for (const problem of exceptionRecord(object)?.problems ?? []) {
        yield {
          object,
          field: `metadata.annotations["${EXCEPTIONS_ANNOTATION}"]`,
          message: `${described(object)}: the annotation ${EXCEPTIONS_ANNOTATION} cannot be read: ${problem}`,
          fix: 'Write a list in JSON, for example [{"port":9090,"mode":"PERMISSIVE","reason":"scraped from outside the mesh","until":"2027-03-31"}]; leave out "port" for the whole object.',
        };
      }
    }
  },
};
