import { MergedRule, Settings } from './destination-rule-index';
import { within } from '../field-problem';
import { fieldAt, Fields, fieldsAt, hasField, integerAt, listAt } from '../fields';

/** The settings of a DestinationRule for one port, and for one subset if a route names it. */
export interface PortPolicy {
  /** The TLS settings that the proxy is programmed with. */
  readonly tls?: Settings;
  /** The TLS settings that decide for each endpoint where the proxy is programmed with none. */
  readonly endpointTls?: Settings;
  /** Whether the proxy passes the call on to the address that was called. */
  readonly passthrough: boolean;
  /** Whether it looks at every pod first, to see if all of them have a sidecar: not where only the entry for the port says so. */
  readonly looksAtAll: boolean;
}

interface Overlay {
  readonly settings: Settings;
  readonly isPortLevel: boolean;
}

/**
 * What a DestinationRule says of a port. An entry for the port replaces the rule's
 * settings as a whole, whatever it leaves out; a subset's settings replace those
 * that it sets, but its entry for a port replaces the TLS settings even when it has none.
 * Not so where istiod marks endpoints: there, an entry without TLS settings hides nothing.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/networking/util/util.go (MergeSubsetTrafficPolicy)
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/xds/endpoints/mtls_checker.go (tlsModeForDestinationRule)
 */
export function policyForPort(rule: MergedRule | undefined, port: number, subset?: string): PortPolicy {
  const chosen = subset === undefined ? undefined : rule?.subsets.find(({ name }) => name === subset)?.policy;
  const top = overlayFor(rule?.policy, port);
  const own = overlayFor(chosen, port);
  const tls = tlsOf(own?.settings) ?? (own?.isPortLevel ? undefined : tlsOf(top?.settings));
  return {
    tls,
    endpointTls: tls ?? endpointTlsOf(chosen, port) ?? endpointTlsOf(rule?.policy, port),
    passthrough: balancingOf(own, top) === 'PASSTHROUGH',
    looksAtAll: fieldAt((subset === undefined ? rule?.policy : chosen)?.value, 'loadBalancer', 'simple') === 'PASSTHROUGH',
  };
}

function endpointTlsOf(policy: Settings | undefined, port: number): Settings | undefined {
  return tlsOf(overlayFor(policy, port)?.settings) ?? tlsOf(policy);
}

/** The load balancing of the subset, else of the rule, by the same precedence as TLS. */
function balancingOf(own: Overlay | undefined, top: Overlay | undefined): unknown {
  const [subset, rule] = [own, top].map(overlay => overlay && fieldAt(overlay.settings.value, 'loadBalancer'));
  return fieldAt(subset ?? (own?.isPortLevel ? undefined : rule), 'simple');
}

function overlayFor(policy: Settings | undefined, port: number): Overlay | undefined {
  if (!policy) {
    return undefined;
  }
  const index = listAt(policy.value, 'portLevelSettings').findIndex(entry => integerAt(entry, 'port', 'number') === port);
  return index < 0
    ? { settings: policy, isPortLevel: false }
    : {
      settings: { object: policy.object, field: within(`${policy.field}.portLevelSettings`, index), value: listAt(policy.value, 'portLevelSettings')[index] as Fields },
      isPortLevel: true,
    };
}

function tlsOf(settings: Settings | undefined): Settings | undefined {
  return settings && hasField(settings.value, 'tls')
    ? { object: settings.object, field: `${settings.field}.tls`, value: fieldsAt(settings.value, 'tls') }
    : undefined;
}
