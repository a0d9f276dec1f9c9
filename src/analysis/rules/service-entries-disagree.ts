import { Severity } from '../../core/finding';
import { append } from '../../core/multi-map';
import { meshOf } from '../istio/mesh';
import { described } from '../manifest';
import { Host } from '../network/hosts';
import { Rule } from '../rule';

/** One host that is declared twice, inside the mesh and outside. */
export const serviceEntriesDisagree: Rule = {
  code: 'MTLS0623',
  severity: Severity.WARNING,
  title: 'Two ServiceEntries declare the same host, one inside the mesh and one outside',
  explanation: 'A client sees one of them, by namespace and by age, and with it whether there is automatic mutual TLS: the same call is mutual TLS from one namespace and plaintext from another. So it is where a port is TLS for one and HTTP for the other (Kiali KIA1211, KIA1212). Entries that are visible to their own namespace only are not compared.',
  *check(inventory, context) {
    const byName = new Map<string, Host[]>();
    for (const host of meshOf(inventory, context).registry.hosts.all) {
      const isPrivate = host.exportTo.length > 0 && host.exportTo.every(target => target === '.' || target === '~');
      if (host.object.manifest.kind === 'ServiceEntry' && !isPrivate) {
        append(byName, host.name, host);
      }
    }
    for (const [first, ...others] of byName.values()) {
      const other = others.find(candidate => candidate.object !== first.object && disagreement(first, candidate) !== undefined);
      if (other) {
        yield {
          object: other.object,
          others: [first.object],
          field: first.external === other.external ? 'spec.ports' : 'spec.location',
          message: `${described(other.object)}: declares ${JSON.stringify(first.name)} ${disagreement(first, other)}`,
          fix: 'Keep one ServiceEntry for the host; or limit each to the namespaces that need it, with exportTo.',
        };
      }
    }
  },
};

/** In what two declarations of a host differ that decides about TLS. */
function disagreement(first: Host, other: Host): string | undefined {
  const where = ({ external }: Host): string => external ? 'outside the mesh' : 'inside the mesh';
  if (first.external !== other.external) {
    return `${where(other)}, and ${described(first.object)} ${where(first)}`;
  }
  const protocols = new Map(first.ports.map(({ number, protocol }) => [number, protocol]));
  const port = other.ports.find(({ number, protocol }) => protocols.has(number) && protocols.get(number) !== protocol);
  return port && `with ${port.protocol} on port ${port.number}, and ${described(first.object)} with ${protocols.get(port.number)}`;
}
