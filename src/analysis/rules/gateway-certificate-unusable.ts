import { Severity } from '../../core/finding';
import { textAt } from '../fields';
import { declaredServers, gatewayPods, namespaceOfSecret, secretOf, TERMINATING } from '../istio/gateway-objects';
import { hasContent, providedSecrets } from '../istio/provided-secrets';
import { described, Manifest } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { certificatesIn } from '../trust/pem-certificate';

/** The keys under which a gateway looks for its certificate. */
const KEYS = ['tls.crt', 'cert'];

/** The certificate of a gateway that is over, or none. */
export const gatewayCertificateUnusable: Rule = {
  code: 'MTLS0647',
  severity: Severity.ERROR,
  title: 'The certificate of a Gateway has ended, or is none',
  explanation: 'The gateway does not open a server whose certificate it cannot read, and clients refuse one that has ended (istioctl IST0161). Reported for a Secret whose content is among the objects, and that no Certificate of cert-manager keeps up to date.',
  *check(inventory, context) {
    const pods = gatewayPods(inventory, context);
    const secrets = inventory.view(providedSecrets);
    const seen = new Set<unknown>();
    for (const server of inventory.view(declaredServers)) {
      const secret = server.mode !== undefined && TERMINATING.has(server.mode) ? secretOf(server) : undefined;
      const namespace = secret && namespaceOfSecret(server, pods, clusterOf(context).rootNamespace);
      const provider = secret && namespace !== undefined ? secrets.find(namespace, secret.name) : undefined;
      const problem = provider?.manifest.kind === 'Secret' && !seen.has(provider) ? problemOf(provider.manifest, context.now) : undefined;
      if (problem) {
        seen.add(provider);
        yield {
          object: provider!,
          others: [server.object],
          field: problem.field,
          message: `${described(provider!)}: ${problem.field} ${problem.problem}, and ${described(server.object)} shows it to clients`,
          fix: 'Issue the certificate anew; with a Certificate of cert-manager it renews itself.',
        };
      }
    }
  },
};

function problemOf(secret: Manifest, now: Date): { field: string; problem: string } | undefined {
  for (const key of KEYS) {
    const plain = textAt(secret, 'stringData', key);
    const encoded = textAt(secret, 'data', key);
    const text = plain ?? (encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8'));
    if (text) {
      const field = `${plain === undefined ? 'data' : 'stringData'}["${key}"]`;
      const [leaf] = certificatesIn(text);
      if (!leaf) {
        return { field, problem: 'is no certificate in PEM' };
      }
      return leaf.notAfter && leaf.notAfter < now ? { field, problem: `ended on ${leaf.notAfter.toISOString().slice(0, 10)}` } : undefined;
    }
  }
  return hasContent(secret) ? { field: 'data', problem: `has no key ${KEYS.join(' or ')} with a certificate` } : undefined;
}
