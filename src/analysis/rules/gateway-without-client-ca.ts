import { Severity } from '../../core/finding';
import { hasField } from '../fields';
import { declaredServers, gatewayPods, namespaceOfSecret, secretOf } from '../istio/gateway-objects';
import { hasContent, providedSecrets } from '../istio/provided-secrets';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** The keys under which a gateway looks for the authority of its clients. */
const KEYS = ['ca.crt', 'cacert'];

/** A gateway that asks for client certificates, and has nothing to verify them with. */
export const gatewayWithoutClientCa: Rule = {
  code: 'MTLS0642',
  severity: Severity.WARNING,
  title: 'A Gateway asks for client certificates, and its Secret has no authority to verify them',
  explanation: 'For MUTUAL the gateway takes the authority of its clients from the Secret with "-cacert" behind its name, else from ca.crt or cacert in the Secret itself. Where both are missing the server does not open, and clients get a reset. And cert-manager puts the authority that signed the gateway\'s own certificate into ca.crt, which need not be the one that signs the clients\'. Reported if the Secret is among the objects.',
  *check(inventory, context) {
    const pods = gatewayPods(inventory, context);
    const secrets = inventory.view(providedSecrets);
    for (const server of inventory.view(declaredServers)) {
      const secret = server.mode === 'MUTUAL' || server.mode === 'OPTIONAL_MUTUAL' ? secretOf(server) : undefined;
      const namespace = secret && namespaceOfSecret(server, pods, clusterOf(context).rootNamespace);
      const provider = secret && namespace !== undefined ? secrets.find(namespace, secret.name) : undefined;
      if (secret && provider?.manifest.kind === 'Secret' && hasContent(provider.manifest) && !KEYS.some(key => hasField(provider.manifest, 'data', key) || hasField(provider.manifest, 'stringData', key))
        && !secrets.find(namespace!, `${secret.name}-cacert`)) {
        yield {
          object: server.object,
          others: [provider],
          field: `${server.field}.tls.credentialName`,
          message: `${described(server.object)}: ${server.field}.tls.mode ${server.mode} needs the authority of the clients, but ${described(provider)} has no key ${KEYS.join(' or ')}, and there is no Secret ${JSON.stringify(`${secret.name}-cacert`)}`,
          fix: `Add the Secret ${JSON.stringify(`${secret.name}-cacert`)} with the key ca.crt, in the same namespace.`,
        };
      }
    }
  },
};
