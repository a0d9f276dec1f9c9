import { Reason } from '../../core/flow';
import { Leg, TlsOrigin } from '../flows/data-plane';
import { Protocol } from '../network/protocol';

/** Legs with a reason before theirs. */
export function explained(legs: readonly Leg[], because: Reason): readonly Leg[] {
  return legs.map(leg => ({ ...leg, sending: { ...leg.sending, because: [because, ...leg.sending.because] } }));
}

/** A leg by which an application sends what it speaks. */
export function carrying(carries: Protocol): (leg: Leg) => Leg {
  return leg => ({ ...leg, sending: { ...leg.sending, carries } });
}

/** A leg by which a proxy passes bytes on without looking at them: inside its mutual TLS, the server's proxy does not look either. */
export function asBytes(leg: Leg): Leg {
  return leg.sending.origin === TlsOrigin.MESH ? carrying(Protocol.TCP)(leg) : leg;
}

/** Whether the same is sent to the same backends. */
export function areAlike(some: readonly Leg[], others: readonly Leg[]): boolean {
  return some.length === others.length && some.every((leg, index) => keyOf(leg).every((part, at) => part === keyOf(others[index])[at]));
}

function keyOf({ backend, sending: { transport, origin, expects } }: Leg): readonly unknown[] {
  return [backend?.workload, backend?.endpoint?.object, backend?.endpoint?.field, backend?.port, transport, origin, expects?.join()];
}
