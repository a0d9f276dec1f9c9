import { concerningCalls, haveSameSettings } from './concern';
import { ambiguous, Worlds } from './world';
import { TlsOrigin, Transport } from '../flows/data-plane';
import { Way } from '../flows/evaluate';
import { ISTIO_SECURITY } from '../istio/kinds';
import { PeerAuthentication, peerAuthentications } from '../istio/peer-authentications';
import { groupKind } from '../manifest';

const MODES = `${ISTIO_SECURITY}/PeerAuthentication`;
const POLICIES = `${ISTIO_SECURITY}/AuthorizationPolicy`;

/**
 * Whether clients send before and afterwards the same: of all that calls depend on, only what servers ask for changes, and no
 * PeerAuthentication of either state says DISABLE, which is all that clients hear of. So it is when a mesh goes strict.
 */
export function clientsSendTheSame(worlds: Worlds): boolean {
  return haveSameSettings(worlds) && changesOnly([MODES, POLICIES], worlds)
    && !worlds.states.some(state => ambiguous(state).length > 0 || state.inventory.view(peerAuthentications).all.some(saysDisable));
}

/** Whether of all that calls depend on only PeerAuthentications change. */
export function onlyModesChange(worlds: Worlds): boolean {
  return changesOnly([MODES], worlds);
}

function changesOnly(kinds: readonly string[], worlds: Worlds): boolean {
  return concerningCalls(worlds).every(({ manifest }) => kinds.includes(groupKind(manifest)));
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
