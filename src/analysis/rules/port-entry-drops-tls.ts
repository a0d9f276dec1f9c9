import { Severity } from '../../core/finding';
import { Inventory } from '../inventory';
import { destinationRules, namespaceOfHost } from '../istio/destination-rules';
import { DroppedTls, droppedTls } from '../istio/dropped-tls';
import { meshOf } from '../istio/mesh';
import { described } from '../manifest';
import { Protocol } from '../network/protocol';
import { Rule, RuleContext } from '../rule';

/** An entry for a port by which the callers send plaintext. */
export const portEntryDropsTls: Rule = {
  code: 'MTLS0610',
  severity: Severity.ERROR,
  title: 'An entry for a port drops the TLS settings above it, and plaintext is sent',
  explanation: 'portLevelSettings are not added to the settings above them but replace them as a whole: an entry that only sets a load balancer or a timeout switches off the TLS of its port (istio#34508). So does an entry in a subset. For a host outside the mesh, or where automatic mutual TLS is off, nothing takes its place, and the calls leave in plaintext. A port that is declared to carry TLS itself is not reported.',
  *check(inventory, context) {
    for (const { rule, field, port, mode, above } of inventory.view(destinationRules).flatMap(candidate => [...droppedTls(candidate)])) {
      if (leavesPlaintext({ rule, field, port, mode, above }, inventory, context)) {
        yield {
          object: rule.object,
          field,
          message: `${described(rule.object)}: ${field} has no tls, so that the ${mode} of ${above} does not count for port ${port}: plaintext to ${JSON.stringify(rule.host)}`,
          fix: `Repeat ${above} in ${field}.`,
        };
      }
    }
  },
};

/** Whether nothing replaces the settings that an entry drops. */
export function leavesPlaintext({ rule, port, mode }: DroppedTls, inventory: Inventory, context: RuleContext): boolean {
  const { registry, settings } = meshOf(inventory, context);
  const hosts = registry.hosts.named(rule.host);
  const isOutside = hosts.length > 0 ? hosts.some(({ external }) => external) : namespaceOfHost(rule.host) === undefined && !rule.host.endsWith('.local') && rule.host !== '*';
  const protocol = hosts.flatMap(({ ports }) => ports).find(({ number }) => number === port)?.protocol;
  const isTls = hosts.length > 0 ? protocol === undefined || protocol === Protocol.TLS : port === 443;
  return mode === 'ISTIO_MUTUAL' ? !settings.enableAutoMtls : isOutside ? !isTls : !settings.enableAutoMtls;
}
