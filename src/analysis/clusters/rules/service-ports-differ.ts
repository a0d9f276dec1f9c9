import { Severity } from '../../../core/finding';
import { described } from '../../manifest';
import { Host, HostPort } from '../../network/hosts';
import { Protocol } from '../../network/protocol';
import { pairsOf } from '../cluster';
import { ClusterRule } from '../cluster-rule';
import { istioOf } from '../istio-of';
import { told } from '../told';

/** A Service that is another one in each cluster. */
export const servicePortsDiffer: ClusterRule = {
  code: 'MTLS0812',
  severity: Severity.WARNING,
  title: 'A Service has other ports in another cluster',
  explanation: 'Services of one namespace and name are one to the mesh, and each cluster\'s istiod goes by the ports that the Service has in its own cluster. A port that is missing there cannot be called, and one that declares another protocol is routed, and judged by policies, as that protocol.',
  *check(clusters) {
    for (const [first, second] of pairsOf(clusters)) {
      const own = istioOf(told(first, first).world).registry.hosts;
      for (const host of istioOf(told(second, second).world).registry.hosts.all.filter(({ isService }) => isService)) {
        const [same] = own.named(host.name).filter(({ isService }) => isService);
        const port = same && differing(same, host);
        if (port) {
          yield {
            cluster: second,
            object: host.object,
            field: 'spec.ports',
            others: [{ cluster: first, object: same.object }],
            message: `${described(host.object)}: port ${port} is ${nameOf(same, port)} in ${first.name}, and ${nameOf(host, port)} in ${second.name}`,
            fix: 'Give the Service the same ports, with the same names and protocols, in all clusters.',
          };
        }
      }
    }
  },
};

/** The first port that only one of the two has, or that carries another protocol there. */
function differing(first: Host, second: Host): number | undefined {
  const numbers = [...new Set([...first.ports, ...second.ports].map(({ number }) => number))].sort((a, b) => a - b);
  return numbers.find(number => portOf(first, number)?.protocol !== portOf(second, number)?.protocol);
}

function portOf({ ports }: Host, wanted: number): HostPort | undefined {
  return ports.find(({ number }) => number === wanted);
}

function nameOf(host: Host, number: number): string {
  const port = portOf(host, number);
  return port === undefined ? 'missing' : port.protocol === Protocol.DETECTED ? 'not declared to carry anything' : `declared to carry ${port.protocol}`;
}
