import { stateOf } from './certificate-gate';
import { Gate, GateSettings, judged, Offender } from './gate';
import { certificateName, certificateQueries, IssuedCertificates } from './issued-certificates';
import { come, common, grown, seconds, selector } from './promql';
import { RotatedChain } from './rotated-chain';
import { referenceTo } from '../analysis/manifest';
import { Workload } from '../analysis/workloads';
import { describeObject } from '../core/finding';

/** How long trust-manager must have written without an error. */
const QUIET = 60 * 60_000;
const STEP = 30_000;
/** More than these are not written out one by one. */
const MOST_COMMANDS = 10;

/** Whether everybody trusts the new root, as far as telemetry tells: before it signs. */
export function trustGates(chain: RotatedChain, sidecars: readonly Workload[] | undefined, settings: GateSettings): Gate[] {
  return [...newRootGate(chain, settings), distributionGate(chain, settings), loadedGate(chain, sidecars)];
}

function newRootGate(chain: RotatedChain, settings: GateSettings): Gate[] {
  const root = chain.newRoot();
  if (!root) {
    return [];
  }
  const subject = certificateName({ namespace: root.namespace, name: root.object.manifest.metadata.name });
  return [{
    name: 'new-root-issued',
    scope: chain.rotation.chain,
    question: `Is the new root "${chain.rotation.to}" issued?`,
    queries: certificateQueries(settings),
    checks: [],
    judge: (answers, now) => {
      const { problem, unknown } = stateOf(root, new IssuedCertificates(answers).of(root), now);
      return judged('it is', problem === undefined ? [] : [{ subject, problem }], unknown === undefined ? [] : [{ subject, problem: unknown }]);
    },
  }];
}

/** trust-manager reports what every controller does, and nothing about single Bundles. */
function distributionGate({ rotation: { chain } }: RotatedChain, settings: GateSettings): Gate {
  const controller = [...common(settings.matchers), ['controller', '=~', ['bundle', 'bundles']] as const];
  const errors = selector('controller_runtime_reconcile_errors_total', controller);
  return {
    name: 'bundle-distributed',
    scope: chain,
    question: 'Has trust-manager written its Bundles without an error, in the last hour?',
    queries: [
      { promql: `count(${errors})` },
      { promql: grown([], errors, seconds(QUIET)) },
      { promql: come([], errors, QUIET, STEP) },
    ],
    checks: [`kubectl get bundle ${chain}-roots -o jsonpath='{.status.conditions}'`],
    judge: ([present, ...counted]) => {
      const failed = counted.flat().reduce((sum, { value }) => sum + value, 0);
      const subject = `Bundle ${chain}-roots`;
      return judged('no error',
        failed > 0 ? [{ subject, problem: `trust-manager failed about ${Math.max(1, Math.round(failed))} times to write Bundles` }] : [],
        present.length === 0 ? [{ subject, problem: 'trust-manager reports nothing: it does not run, or is not scraped' }] : []);
    },
  };
}

/** Which roots a process has loaded is in no metric of trust-manager, of the kubelet, or of Istio's agents. */
function loadedGate(chain: RotatedChain, sidecars: readonly Workload[] | undefined): Gate {
  const { rotation: { chain: name, to } } = chain;
  const consumers = chain.trusting().map(({ object }) => referenceTo(object.manifest));
  const unknown: Offender[] = [
    ...sidecars ? [{ subject: sidecars.length > 0 ? `the sidecars of ${sidecars.length} workloads` : 'the sidecars of the mesh', problem: 'agents report no roots' }] : [],
    ...consumers.map(consumer => ({ subject: describeObject(consumer), problem: `no metric says whether it has loaded "${to}"` })),
  ];
  const namespaces = [...new Set(consumers.map(({ namespace = 'default' }) => namespace))];
  return {
    name: 'roots-loaded',
    scope: name,
    question: `Has everybody loaded the new root "${to}"?`,
    queries: [],
    checks: [
      ...limited(namespaces.map(namespace => `kubectl -n ${namespace} get configmap ${name}-roots -o jsonpath='{.data.ca\\.crt}'`)),
      ...sidecars ? ['istioctl proxy-config secret <pod>.<namespace> -o json   (ROOTCA: all roots, in every pod)'] : [],
      ...consumers.length > 0 ? ['that every process which reads the bundle has read it since: restart those that read it once'] : [],
    ],
    judge: () => judged('nothing among the manifests trusts the bundle', [], unknown),
  };
}

/** The first ones, and how many more there are. */
export function limited(commands: readonly string[]): string[] {
  return commands.length > MOST_COMMANDS ? [...commands.slice(0, MOST_COMMANDS), `and so on, in ${commands.length - MOST_COMMANDS} more`] : [...commands];
}
