import { parseGoDuration } from '../../core/go-duration';
import { fieldAt, listAt, textAt } from '../fields';
import { Inventory } from '../inventory';
import { Environment } from '../istio/settings';
import { namespaceOf } from '../manifest';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** What Istio's agents and istiod take for their times where nothing else is said, in milliseconds. */
const DURATIONS = {
  SECRET_TTL: 24 * HOUR,
  DEFAULT_WORKLOAD_CERT_TTL: 24 * HOUR,
  MAX_WORKLOAD_CERT_TTL: 90 * DAY,
  CITADEL_SELF_SIGNED_CA_CERT_TTL: 3650 * DAY,
  CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL: HOUR,
} as const;

const NUMBERS = {
  SECRET_GRACE_PERIOD_RATIO: 0.5,
  SECRET_GRACE_PERIOD_RATIO_JITTER: 0.01,
  CITADEL_SELF_SIGNED_ROOT_CERT_GRACE_PERIOD_PERCENTILE: 20,
} as const;

/** How Istio's agents look after the certificates of workloads where nothing else is said. Times are milliseconds. */
export const USUAL_AGENT = {
  lifetime: DURATIONS.SECRET_TTL,
  renewBefore: DURATIONS.SECRET_TTL * NUMBERS.SECRET_GRACE_PERIOD_RATIO,
  /** By how much they vary the moment of renewal, as a share of the lifetime. */
  jitter: NUMBERS.SECRET_GRACE_PERIOD_RATIO_JITTER,
} as const;

const NUMBER = /^[+-]?(?:\d{1,9}\.?\d{0,17}|\.\d{1,17})(?:e[+-]?\d{1,2})?$/i;

/** Environment variables as Istio reads them: what it cannot read is as if it were not there, and noted. */
export class IstioEnvironment {
  private readonly unread = new Set<string>();

  constructor(private readonly variables: Environment) {}

  /** What could not be read, of all that was asked for. */
  public get notes(): readonly string[] {
    return [...this.unread];
  }

  public text(name: string): string | undefined {
    return Object.hasOwn(this.variables, name) && this.variables[name] !== '' ? this.variables[name] : undefined;
  }

  /** In milliseconds. */
  public duration(name: keyof typeof DURATIONS): number {
    return this.read(name, parseGoDuration, DURATIONS[name]);
  }

  public number(name: keyof typeof NUMBERS): number {
    return this.read(name, text => (NUMBER.test(text) ? Number(text) : undefined), NUMBERS[name]);
  }

  private read(name: string, parse: (text: string) => number | undefined, unless: number): number {
    const text = this.text(name);
    const value = text === undefined ? unless : parse(text);
    if (value === undefined) {
      this.unread.add(`${name} ${JSON.stringify(text)} cannot be read: Istio takes its own default instead`);
    }
    return value ?? unless;
  }
}

/** The environment of istiod as its Deployment has it; nothing if that is not among the manifests. */
export function istiodEnvironment(inventory: Inventory, rootNamespace: string): Environment | undefined {
  const istiod = inventory.ofKind('apps', 'Deployment').find(each => namespaceOf(each) === rootNamespace && /^istiod(?:-|$)/.test(each.manifest.metadata.name));
  if (!istiod) {
    return undefined;
  }
  const variables = listAt(fieldAt(istiod.manifest, 'spec', 'template', 'spec'), 'containers').flatMap(container => listAt(container, 'env'));
  return Object.fromEntries(variables.flatMap(variable => {
    const [name, value] = [textAt(variable, 'name'), textAt(variable, 'value')];
    return name !== undefined && value !== undefined ? [[name, value] as const] : [];
  }));
}
