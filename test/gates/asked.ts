import { parseAllDocuments } from 'yaml';
import { Inventory } from '../../src/analysis/inventory';
import { changesIn, DEFAULT_GATE_SETTINGS, evaluate, GateSettings, GateStage, nextSteps, Sample, Step, stepsTo } from '../../src/gates';
import { ownGates } from '../../src/gates/gates-for';
import { inventoryOf } from '../analysis/objects';
import { NAMESPACE, workload } from '../cli/shop';

export const NOW = new Date('2026-01-01T00:00:00Z');
const HOUR = 3_600_000;

/** Seconds since 1970, some hours before now. */
export function ago(hours: number): number {
  return (NOW.getTime() - hours * HOUR) / 1000;
}

/** A series as Prometheus answers with it. */
export function sample(labels: Record<string, string>, value: number): Sample {
  return { labels: new Map(Object.entries(labels)), value };
}

export function inventoryIn(yaml: string): Inventory {
  return inventoryOf(parseAllDocuments(yaml).map(document => document.toJS()).filter(manifest => manifest));
}

/** A workload with a sidecar that also mounts the certificate `<name>-tls`. */
export function mounting(name: string): string {
  const mounts = `volumeMounts: [{ name: tls, mountPath: /tls }] }], volumes: [{ name: tls, secret: { secretName: ${name}-tls } }]`;
  return [NAMESPACE, workload(name, 8080).replace('ports: [{ containerPort: 8080 }] }]', `ports: [{ containerPort: 8080 }], ${mounts}`)].join('---');
}

/** What answers some questions. */
export type Answer = (promql: string) => readonly Sample[] | undefined;

/** The first answer that there is, else that there is nothing. */
export function first(...answers: readonly Answer[]): (promql: string) => readonly Sample[] {
  return promql => answers.map(answer => answer(promql)).find(answer => answer !== undefined) ?? [];
}

/** What a Prometheus answers that has seen nothing. */
export const silent = first();

/** The step of a change among the manifests: the next one, or one that is named. */
export function stepOf(inventory: Inventory, stage?: GateStage): Step {
  const changes = changesIn(inventory, { now: NOW });
  const [step, ...others] = stage === undefined ? nextSteps(changes) : stepsTo(stage, changes);
  expect(others).toEqual([]);
  return step;
}

/** What is said of the gates of a step, each as its name, its outcome, and what is in its way. */
export async function judgedOf(
  yaml: string, answer: (promql: string) => readonly Sample[], { stage, ...settings }: Partial<GateSettings> & { readonly stage?: GateStage } = {},
): Promise<Record<string, readonly [outcome: string, ...offenders: string[]]>> {
  const inventory = inventoryIn(yaml);
  const gates = ownGates(stepOf(inventory, stage), inventory, { now: NOW }, { ...DEFAULT_GATE_SETTINGS, ...settings });
  const evaluated = await evaluate(gates, async promql => answer(promql), NOW);
  return Object.fromEntries(evaluated.map(({ gate: { name }, judgement: { outcome, offenders } }) => [
    name, [outcome, ...offenders.map(({ source, subject, problem }) => `${source === undefined ? '' : `${source} → `}${subject}: ${problem}`)],
  ]));
}

/** What cert-manager reports of Certificates: `namespace/name` under an issuer, and when it was issued, in hours before now. */
export function certificates(
  issued: Readonly<Record<string, readonly [issuer: string, hours: number]>>, isReady: (name: string) => boolean = () => true,
): Answer {
  return promql => {
    const [, field] = /^min by \([a-z_,]*\) \(certmanager_certificate_(ready|not_before|expiration|renewal)_/.exec(promql) ?? [];
    return field === undefined ? undefined : Object.entries(issued).map(([key, [issuer, hours]]) => {
      const [namespace, name] = key.split('/');
      const value = { ready: isReady(key) ? 1 : 0, not_before: ago(hours), expiration: ago(-1000), renewal: ago(-500) }[field]!;
      return sample({ namespace, name, issuer_name: issuer }, value);
    });
  };
}

/** What the agents of pods in "shop" report: until when their certificates, which live for a day, are good, by when they were issued. */
export function agents(issued: Readonly<Record<string, number>>): Answer {
  return promql => (promql.includes('istio_agent_cert_expiry_seconds')
    ? Object.entries(issued).map(([pod, hours]) => sample({ namespace: 'shop', pod }, promql.includes('max_over_time') ? 86_400 : ago(hours) + 86_400))
    : undefined);
}
