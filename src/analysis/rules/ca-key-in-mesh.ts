import { Severity } from '../../core/finding';
import { issuance } from '../certmanager/issuance';
import { enrolmentOf } from '../enrolment';
import { described } from '../manifest';
import { Rule } from '../rule';

/** The key of a CA in a namespace where workloads of the mesh run. */
export const caKeyInMesh: Rule = {
  code: 'MTLS0212',
  severity: Severity.ERROR,
  title: 'The key of a CA lies in a namespace that is enrolled in a mesh',
  explanation: 'Every pod of a namespace may mount every Secret of it, and everyone who may create a pod there may read them all. With the key of a CA, any workload can issue itself the identity of any other: mutual TLS then proves nothing. A CA belongs in a namespace where nothing but its issuer runs; workloads get certificates from it through a ClusterIssuer.',
  *check(inventory) {
    for (const { object, namespace, secretName, isCA } of inventory.view(issuance).certificates) {
      const home = isCA ? inventory.find('', 'Namespace', undefined, namespace) : undefined;
      const enrolment = home && enrolmentOf(home);
      if (enrolment) {
        yield {
          object,
          others: [home],
          field: 'spec.secretName',
          message: `${described(object)}: the Secret ${JSON.stringify(secretName ?? '')} with the key of this CA lies in the namespace ${JSON.stringify(namespace)}, which is enrolled in a mesh by ${enrolment}`,
          fix: 'Move the CA to the namespace of cert-manager, or to one of its own that is not enrolled, and refer to it by a ClusterIssuer.',
        };
      }
    }
  },
};
