import { Severity } from '../../core/finding';
import { isRenewed } from '../certmanager/issuance';
import { fieldsAt } from '../fields';
import { described, SourcedManifest } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { trustGraph, Use } from '../trust/trust-graph';

/** Tools that restart pods when what they read changes. */
const RESTARTS = /^(?:reloader\.stakater\.com|(?:secret|configmap)\.reloader\.stakater\.com|wave\.pusher\.com)\//;
const SHORT_LIVED = ['Job', 'CronJob'];

/** A certificate or a bundle that a container keeps as it was at its start. */
export const certificateNeverReloaded: Rule = {
  code: 'MTLS0408',
  severity: Severity.WARNING,
  title: 'A container never sees the renewed certificate or bundle',
  explanation: 'Kubernetes updates files in a volume when the Secret changes, but not files that are mounted one by one with subPath, and never environment variables. The container goes on with the certificate of its start until that has ended, and with roots that were removed long ago (cert-manager#1168, prometheus-operator#5535, opensearch-k8s-operator#1021; linkerd2#13613 for bundles). Jobs and init containers are not reported, nor workloads that Reloader or Wave restarts.',
  *check(inventory, context) {
    for (const { object, uses } of trustGraph(inventory, clusterOf(context)).consumers()) {
      const reported = new Set<string>();
      for (const use of isRestarted(object) ? [] : uses) {
        const source = sourceOf(use);
        const id = `${use.kind}/${use.name}`;
        if ((use.way === 'subPath' || use.way === 'env') && !use.isInit && source && !reported.has(id)) {
          reported.add(id);
          yield {
            object,
            others: [source],
            field: use.field,
            message: `${described(object)}: ${use.field} ${use.way === 'subPath' ? 'mounts a single file of' : 'is an environment variable from'} the ${use.kind} ${JSON.stringify(use.name)}, which stays as it is now when ${described(source)} changes it`,
            fix: use.way === 'subPath' ? 'Mount the whole volume into a directory of its own, without subPath, and let the container read it again when it changes.' : 'Mount it as a volume and read the file, again when it changes.',
          };
        }
      }
    }
  },
};

/** What changes the object while the container runs. */
function sourceOf({ certificate, bundle }: Use): SourcedManifest | undefined {
  if (certificate) {
    return isRenewed(certificate.spec) ? certificate.object : undefined;
  }
  return bundle?.kind === 'bundle' || (bundle?.kind === 'issued' && isRenewed(fieldsAt(bundle.object.manifest, 'spec'))) ? bundle.object : undefined;
}

function isRestarted({ manifest }: SourcedManifest): boolean {
  return SHORT_LIVED.includes(manifest.kind)
    || [['metadata'], ['spec', 'template', 'metadata']].some(path => Object.keys(fieldsAt(manifest, ...path, 'annotations')).some(key => RESTARTS.test(key)));
}
