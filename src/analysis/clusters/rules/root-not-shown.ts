import { Severity } from '../../../core/finding';
import { acceptsRoot, objectOfTrust, trustOf } from '../acceptance';
import { pairsOf } from '../cluster';
import { ClusterRule } from '../cluster-rule';

/** Clusters whose roots cannot be told apart. */
export const rootNotShown: ClusterRule = {
  code: 'MTLS0802',
  severity: Severity.WARNING,
  title: 'Whether clusters share a root cannot be told',
  explanation: 'The manifests say in which Secret a root is, or behind which issuer, and not which root it is. Two Secrets of one name may hold two keys: then every call between the clusters fails in the handshake, and nobody sees it before. The certificate of a root is no secret: where the manifests show it, it can be compared.',
  *check(clusters) {
    for (const [first, second] of pairsOf(clusters)) {
      const steps = [acceptsRoot(second, first), acceptsRoot(first, second)];
      const isKnown = [first, second].every(cluster => ![undefined, 'unknown'].includes(trustOf(cluster).signs?.kind));
      const open = steps.find(({ accepted }) => accepted === undefined);
      if (!open || !isKnown || steps.some(({ accepted }) => accepted === false)) {
        continue;
      }
      const truster = open.objectOf;
      const object = objectOfTrust(truster);
      if (object) {
        yield {
          cluster: truster,
          object,
          message: open.because.statement,
          fix: 'Show the root: give its certificate with RootCa.fromSecret(…, { secretName, certificate }); without this library, list it in the Bundle as inLine.',
        };
      }
    }
  },
};
