import { every, History } from './history';

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** The time as of which is asked, in seconds; somewhere within a minute, as times are. */
export const NOW = Date.parse('2026-03-01T12:00:07Z') / 1000;
export const SINCE = NOW - 9 * DAY;
/** How often proxies are scraped here. */
export const SCRAPE = 2 * MINUTE;

export type Sample = [at: number, value: number];

/** Samples every two minutes. */
export function scraped(from: number, to: number, value: (at: number) => number): Sample[] {
  return [...every(SCRAPE, from, to, value)];
}

/** What cert-manager reports of a Certificate. */
export interface Reported {
  readonly namespace: string;
  readonly name: string;
  readonly issuer: string;
  /** In hours: how long it lives, and how long before now it was issued. */
  readonly lifetime: number;
  readonly age: number;
  readonly isReady?: boolean;
  /** When it is due to be renewed, in time: 0 is never. Otherwise at two thirds of its lifetime, or never if that is long. */
  readonly renewals?: readonly Sample[];
}

/** Adds it, as Prometheus has it that does not honour the labels of what it scrapes. */
export function reportCertificate(
  history: History, of: string, { namespace, name, issuer, lifetime, age, isReady = true, renewals }: Reported,
): void {
  const around = (value: number): Sample[] => [[NOW - 60, value], [NOW - 30, value]];
  const labels = { case: of, namespace: 'cert-manager', exported_namespace: namespace, name, issuer_name: issuer, issuer_kind: 'Issuer' };
  history.add('certmanager_certificate_ready_status', { ...labels, condition: 'True' }, around(isReady ? 1 : 0));
  history.add('certmanager_certificate_ready_status', { ...labels, condition: 'False' }, around(isReady ? 0 : 1));
  history.add('certmanager_certificate_not_before_timestamp_seconds', labels, around(NOW - age * HOUR));
  history.add('certmanager_certificate_expiration_timestamp_seconds', labels, around(NOW + (lifetime - age) * HOUR));
  history.add('certmanager_certificate_renewal_timestamp_seconds', labels, renewals ?? around(lifetime === 87600 ? 0 : NOW + (lifetime * 2 / 3 - age) * HOUR));
}

/** Adds what the agent of a pod in "shop" reports, whose certificate was issued so many hours ago. */
export function reportAgent(history: History, of: string, pod: string, age: number): void {
  const left = (at: number): number => (24 - age) * HOUR + NOW - at;
  history.add('istio_agent_cert_expiry_seconds', { case: of, resource_name: 'default', namespace: 'shop', pod }, every(30, NOW - 10 * MINUTE, NOW, left));
}
