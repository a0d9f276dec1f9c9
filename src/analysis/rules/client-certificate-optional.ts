import { Severity } from '../../core/finding';
import { declaredServers } from '../istio/gateway-objects';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A gateway that lets clients in without a certificate. */
export const clientCertificateOptional: Rule = {
  code: 'MTLS0646',
  severity: Severity.WARNING,
  title: 'A Gateway asks for client certificates, and takes clients without',
  explanation: 'OPTIONAL_MUTUAL verifies a certificate that a client shows, and serves one that shows none: it is SIMPLE for whoever wants it to be. Every route must then check the identity by itself. And up to Istio 1.30.3 and 1.31.0-rc.0 the access of the gateway to the authority\'s Secret is not checked as it should be for this mode (istio#60618, #60113).',
  *check(inventory) {
    for (const { object, field, mode, hosts } of inventory.view(declaredServers)) {
      if (mode === 'OPTIONAL_MUTUAL') {
        yield {
          object,
          field: `${field}.tls.mode`,
          message: `${described(object)}: ${field}.tls.mode OPTIONAL_MUTUAL serves ${hosts.map(host => JSON.stringify(host)).join(', ')} to clients without a certificate too`,
          fix: 'Write MUTUAL; or give the clients without a certificate a host or a port of their own, with SIMPLE.',
        };
      }
    }
  },
};
