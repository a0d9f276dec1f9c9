import { Severity } from '../../core/finding';
import { fieldAt, fieldsAt, listAt, textAt, textsAt } from '../fields';
import { Proxy } from '../istio/injection';
import { meshOf } from '../istio/mesh';
import { described } from '../manifest';
import { Rule } from '../rule';
import { Workload, workloads } from '../workloads';

const PROXY = 'istio-proxy';
const NATIVE = 'sidecar.istio.io/nativeSidecar';
/** How a job's own container ends the sidecar. */
const ENDS_IT = /quitquitquit|pkill|pilot-agent|killall/;

/** A Job that its sidecar outlives. */
export const jobNeverEnds: Rule = {
  code: 'MTLS0524',
  severity: Severity.WARNING,
  title: 'A Job never ends, because its sidecar does not',
  explanation: 'A Job is finished when all containers of its pod are. A sidecar that is an ordinary container runs on, so that the Job stays active, and a CronJob that forbids concurrency never runs again (istio#11045, #11659). Istio injects native sidecars, which end with the pod, wherever Kubernetes has them; reported only where the manifest says otherwise: by the annotation sidecar.istio.io/nativeSidecar "false", or by a container istio-proxy of its own. Not reported if the job ends the sidecar itself, through /quitquitquit.',
  *check(inventory, context) {
    const mesh = meshOf(inventory, context);
    for (const workload of inventory.view(workloads)) {
      const { object } = workload;
      const reason = object.manifest.kind === 'Job' || object.manifest.kind === 'CronJob' ? ordinarySidecar(workload) : undefined;
      if (reason && mesh.injection(workload).proxy === Proxy.SIDECAR && !endsSidecar(workload)) {
        yield {
          object,
          field: reason.field,
          message: `${described(object)}: ${reason.statement}, so that the sidecar runs on when the work is done, and the Job never ends`,
          fix: 'Remove it, so that Istio injects a native sidecar; or let the last command of the job call http://localhost:15020/quitquitquit with POST.',
        };
      }
    }
  },
};

function podPath({ object: { manifest } }: Workload): string[] {
  return manifest.kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
}

function ordinarySidecar(workload: Workload): { statement: string; field: string } | undefined {
  const path = podPath(workload).join('.');
  if (workload.annotations.get(NATIVE) === 'false') {
    return { statement: `the annotation ${NATIVE} of its pods is "false"`, field: `${path}.metadata.annotations["${NATIVE}"]` };
  }
  return containers(workload).some(container => textAt(container, 'name') === PROXY)
    ? { statement: `its pods have an ordinary container ${PROXY}`, field: `${path}.spec.containers` }
    : undefined;
}

function endsSidecar(workload: Workload): boolean {
  return containers(workload).filter(container => textAt(container, 'name') !== PROXY).some(container => {
    const commands = [...textsAt(container, 'command'), ...textsAt(container, 'args')].join(' ');
    return ENDS_IT.test(commands) || ENDS_IT.test(JSON.stringify(fieldAt(container, 'lifecycle') ?? ''));
  });
}

function containers(workload: Workload): readonly unknown[] {
  return listAt(fieldsAt(workload.object.manifest, ...podPath(workload)), 'spec', 'containers');
}
