import { Severity } from '../../core/finding';
import { policyForPort } from '../istio/client-tls';
import { meshOf } from '../istio/mesh';
import { supportsMutualTls } from '../istio/tls-support';
import { described } from '../manifest';
import { Resolution } from '../network/hosts';
import { Protocol } from '../network/protocol';
import { Rule } from '../rule';

const PLAIN = new Set([Protocol.HTTP, Protocol.TCP, Protocol.DETECTED]);

/** Addresses that are declared to be inside the mesh, and get plaintext. */
export const meshInternalWithoutIdentity: Rule = {
  code: 'MTLS0622',
  severity: Severity.WARNING,
  title: 'Callers send plaintext to a ServiceEntry that is declared inside the mesh',
  explanation: 'location: MESH_INTERNAL alone brings no mutual TLS. istiod takes an address for one that speaks it if its endpoint or WorkloadEntry has a serviceAccount, or the label security.istio.io/tlsMode: istio; one without both, and a name that only the DNS knows, gets plaintext. A STRICT server there refuses it, and a PERMISSIVE one takes it silently. Not reported if a DestinationRule sets the TLS of the host.',
  *check(inventory, context) {
    const { registry, rules } = meshOf(inventory, context);
    for (const host of registry.hosts.all) {
      if (host.external || host.object.manifest.kind !== 'ServiceEntry') {
        continue;
      }
      const rule = rules.ruleFor({ namespace: host.namespace, labels: new Map() }, host);
      const port = host.ports.find(({ number, protocol }) => PLAIN.has(protocol) && !policyForPort(rule, number).tls);
      const addresses = port ? registry.backendsOf(host, port).filter(({ workload }) => !workload) : [];
      const without = addresses.find(backend => supportsMutualTls(backend, undefined) === false);
      if (without || (port && host.resolution === Resolution.DNS && addresses.length === 0 && !host.selector)) {
        const { object = host.object, field = 'spec' } = without?.endpoint ?? {};
        yield {
          object,
          others: object === host.object ? [] : [host.object],
          field,
          message: `${described(object)}: ${field} has no serviceAccount, so that callers send plaintext to ${JSON.stringify(host.name)}, which is declared to be inside the mesh`,
          fix: 'Give each endpoint the serviceAccount of what runs there; or the label security.istio.io/tlsMode: istio; or write location: MESH_EXTERNAL, if it is not of the mesh.',
        };
      }
    }
  },
};
