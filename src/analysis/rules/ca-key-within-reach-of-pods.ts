import { Severity } from '../../core/finding';
import { described } from '../manifest';
import { allowsEverything } from '../rbac/policy-rule';
import { describeSubject } from '../rbac/subject';
import { clusterOf, Rule } from '../rule';
import { describeSecrets, isOfPki } from '../trust/authorities';
import { isGuardedFromPods } from '../trust/pod-guards';
import { trustGraph } from '../trust/trust-graph';

/** A binding by which someone starts pods beside the key of a CA. */
export const caKeyWithinReachOfPods: Rule = {
  code: 'MTLS0704',
  severity: Severity.WARNING,
  title: 'The key of a CA can be mounted by whoever starts a pod beside it',
  explanation: 'Every pod may mount every Secret of its namespace, whatever its service account may read. Whoever may create a pod, or something that creates pods, in the namespace of a CA can therefore read its key. RBAC cannot forbid it; an admission policy that refuses pods with this Secret can, and a key behind such a policy is not reported. Those who can read the Secret directly are reported for that alone.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    const graph = trustGraph(inventory, clusterOf(context));
    const accesses = graph.keyAccesses().all();
    const keys = accesses.length === 0 ? [] : graph.caKeys();
    const guarded = new Set(keys.map(({ secret }) => secret).filter(secret => isGuardedFromPods(inventory, secret)));
    const readers = new Set(accesses.filter(({ way }) => way === 'read').flatMap(({ grant }) => grant.subjects.map(describeSubject)));
    for (const { grant, way, secrets } of accesses) {
      if (way !== 'mount' || grant.rules.some(allowsEverything)) {
        continue;
      }
      const subjects = grant.subjects.filter(subject => !readers.has(describeSubject(subject)) && !isOfPki(subject, rootNamespace));
      const open = subjects.length > 0 ? secrets.filter(secret => !guarded.has(secret)) : [];
      if (open.length > 0) {
        yield {
          object: grant.binding,
          field: 'subjects',
          message: `${described(grant.binding)}: subjects has ${describeSubject(subjects[0])}${subjects.length > 1 ? ` and ${subjects.length - 1} more` : ''}, and the ${grant.role.kind} ${JSON.stringify(grant.role.name)} starts pods, which may mount ${describeSecrets(open)}`,
          fix: 'Grant it in other namespaces only; or keep CAs in a namespace of their own, and refuse pods that mount them with a ValidatingAdmissionPolicy.',
        };
      }
    }
  },
};
