import { Breakage } from './breakage';
import { Change } from './change';
import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { fieldAt, hasField, integerAt, listAt, textAt } from '../fields';
import { described, referenceTo } from '../manifest';
import { Protocol } from '../network/protocol';
import { podSpecOf, Workload, workloads } from '../workloads';

const REWRITE = 'sidecar.istio.io/rewriteAppHTTPProbers';
/** What Go takes for false. */
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'];
const HOOKS = ['postStart', 'preStop'];

/** A request of the kubelet to a container. */
interface Request {
  readonly field: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/**
 * Requests of the kubelet that are refused then. Istio leads the probes of a pod to
 * its agent, which is no caller to the proxy, unless the pod forbids it. Those that
 * run a command never leave the container, and those that only open a connection
 * are answered by the proxy itself, whatever it makes of the bytes.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pkg/kube/inject/app_probe.go
 */
export function* brokenProbes(change: Change): Generator<Breakage> {
  for (const workload of change.states[0].inventory.view(workloads)) {
    const rewrite = workload.annotations.get(REWRITE);
    for (const { field, port, protocol } of rewrite !== undefined && FALSE.has(rewrite) ? requestsTo(workload) : []) {
      const because = change.doors.closing(workload, port, protocol);
      if (because) {
        yield {
          kind: 'probe',
          severity: Severity.ERROR,
          message: `${described(workload.object)}: the kubelet calls port ${port} as ${field.slice(field.lastIndexOf('.') + 1)} says, without an identity, and is refused: the annotation ${REWRITE} ${JSON.stringify(rewrite)} of its pods keeps the probe from going through the sidecar's agent`,
          because,
          fix: `Remove the annotation; or exempt port ${port}.`,
          objects: [referenceTo(workload.object.manifest, field)],
          exceptions: [change.exceptionFor(workload, port)],
        };
      }
    }
  }
}

function* requestsTo({ object }: Workload): Generator<Request> {
  const [spec, place] = podSpecOf(object);
  for (const list of ['containers', 'initContainers']) {
    for (const [index, container] of listAt(spec, list).entries()) {
      const field = within(`${place}.${list}`, index);
      for (const name of PROBES) {
        yield* requestOf(fieldAt(container, name), `${field}.${name}`, container);
      }
      for (const name of HOOKS) {
        yield* requestOf(fieldAt(container, 'lifecycle', name), `${field}.lifecycle.${name}`, container);
      }
    }
  }
}

function* requestOf(handler: unknown, field: string, container: unknown): Generator<Request> {
  if (hasField(handler, 'grpc')) {
    const port = integerAt(handler, 'grpc', 'port');
    yield* port === undefined ? [] : [{ field, port, protocol: Protocol.HTTP }];
  } else if (hasField(handler, 'httpGet') && !hasField(handler, 'httpGet', 'host')) {
    const wanted = fieldAt(handler, 'httpGet', 'port');
    const port = typeof wanted === 'number' ? wanted
      : listAt(container, 'ports').filter(each => textAt(each, 'name') === wanted).map(each => integerAt(each, 'containerPort'))[0];
    yield* port === undefined ? [] : [{ field, port, protocol: textAt(handler, 'httpGet', 'scheme') === 'HTTPS' ? Protocol.TLS : Protocol.HTTP }];
  }
}
