import { concerningCalls, haveSameSettings } from './concern';
import { ambiguous } from './reach';
import { State, Worlds } from './world';
import { TlsOrigin, Transport } from '../flows/data-plane';
import { Way } from '../flows/evaluate';
import { ISTIO_SECURITY } from '../istio/kinds';
import { PeerAuthentication, peerAuthentications } from '../istio/peer-authentications';
import { groupKind } from '../manifest';

/**
 * Whether of all that calls depend on only PeerAuthentications change, and none in either state says DISABLE. Clients then
 * send before and afterwards the same, and a call that every mode takes has the same verdict: so it is when a mesh goes strict.
 */
export function onlyModesChange(states: readonly [State, State], worlds: Worlds): boolean {
  return haveSameSettings(states, worlds)
    && concerningCalls(worlds).every(({ manifest }) => groupKind(manifest) === `${ISTIO_SECURITY}/PeerAuthentication`)
    && !states.some(state => ambiguous(state).length > 0 || state.inventory.view(peerAuthentications).all.some(saysDisable));
}

function saysDisable({ mode, ports }: PeerAuthentication): boolean {
  return [mode, ...ports.values()].includes('DISABLE');
}

/** Whether every mode but DISABLE takes what is sent, if anything is: mutual TLS with the certificates of the mesh. */
export function isTakenByEveryMode(ways: readonly Way[]): boolean {
  return ways.every(({ legs }) => legs.every(({ sending: { transport, origin } }) => INDIFFERENT.has(transport)
    || transport === Transport.MUTUAL_TLS && origin === TlsOrigin.MESH));
}

/** No server is asked. */
const INDIFFERENT: ReadonlySet<Transport> = new Set([Transport.NONE, Transport.UNKNOWN]);
