import { Severity } from '../../core/finding';
import { extendedUsages } from '../certmanager/extended-usages';
import { issuance } from '../certmanager/issuance';
import { isSpiffe } from '../certmanager/spiffe-names';
import { textsAt } from '../fields';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A workload's certificate that is valid on one side of a connection only. */
export const svidWithoutBothUsages: Rule = {
  code: 'MTLS0215',
  severity: Severity.WARNING,
  title: 'A workload certificate is not for both sides of mutual TLS',
  explanation: 'In mutual TLS a workload shows the same certificate as a client and as a server. cert-manager\'s default usages have neither "client auth" nor "server auth", whatever its documentation says; with one of them alone, the other side of the connection is refused (grafana/mimir#10647). SPIFFE asks for both.',
  *check(inventory) {
    for (const { object, spec, isCA } of inventory.view(issuance).certificates) {
      const extended = extendedUsages(spec);
      const missing = ['client auth', 'server auth'].filter(usage => !extended.includes(usage) && !extended.includes('any'));
      if (!isCA && missing.length > 0 && textsAt(spec, 'uris').some(isSpiffe)) {
        yield {
          object,
          field: 'spec.usages',
          message: `${described(object)}: has a SPIFFE ID, but not the usage${missing.length > 1 ? 's' : ''} ${missing.map(usage => JSON.stringify(usage)).join(' and ')}`,
          fix: 'Set usages: ["digital signature", "key encipherment", "client auth", "server auth"]; "key encipherment" is for RSA keys only.',
        };
      }
    }
  },
};
