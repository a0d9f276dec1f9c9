import { ISTIO_NETWORKING } from './kinds';
import { within } from '../field-problem';
import { Fields, fieldsAt, hasField, listAt, textAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';

/** A DestinationRule as the rules see it. */
export interface DestinationRule {
  readonly object: SourcedManifest;
  readonly namespace: string;
  /** The host with a short name completed, as Istio compares it. */
  readonly host: string;
  readonly hasSelector: boolean;
}

/** The TLS settings of a DestinationRule in one place of it. */
export interface TlsSettings {
  readonly field: string;
  readonly tls: Fields;
}

const DOMAIN = 'svc.cluster.local';

/** The DestinationRules among the objects. */
export function destinationRules(inventory: Inventory): readonly DestinationRule[] {
  return inventory.ofKind(ISTIO_NETWORKING, 'DestinationRule').flatMap(object => {
    const namespace = namespaceOf(object);
    const host = textAt(object.manifest, 'spec', 'host');
    return host ? [{ object, namespace, host: completeHost(host, namespace), hasSelector: hasField(object.manifest, 'spec', 'workloadSelector') }] : [];
  });
}

/** The host of a rule as Istio completes it: only a name without any dot is short. */
export function completeHost(host: string, namespace: string): string {
  return host.includes('.') || host.includes(':') || host === '*' ? host : `${host}.${namespace}.${DOMAIN}`;
}

/** The namespace of a Service's full host name; undefined for other hosts, and for `*` as a namespace. */
export function namespaceOfHost(host: string): string | undefined {
  const match = /^[^.]+\.([a-z0-9-]+)\.svc\.cluster\.local$/.exec(host);
  return match?.[1];
}

/** Every place of a DestinationRule that has TLS settings. */
export function* tlsSettingsOf({ object }: DestinationRule): Generator<TlsSettings> {
  const spec = fieldsAt(object.manifest, 'spec');
  yield* tlsOfPolicy(fieldsAt(spec, 'trafficPolicy'), 'spec.trafficPolicy');
  for (const [index, subset] of listAt(spec, 'subsets').entries()) {
    yield* tlsOfPolicy(fieldsAt(subset, 'trafficPolicy'), `${within('spec.subsets', index)}.trafficPolicy`);
  }
}

function* tlsOfPolicy(policy: Fields, field: string): Generator<TlsSettings> {
  if (hasField(policy, 'tls')) {
    yield { field: `${field}.tls`, tls: fieldsAt(policy, 'tls') };
  }
  for (const [index, port] of listAt(policy, 'portLevelSettings').entries()) {
    if (hasField(port, 'tls')) {
      yield { field: `${within(`${field}.portLevelSettings`, index)}.tls`, tls: fieldsAt(port, 'tls') };
    }
  }
}
