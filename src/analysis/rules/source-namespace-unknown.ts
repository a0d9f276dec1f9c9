import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { allNamespaces } from '../istio/completeness';
import { identityConditions } from '../istio/identity-conditions';
import { meshOf } from '../istio/mesh';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A policy that names callers of a namespace which does not exist. */
export const sourceNamespaceUnknown: Rule = {
  code: 'MTLS0528',
  severity: Severity.WARNING,
  title: 'A policy names callers of a namespace that does not exist',
  explanation: 'The rule matches nobody: whom it was meant to let in is refused, and whom it was meant to deny is served (Kiali KIA0101). Reported only where all namespaces of the cluster are among the objects, which is taken for granted if kube-system is. In a mesh of several clusters the namespace may be in another one.',
  *check(inventory, context) {
    const namespaces = inventory.view(allNamespaces);
    for (const { object, rules } of namespaces ? meshOf(inventory, context).policies.all : []) {
      for (const { field, kind, values } of identityConditions(rules)) {
        for (const [index, value] of kind === 'namespaces' ? values.entries() : []) {
          if (!value.includes('*') && !namespaces!.has(value)) {
            yield {
              object,
              field: within(field, index),
              message: `${described(object)}: ${within(field, index)} ${JSON.stringify(value)} is not a namespace of the cluster`,
              fix: 'Write the name of the namespace in which the callers run.',
            };
          }
        }
      }
    }
  },
};
