import { Severity } from '../../core/finding';
import { declaredServers, gatewayPods, secretOf, TERMINATING } from '../istio/gateway-objects';
import { providedSecrets } from '../istio/provided-secrets';
import { described } from '../manifest';
import { Rule } from '../rule';

/** The certificate of a gateway that is not where its pods look for it. */
export const gatewayCredentialMissing: Rule = {
  code: 'MTLS0641',
  severity: Severity.WARNING,
  title: 'The Secret of a Gateway is not in the namespace of the gateway\'s pods',
  explanation: 'A credentialName is looked up in the namespace in which the gateway\'s pods run, not in that of the Gateway, the application or the Certificate. Without the Secret the gateway does not open the server: clients get a reset (istioctl IST0101). Reported if the pods are among the objects, and either other Secrets of their namespace are too, or the one that is missing is in another namespace; Certificates, ExternalSecrets and SealedSecrets count as the Secrets that are made from them.',
  *check(inventory, context) {
    const pods = gatewayPods(inventory, context);
    const secrets = inventory.view(providedSecrets);
    for (const server of inventory.view(declaredServers)) {
      const secret = server.mode !== undefined && TERMINATING.has(server.mode) ? secretOf(server) : undefined;
      for (const workload of secret && secret.namespace === undefined ? pods.of(server.object) : []) {
        const elsewhere = secrets.namespacesOf(secret!.name);
        if (!elsewhere.includes(workload.namespace) && (elsewhere.length > 0 || secrets.isAnyIn(workload.namespace))) {
          const provider = elsewhere.length > 0 ? secrets.find(elsewhere[0], secret!.name) : undefined;
          yield {
            object: server.object,
            others: [workload.object, ...provider ? [provider] : []],
            field: `${server.field}.tls.credentialName`,
            message: `${described(server.object)}: ${server.field}.tls.credentialName ${JSON.stringify(secret!.name)} is no Secret in the namespace ${JSON.stringify(workload.namespace)} of ${described(workload.object)}${provider ? `, but one of ${JSON.stringify(elsewhere[0])}` : ''}`,
            fix: `Put the Secret, or the Certificate that makes it, into the namespace ${JSON.stringify(workload.namespace)}.`,
          };
          break;
        }
      }
    }
  },
};
