import { Severity } from '../../core/finding';
import { enrolmentOf } from '../enrolment';
import { exceptionRecord } from '../exceptions';
import { fieldAt } from '../fields';
import { Proxy } from '../istio/injection';
import { meshOf } from '../istio/mesh';
import { described } from '../manifest';
import { Rule } from '../rule';
import { Workload, workloads } from '../workloads';

/** Pods without a sidecar in a namespace that is enrolled. */
export const workloadOutsideMesh: Rule = {
  code: 'MTLS0520',
  severity: Severity.WARNING,
  title: 'Pods of an enrolled namespace have no sidecar',
  explanation: 'The namespace looks protected, but these pods are not: they take plaintext from everybody whatever its policies say, and they have no identity, so that strict servers refuse their calls (istioctl IST0103). Pods that run to an end, such as those of Jobs, are not reported, nor are those of which the workload records the exception.',
  *check(inventory, context) {
    const mesh = meshOf(inventory, context);
    for (const workload of inventory.view(workloads)) {
      const home = inventory.find('', 'Namespace', undefined, workload.namespace);
      if (home && enrolmentOf(home)?.startsWith('istio') && !endsByItself(workload)) {
        const { proxy, because } = mesh.injection(workload);
        if (proxy === Proxy.NONE && !exceptionRecord(workload.object)?.exceptions.length) {
          yield {
            object: workload.object,
            others: [home],
            field: because.object?.field,
            message: `${described(workload.object)}: has no sidecar, although namespace ${JSON.stringify(workload.namespace)} is enrolled (${because.statement})`,
            fix: 'Let the sidecar in; or move the workload to a namespace that is not enrolled; or record the exception on it, in the annotation cdk8s-mtls.dev/exceptions.',
          };
        }
      }
    }
  },
};

function endsByItself({ object: { manifest } }: Workload): boolean {
  const policy = fieldAt(manifest, 'spec', 'restartPolicy');
  return manifest.kind === 'Job' || manifest.kind === 'CronJob' || (manifest.kind === 'Pod' && (policy === 'Never' || policy === 'OnFailure'));
}
