import { Entry, Life } from './scheduled-certificate';
import { lifetimeSlack } from '../../core/change/lifetime-fit';

/** The time of a certificate that a schedule knows. */
export type DatedEntry = Entry & { readonly life: Life };

/** Whether the dates of an entry are known. */
export function isDated(entry: Entry | undefined): entry is DatedEntry {
  return entry?.life !== undefined;
}

/** How long a certificate lives from its issue to its end. */
export function lifetimeOf({ issued, expires }: Life): number {
  return expires - issued;
}

/**
 * What is left of a CA when the last certificate that it signs ends: it signs until
 * it is renewed at the latest, and if that is overdue or up to somebody's hand, at
 * least still now.
 */
export function slackUnder({ expires, renewal }: Life, lifetime: number, now: number): number {
  const signer = { lifetime: expires - now };
  return lifetimeSlack(lifetime, renewal.kind === 'automatic' ? { ...signer, renewBefore: expires - Math.max(renewal.to, now) } : signer);
}
