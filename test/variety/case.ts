import { App, Chart, Testing } from 'cdk8s';
import { MtlsChecks } from '../../src';

/** A Kubernetes object. */
export type Manifest = Record<string, any>;

/** An app, by what is in it, and what it writes. */
export interface VarietyCase {
  readonly name: string;
  readonly manifests: Manifest[];
}

/** The day on which every app is synthesized. */
const NOW = new Date('2026-06-15T12:00:00Z');

/** An end date that is not reached yet. */
export const UNTIL = '2027-03-31';

/** What the app writes that a function fills, with a chart in the namespace `shop`. */
export function manifestsOf(fill: (chart: Chart) => void): Manifest[] {
  const app: App = Testing.app();
  MtlsChecks.attach(app, { now: NOW });
  const chart = new Chart(app, 'variety', { namespace: 'shop' });
  fill(chart);
  return app.charts.flatMap(written => Testing.synth(written));
}

/** The case of one app. */
export function variety(name: string, fill: (chart: Chart) => void): VarietyCase {
  return { name, manifests: manifestsOf(fill) };
}

/** A case for each named variant. */
export function varieties<T>(subject: string, variants: Record<string, T>, fill: (chart: Chart, variant: T) => void): VarietyCase[] {
  return Object.entries(variants).map(([name, variant]) => variety(`${subject}: ${name}`, chart => fill(chart, variant)));
}

/** The minimum, with each option by itself, and with all options. */
export function optionsOf<P extends object, O extends object>(minimum: P, options: O): Record<string, P & Partial<O>> {
  const single = Object.entries(options).map(([name, value]) => [name, { ...minimum, [name]: value }] as const);
  return { minimum, ...Object.fromEntries(single), everything: { ...minimum, ...options } } as Record<string, P & Partial<O>>;
}

/** The values of an enum by their names. */
export function valuesOf<T extends string | number>(all: Record<string, T | string>): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => Number.isNaN(Number(name)))) as Record<string, T>;
}
