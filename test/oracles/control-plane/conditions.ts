import { Manifest } from '../../variety';

/** Something to wait for. */
export interface Condition {
  /** What an object is not if it does not hold, for example `ready`. */
  readonly description: string;
  /** Whether it holds in a state of the object; undefined is that there is none. */
  holds(state: Manifest | undefined): boolean;
}

/** cert-manager has issued the certificate that is asked for now; or its issuer is ready to. */
export const READY = upToDate('Ready');

/** trust-manager has written the bundle that is asked for now into all namespaces. */
export const SYNCED = upToDate('Synced');

/** There is such an object. */
export const EXISTS: Condition = { description: 'there', holds: state => state !== undefined };

/** There is none any more. */
export const GONE: Condition = { description: 'gone', holds: state => state === undefined };

/** cert-manager has issued the certificate once more than in the state that is given. */
export function issuedAfter(before: Manifest): Condition {
  return {
    description: `issued again after revision ${before.status.revision}`,
    holds: state => READY.holds(state) && state!.status.revision > before.status.revision && !isTrue(state, 'Issuing'),
  };
}

/** Whether a condition of an object's status is true. */
function isTrue(state: Manifest | undefined, type: string): boolean {
  return conditionsOf(state).some(condition => condition.type === type && condition.status === 'True');
}

function upToDate(type: string): Condition {
  return {
    description: type.toLowerCase(),
    holds: state => isTrue(state, type)
      && conditionsOf(state).every(condition => condition.type !== type || condition.observedGeneration === state!.metadata.generation),
  };
}

/** The conditions of an object's status. */
export function conditionsOf(state: Manifest | undefined): Manifest[] {
  return state?.status?.conditions ?? [];
}
