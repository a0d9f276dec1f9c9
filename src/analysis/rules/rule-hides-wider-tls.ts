import { Severity } from '../../core/finding';
import { hasField } from '../fields';
import { Inventory } from '../inventory';
import { DestinationRule, destinationRules, namespaceOfHost, tlsSettingsOf } from '../istio/destination-rules';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';

/** A narrower DestinationRule that says nothing about TLS, and takes away what a wider one said. */
export const ruleHidesWiderTls: Rule = {
  code: 'MTLS0619',
  severity: Severity.WARNING,
  title: 'A DestinationRule without TLS settings hides the mutual TLS that a wider one asks for',
  explanation: 'DestinationRules for different hosts are not merged: only the first that is found counts, in the caller\'s namespace before the Service\'s, and there before the root namespace, and in each the one with the most specific host. A rule that was written for a load balancer so drops the ISTIO_MUTUAL that stands in the rule for "*.local"; what is left is automatic mutual TLS, with its silent fall to plaintext, or nothing at all where that is off (Kiali KIA0201, KIA0204).',
  *check(inventory, context) {
    const { rootNamespace } = clusterOf(context);
    const wider = inventory.view(mutualPatterns);
    for (const rule of wider.size > 0 ? inventory.view(destinationRules) : []) {
      if (rule.hasSelector || [...tlsSettingsOf(rule)].length > 0 || !hasField(rule.object.manifest, 'spec', 'trafficPolicy')) {
        continue;
      }
      const places = new Set([rule.namespace, namespaceOfHost(rule.host) ?? rule.namespace, rootNamespace]);
      const hidden = [...patternsOver(rule.host)].flatMap(pattern => [...places].flatMap(place => wider.get(keyOf(place, pattern)) ?? []))[0];
      if (hidden) {
        yield {
          object: rule.object,
          others: [hidden.object],
          field: 'spec.trafficPolicy.tls',
          message: `${described(rule.object)}: has no tls for ${JSON.stringify(rule.host)}, and hides the ISTIO_MUTUAL of ${described(hidden.object)} for ${JSON.stringify(hidden.host)}`,
          fix: 'Repeat tls.mode: ISTIO_MUTUAL in it.',
        };
      }
    }
  },
};

/** The rules with a pattern as host and ISTIO_MUTUAL at the top. */
function mutualPatterns(inventory: Inventory): ReadonlyMap<string, DestinationRule> {
  return new Map(inventory.view(destinationRules)
    .filter(rule => rule.host.startsWith('*') && !rule.hasSelector && [...tlsSettingsOf(rule)].some(({ field, tls }) => field === 'spec.trafficPolicy.tls' && tls.mode === 'ISTIO_MUTUAL'))
    .map(rule => [keyOf(rule.namespace, rule.host), rule]));
}

/** The patterns that cover a host, itself left out. */
function* patternsOver(host: string): Generator<string> {
  for (let start = host.startsWith('*') ? 2 : 0; start <= host.length; start++) {
    yield `*${host.slice(start)}`;
  }
}

function keyOf(namespace: string, host: string): string {
  return JSON.stringify([namespace, host]);
}
