import { leavesPlaintext } from './port-entry-drops-tls';
import { Severity } from '../../core/finding';
import { destinationRules, namespaceOfHost } from '../istio/destination-rules';
import { droppedTls } from '../istio/dropped-tls';
import { meshOf } from '../istio/mesh';
import { described } from '../manifest';
import { Rule } from '../rule';

/** An entry for a port by which callers are no longer held to mutual TLS. */
export const portEntryDropsMutual: Rule = {
  code: 'MTLS0611',
  severity: Severity.WARNING,
  title: 'An entry for a port drops the TLS settings above it',
  explanation: 'portLevelSettings are not added to the settings above them but replace them as a whole (istio#34508). Without the ISTIO_MUTUAL that stands above, automatic mutual TLS decides for the port again: it works as long as every pod has a sidecar, and falls back to plaintext silently when one has none. Where nothing takes the place of the settings, it is an error: MTLS0610.',
  *check(inventory, context) {
    const { registry } = meshOf(inventory, context);
    for (const rule of inventory.view(destinationRules)) {
      const isInside = namespaceOfHost(rule.host) !== undefined || registry.hosts.named(rule.host).some(({ external }) => !external);
      for (const dropped of droppedTls(rule)) {
        if ((dropped.mode === 'ISTIO_MUTUAL' || isInside) && !leavesPlaintext(dropped, inventory, context)) {
          yield {
            object: rule.object,
            field: dropped.field,
            message: `${described(rule.object)}: ${dropped.field} has no tls, so that the ${dropped.mode} of ${dropped.above} does not count for port ${dropped.port} of ${JSON.stringify(rule.host)}`,
            fix: `Repeat ${dropped.above} in ${dropped.field}.`,
          };
        }
      }
    }
  },
};
