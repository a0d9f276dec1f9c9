import { Severity } from '../../../core/finding';
import { acceptsRoot, objectOfTrust, trustOf } from '../acceptance';
import { pairsOf } from '../cluster';
import { ClusterRule } from '../cluster-rule';

/** Clusters of which one does not trust what the other presents. */
export const rootNotTrusted: ClusterRule = {
  code: 'MTLS0801',
  severity: Severity.ERROR,
  title: 'A cluster does not trust the root of another',
  explanation: 'Both sides of mutual TLS verify the other\'s certificate against the roots that their own cluster trusts. Where one of them does not trust the root of the other, every call between the two clusters fails in the handshake ("CERTIFICATE_VERIFY_FAILED"), in both directions. A root that cert-manager makes has another key in each cluster, even if the manifests are the same.',
  *check(clusters) {
    for (const [first, second] of pairsOf(clusters)) {
      const failing = [acceptsRoot(second, first), acceptsRoot(first, second)].filter(({ accepted }) => accepted === false);
      if (failing.length === 0) {
        continue;
      }
      const { objectOf: truster } = failing[0];
      const presenter = truster === first ? second : first;
      const [object, other] = [truster, presenter].map(cluster => objectOfTrust(cluster));
      const isMade = [first, second].every(cluster => trustOf(cluster).signs?.kind === 'self-signed');
      if (object) {
        yield {
          cluster: truster,
          object,
          others: other ? [{ cluster: presenter, object: other }] : [],
          message: `${failing.map(({ because }) => because.statement).join('; ')}: mutual TLS between ${first.name} and ${second.name} fails`,
          fix: `${isMade ? 'A root that cert-manager makes is another one in each cluster. ' : ''}Share one root: RootCa.vault, RootCa.external, or RootCa.fromSecret with the same Secret in both. Or federate: hand each cluster the other's root with RootCa.trusted.`,
        };
      }
    }
  },
};
