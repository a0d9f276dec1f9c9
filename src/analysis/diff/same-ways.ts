import { isDeepStrictEqual } from 'node:util';
import { nameOf } from './world';
import { Leg } from '../flows/data-plane';
import { Way } from '../flows/evaluate';
import { Backend } from '../network/destination';

/** Whether a call leaves its client the same way in two states: to the same backends, as the same bytes, with the same identity. */
export function areSameWays(before: readonly Way[], after: readonly Way[]): boolean {
  return before.length === after.length && before.every(({ legs }, index) => areSameLegs(legs, after[index].legs));
}

function areSameLegs(before: readonly Leg[], after: readonly Leg[]): boolean {
  return before.length === after.length && before.every((leg, index) => isDeepStrictEqual(essenceOf(leg), essenceOf(after[index])));
}

/** All of a leg but the reasons for it. */
function essenceOf({ sending: { because, ...sent }, backend, ...leg }: Leg): object {
  return { ...leg, sent, backend: backend && essenceOfBackend(backend) };
}

/** The states have different objects for the same pods, which need not be compared; what is registered by hand is compared whole. */
function essenceOfBackend({ workload, ...backend }: Backend): object {
  return { ...backend, workload: workload && nameOf(workload.object) };
}
