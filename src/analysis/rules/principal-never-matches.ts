import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { identityConditions } from '../istio/identity-conditions';
import { meshOf } from '../istio/mesh';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A principal in a form that no identity has. */
export const principalNeverMatches: Rule = {
  code: 'MTLS0518',
  severity: Severity.ERROR,
  title: 'A policy names a principal in a form that never matches',
  explanation: 'A principal is written without "spiffe://", which Istio puts before it, so that one that has it is compared with two. A "*" stands for any text only as the first or the last letter; elsewhere it is a letter like others. Istio accepts both: what the rule was meant to allow is refused, and what it was meant to deny is served.',
  *check(inventory, context) {
    for (const { object, rules } of meshOf(inventory, context).policies.all) {
      for (const { field, kind, values } of identityConditions(rules)) {
        for (const [index, value] of kind === 'principals' ? values.entries() : []) {
          const problem = problemOf(value);
          if (problem) {
            yield { object, field: within(field, index), message: `${described(object)}: ${within(field, index)} ${JSON.stringify(value)} ${problem.problem}`, fix: problem.fix };
          }
        }
      }
    }
  },
};

function problemOf(principal: string): { problem: string; fix: string } | undefined {
  if (principal.startsWith('spiffe://')) {
    return { problem: 'begins with "spiffe://", and never matches', fix: `Write ${principal.slice('spiffe://'.length)}.` };
  }
  const literal = principal.startsWith('*') ? principal.slice(1) : principal.replace(/\*$/, '');
  return literal.includes('*')
    ? { problem: 'has a "*" that is not at its one end, and never matches', fix: 'Name the namespace with "namespaces", or the trust domain with "trustDomains", beside it; or write "*" as the first or the last letter alone.' }
    : undefined;
}
