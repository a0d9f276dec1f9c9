import { Severity } from '../../core/finding';
import { describeDuration } from '../../core/go-duration';
import { durationOf, renewBeforeOf } from '../certmanager/issuance';
import { replacesItself } from '../certmanager/root-renewal';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { trustGraph } from '../trust/trust-graph';

/** A root that one day is another one, and signs at once. */
export const rootRenewedByItself: Rule = {
  code: 'MTLS0218',
  severity: Severity.WARNING,
  title: 'A root that signs certificates is replaced by itself',
  explanation: 'When cert-manager renews a self-signed CA it makes a new key, and the issuer signs with it from that second on. Nobody trusts the new root yet; certificates below it, and the "ca.crt" beside them, stay as they were until each is issued again, because a changed CA is no reason to issue again (cert-manager#2478, #5851, #8340). Half of the workloads then refuse the other half. Linkerd lost twelve minutes to it (linkerd2#4287). A root that is renewed with its key kept is not reported: to those who trust it, it stays the same.',
  *check(inventory, context) {
    const graph = trustGraph(inventory, clusterOf(context));
    for (const { secret, certificate, issuers } of graph.caKeys()) {
      const isIstioCa = secret.name === 'cacerts' && secret.namespace === clusterOf(context).rootNamespace;
      const isSigning = issuers.length > 0 || isIstioCa;
      if (!certificate?.isCA || !isSigning || !replacesItself(certificate) || graph.chainOf(certificate).root.certificate !== certificate) {
        continue;
      }
      const duration = durationOf(certificate.spec);
      const when = duration === undefined ? '' : ` after ${describeDuration(duration - renewBeforeOf(certificate.spec, duration))}`;
      const signers = issuers.flatMap(({ object }) => object ?? []);
      yield {
        object: certificate.object,
        others: signers,
        field: 'spec.renewal.policy',
        message: `${described(certificate.object)}: spec.renewal.policy is not Disabled, so this root is replaced by one with a new key${when}, and ${signers[0] ? described(signers[0]) : 'istiod'} signs with it before anyone trusts it`,
        fix: 'Set renewal.policy: Disabled (cert-manager 1.21) and rotationPolicy: Never, and replace the root in steps: publish a second root with a Secret and an issuer of its own, let it sign, wait until all certificates are issued again, remove the first.',
      };
    }
  },
};
