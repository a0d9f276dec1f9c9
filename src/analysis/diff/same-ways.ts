import { isDeepStrictEqual } from 'node:util';
import { Leg, Sending } from '../flows/data-plane';
import { Way } from '../flows/evaluate';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Backend } from '../network/destination';

/** Whether a call leaves its client the same way in two states: to the same backends, as the same bytes, with the same identity. */
export function areSameWays(before: readonly Way[], after: readonly Way[]): boolean {
  return before === after || areAll(before, after, (was, is) => areAll(was.legs, is.legs, isSameLeg));
}

function areAll<T>(before: readonly T[], after: readonly T[], same: (before: T, after: T) => boolean): boolean {
  return before.length === after.length && before.every((item, index) => same(item, after[index]));
}

function isSameLeg(before: Leg, after: Leg): boolean {
  return before.outside === after.outside && before.direct === after.direct
    && isSameBackend(before.backend, after.backend) && isSameSending(before.sending, after.sending);
}

/** What is sent, but for the reasons and the lists. A field that is new to it has to be written here, too. */
const SENT: Readonly<Record<Exclude<keyof Sending, 'expects' | 'because'>, true>> = { transport: true, origin: true, carries: true, identity: true };
const SENT_FIELDS = Object.keys(SENT) as (keyof typeof SENT)[];

function isSameSending(before: Sending, after: Sending): boolean {
  return SENT_FIELDS.every(field => before[field] === after[field])
    && areAll(before.expects ?? [], after.expects ?? [], (was, is) => was === is);
}

/** The states have different objects for the same pods, which need not be compared; what is registered by hand is compared whole. */
function isSameBackend(before: Backend | undefined, after: Backend | undefined): boolean {
  if (!before || !after) {
    return before === after;
  }
  return before.port === after.port && isDeepStrictEqual(before.endpoint, after.endpoint)
    && (before.workload && after.workload ? isSameObject(before.workload.object, after.workload.object) : before.workload === after.workload);
}

function isSameObject(before: SourcedManifest, after: SourcedManifest): boolean {
  return before.manifest.kind === after.manifest.kind && before.manifest.metadata.name === after.manifest.metadata.name
    && namespaceOf(before) === namespaceOf(after);
}
