import { RuleContext } from '../../../src/analysis/rule';
import { IstioMeshOptions } from '../../../src/analysis/schedule/istio-mesh';
import { Schedule, ScheduledCertificate, scheduleOf } from '../../../src/analysis/schedule/schedule';
import { inventoryOf, NOW, PlainObject } from '../objects';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The schedule of these objects, on the day on which all tests take place. */
export function scheduled(objects: readonly PlainObject[], context: Partial<RuleContext> = {}, options: IstioMeshOptions = {}): Schedule {
  return scheduleOf(inventoryOf(objects), { now: NOW, ...context }, options);
}

/** The certificate with an id. */
export function certificateIn({ certificates }: Schedule, id: string): ScheduledCertificate {
  const found = certificates.find(each => each.id === id);
  if (!found) {
    throw new Error(`there is no ${id}, but ${certificates.map(each => each.id).join(', ')}`);
  }
  return found;
}

/** The dates of a certificate, as texts: issued, renewed from and to, expires. */
export function datesOf({ life }: ScheduledCertificate): string[] {
  if (!life) {
    return [];
  }
  const renewed = life.renewal.kind === 'automatic' ? [...new Set([life.renewal.from, life.renewal.to])].map(iso) : [life.renewal.kind];
  return [iso(life.issued), ...renewed, iso(life.expires)];
}

function iso(moment: number): string {
  return new Date(moment).toISOString().replace('.000Z', 'Z');
}
