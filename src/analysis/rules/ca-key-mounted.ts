import { Severity } from '../../core/finding';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { isOfPki } from '../trust/authorities';
import { podReferences } from '../trust/pod-references';
import { trustGraph } from '../trust/trust-graph';

const CERTIFICATES = ['ca.crt', 'tls.crt', 'ca-cert.pem', 'root-cert.pem', 'cert-chain.pem'];
/** The Secrets with which the control planes of meshes sign. */
const SIGNED_WITH = ['cacerts', 'istio-ca-secret', 'linkerd-identity-issuer'];

/** A pod that gets the key of a CA with the certificate that it wanted. */
export const caKeyMounted: Rule = {
  code: 'MTLS0703',
  severity: Severity.WARNING,
  title: 'A workload gets the key of a CA',
  explanation: 'The Secret of a CA is often mounted for the root in it, and brings the private key along: whoever takes over the pod issues any identity of the mesh. The certificate alone is enough to verify, and a trust bundle gives it to every namespace. The Secrets with which Istio and Linkerd sign are not reported.',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    const keys = new Map(trustGraph(inventory, clusterOf(context)).caKeys().map(key => [`${key.secret.namespace}/${key.secret.name}`, key]));
    for (const { workload: { object, namespace, serviceAccount }, references } of keys.size === 0 ? [] : inventory.view(podReferences)) {
      const reported = new Set<string>();
      for (const { kind, name, keys: read, field } of isOfPki({ kind: 'ServiceAccount', name: serviceAccount, namespace }, rootNamespace) ? [] : references) {
        const key = kind === 'Secret' && !SIGNED_WITH.includes(name) ? keys.get(`${namespace}/${name}`) : undefined;
        if (key && !reported.has(name) && (read === undefined || read.some(each => !CERTIFICATES.includes(each)))) {
          reported.add(name);
          yield {
            object,
            others: [...key.certificate ? [key.certificate.object] : key.issuers.flatMap(issuer => issuer.object ?? []).slice(0, 1)],
            field,
            message: `${described(object)}: ${field} gives the pod ${read === undefined ? 'all' : JSON.stringify(read.find(each => !CERTIFICATES.includes(each)))} of the Secret ${JSON.stringify(name)}, with the private key of a CA`,
            fix: 'Mount a trust bundle instead; or name the certificate alone, with items: [{ key: "ca.crt", path: "ca.crt" }].',
          };
        }
      }
    }
  },
};
