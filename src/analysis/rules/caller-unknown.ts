import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { Inventory } from '../inventory';
import { populatedNamespaces } from '../istio/completeness';
import { identityConditions } from '../istio/identity-conditions';
import { meshOf } from '../istio/mesh';
import { described, namespaceOf } from '../manifest';
import { Rule } from '../rule';
import { workloads } from '../workloads';

/** A policy that names a caller whom nobody is. */
export const callerUnknown: Rule = {
  code: 'MTLS0516',
  severity: Severity.WARNING,
  title: 'A policy names a service account that no workload has',
  explanation: 'A principal is the service account of a pod, not the name of a Deployment or Service; pods that say nothing have "default". A policy that names another one lets nobody in, or denies nobody, and nothing says so (Kiali KIA0106, KIA0107). Reported only if pods of the caller\'s namespace are among the objects, and neither one of them has the service account nor is the ServiceAccount there.',
  *check(inventory, context) {
    const populated = inventory.view(populatedNamespaces);
    const accounts = inventory.view(serviceAccounts);
    for (const { object, namespace, rules } of meshOf(inventory, context).policies.all) {
      for (const { field, kind, values } of identityConditions(rules)) {
        for (const [index, value] of values.entries()) {
          const caller = kind === 'principals' ? ofPrincipal(value) : kind === 'serviceAccounts' ? ofServiceAccount(value, namespace) : undefined;
          if (caller && populated.has(caller.namespace) && !accounts.has(keyOf(caller.namespace, caller.account))) {
            yield {
              object,
              field: within(field, index),
              message: `${described(object)}: ${within(field, index)} ${JSON.stringify(value)} is nobody: no workload of the namespace ${JSON.stringify(caller.namespace)} has the service account ${JSON.stringify(caller.account)}`,
              fix: 'Write the serviceAccountName of the caller\'s pods; or give the pods that service account.',
            };
          }
        }
      }
    }
  },
};

interface Caller {
  readonly namespace: string;
  readonly account: string;
}

function ofPrincipal(principal: string): Caller | undefined {
  const match = /^[^/]+\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal);
  return match ? { namespace: match[1], account: match[2] } : undefined;
}

function ofServiceAccount(text: string, home: string): Caller | undefined {
  const [namespace, account] = text.includes('/') ? text.split('/', 2) : [home, text];
  return text.includes('*') || !account ? undefined : { namespace, account };
}

function serviceAccounts(inventory: Inventory): ReadonlySet<string> {
  return new Set([
    ...inventory.view(workloads).map(({ namespace, serviceAccount }) => keyOf(namespace, serviceAccount)),
    ...inventory.ofKind('', 'ServiceAccount').map(object => keyOf(namespaceOf(object), object.manifest.metadata.name)),
  ]);
}

function keyOf(namespace: string, account: string): string {
  return `${namespace}/${account}`;
}
