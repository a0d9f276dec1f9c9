import { Severity } from '../../core/finding';
import { populatedNamespaces } from '../istio/completeness';
import { destinationRules, namespaceOfHost, tlsSettingsOf } from '../istio/destination-rules';
import { meshOf } from '../istio/mesh';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A DestinationRule with TLS settings for a Service that is not there. */
export const destinationRuleHostUnknown: Rule = {
  code: 'MTLS0616',
  severity: Severity.WARNING,
  title: 'A DestinationRule sets the TLS of a Service that does not exist',
  explanation: 'The rule is accepted and never used: calls to the Service that was meant are not held to its TLS settings. Mostly the name is misspelt, or short, so that it is taken for a Service of the rule\'s own namespace (istioctl IST0174, Kiali KIA0202). Reported only if pods and Services of the host\'s namespace are among the objects.',
  *check(inventory, context) {
    const { hosts } = meshOf(inventory, context).registry;
    const populated = inventory.view(populatedNamespaces);
    for (const rule of inventory.view(destinationRules)) {
      const home = namespaceOfHost(rule.host);
      if (home !== undefined && !rule.host.startsWith('*') && [...tlsSettingsOf(rule)].length > 0 && hosts.named(rule.host).length === 0
        && populated.has(home) && hosts.in(home).some(({ object }) => object.manifest.kind === 'Service')) {
        yield {
          object: rule.object,
          field: 'spec.host',
          message: `${described(rule.object)}: spec.host is ${JSON.stringify(rule.host)}, but the namespace ${JSON.stringify(home)} has no such Service, so that the TLS settings apply to nothing`,
          fix: 'Write the full name of the Service, <name>.<namespace>.svc.cluster.local; or remove the rule.',
        };
      }
    }
  },
};
