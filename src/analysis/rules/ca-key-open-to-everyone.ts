import { Severity } from '../../core/finding';
import { described } from '../manifest';
import { describeSubject, isEveryone } from '../rbac/subject';
import { clusterOf, Rule } from '../rule';
import { describeSecrets } from '../trust/authorities';
import { trustGraph } from '../trust/trust-graph';

/** A binding by which every pod, or every user, reads the key of a CA. */
export const caKeyOpenToEveryone: Rule = {
  code: 'MTLS0701',
  severity: Severity.ERROR,
  title: 'Everyone can read the key of a CA',
  explanation: 'With the key of a CA anyone makes certificates for any identity, and mutual TLS proves nothing. The groups system:authenticated and system:serviceaccounts contain every pod that has a token. To list or to watch Secrets is to read them.',
  *check(inventory, context) {
    for (const { grant, way, secrets } of trustGraph(inventory, clusterOf(context)).keyAccesses().all()) {
      const everyone = grant.subjects.find(isEveryone);
      if (everyone && way === 'read') {
        yield {
          object: grant.binding,
          field: 'subjects',
          message: `${described(grant.binding)}: subjects has ${describeSubject(everyone)}, and the ${grant.role.kind} ${JSON.stringify(grant.role.name)} reads ${describeSecrets(secrets)}`,
          fix: 'Bind the role to the service accounts that need it; or take "secrets" out of it, or limit it with resourceNames to Secrets that hold no key of a CA.',
        };
      }
    }
  },
};
