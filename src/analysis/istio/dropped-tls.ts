import { DestinationRule } from './destination-rules';
import { within } from '../field-problem';
import { Fields, fieldsAt, hasField, integerAt, listAt, textAt } from '../fields';

/** An entry for a port that leaves the TLS settings above it out. */
export interface DroppedTls {
  readonly rule: DestinationRule;
  /** The field of the entry. */
  readonly field: string;
  readonly port: number;
  /** The mode of the settings that do not count for the port, and where they stand. */
  readonly mode: string;
  readonly above: string;
}

const ON = new Set(['ISTIO_MUTUAL', 'SIMPLE', 'MUTUAL']);

/**
 * The entries of a DestinationRule for a port that have no TLS settings, below
 * settings that do: an entry replaces what is above it as a whole.
 */
export function* droppedTls(rule: DestinationRule): Generator<DroppedTls> {
  const spec = fieldsAt(rule.object.manifest, 'spec');
  const top = fieldsAt(spec, 'trafficPolicy');
  yield* droppedIn(rule, top, 'spec.trafficPolicy', top, 'spec.trafficPolicy');
  for (const [index, subset] of listAt(spec, 'subsets').entries()) {
    const field = `${within('spec.subsets', index)}.trafficPolicy`;
    const own = fieldsAt(subset, 'trafficPolicy');
    yield* hasField(own, 'tls') ? droppedIn(rule, own, field, own, field) : droppedIn(rule, own, field, top, 'spec.trafficPolicy');
  }
}

function* droppedIn(rule: DestinationRule, policy: Fields, field: string, above: Fields, aboveField: string): Generator<DroppedTls> {
  const mode = textAt(above, 'tls', 'mode');
  for (const [index, entry] of mode !== undefined && ON.has(mode) ? listAt(policy, 'portLevelSettings').entries() : []) {
    const port = integerAt(entry, 'port', 'number');
    if (port !== undefined && !hasField(entry, 'tls')) {
      yield { rule, field: within(`${field}.portLevelSettings`, index), port, mode: mode!, above: `${aboveField}.tls` };
    }
  }
}
