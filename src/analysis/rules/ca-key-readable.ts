import { Severity } from '../../core/finding';
import { described } from '../manifest';
import { allowsEverything } from '../rbac/policy-rule';
import { describeSubject, isEveryone } from '../rbac/subject';
import { clusterOf, Rule } from '../rule';
import { describeSecrets, isOfPki } from '../trust/authorities';
import { trustGraph } from '../trust/trust-graph';

/** A binding by which someone reads the key of a CA who does not issue certificates. */
export const caKeyReadable: Rule = {
  code: 'MTLS0702',
  severity: Severity.WARNING,
  title: 'The key of a CA can be read by others than cert-manager',
  explanation: 'Whoever can get, list or watch the Secret of a CA can issue any identity. A role for all Secrets of the cluster, or of the namespace of the CA, includes it, most often without anyone having thought of it; a role that names the Secret of the CA was meant, and is not reported. cert-manager, trust-manager, controllers of external issuers and Istio itself are not reported either, nor are those who may do everything in the cluster: they have the keys anyway.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    for (const { grant, way, secrets, isByName } of trustGraph(inventory, clusterOf(context)).keyAccesses().all()) {
      const readers = grant.subjects.filter(subject => !isEveryone(subject) && !isOfPki(subject, rootNamespace));
      const isAdministration = grant.namespace === undefined && grant.rules.some(allowsEverything);
      if (way === 'read' && !isByName && readers.length > 0 && !isAdministration) {
        yield {
          object: grant.binding,
          field: 'subjects',
          message: `${described(grant.binding)}: subjects has ${describeSubject(readers[0])}${readers.length > 1 ? ` and ${readers.length - 1} more` : ''}, and the ${grant.role.kind} ${JSON.stringify(grant.role.name)} reads ${describeSecrets(secrets)}`,
          fix: 'Grant Secrets by name, with resourceNames, or in other namespaces only; or keep CAs in a namespace of their own, in which nobody but cert-manager has a role.',
        };
      }
    }
  },
};
