import { Severity } from '../../core/finding';
import { meshOf } from '../istio/mesh';
import { scrapes } from '../istio/scrapes';
import { described } from '../manifest';
import { asTheApplicationSends } from '../network/direct';
import { Protocol } from '../network/protocol';
import { Rule } from '../rule';

/** The first of the ports that the sidecar keeps for itself, and the first behind them. */
const [SIDECAR, BEHIND] = [15000, 15100];

const REQUEST = asTheApplicationSends(Protocol.HTTP, []);

/** Metrics that a strict server does not hand out. */
export const scrapeRefused: Rule = {
  code: 'MTLS0523',
  severity: Severity.WARNING,
  title: 'Prometheus reads metrics in plaintext from a port that refuses it',
  explanation: 'Prometheus calls pods at their own address, which no sidecar turns into mutual TLS, also if it has one itself. A STRICT port, or a policy that asks who calls, refuses it: the target is down, and with it the alerts that would say so (istio#21402). Istio offers the metrics of pods with prometheus.io annotations on its own port 15020, which takes plaintext, unless prometheus.istio.io/merge-metrics is "false". An endpoint with scheme: https is taken to have a certificate of the mesh.',
  *check(inventory, context) {
    const mesh = meshOf(inventory, context);
    const seen = new Set<unknown>();
    for (const { object, field, workload, port } of scrapes(inventory, context)) {
      const isOfSidecar = port >= SIDECAR && port < BEHIND;
      const received = seen.has(object) || isOfSidecar ? undefined : mesh.receives({ workload, port }, REQUEST);
      if (received?.served === false) {
        seen.add(object);
        yield {
          object,
          others: object === workload.object ? [] : [workload.object],
          field,
          refusing: { workload, port },
          message: `${described(object)}: ${field} lets Prometheus read port ${port} of ${described(workload.object)} in plaintext, which is refused (${received.because.map(({ statement }) => statement).join('; ')})`,
          fix: `Open the port with a PeerAuthentication for its pods, portLevelMtls["${port}"].mode: PERMISSIVE, with the reason and the end recorded; or give Prometheus a certificate of the mesh, and scheme: https; or leave the metrics to Istio's own port 15020.`,
        };
      }
    }
  },
};
