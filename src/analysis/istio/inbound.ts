import { authorize } from './authorization';
import { AuthorizationPolicies } from './authorization-policies';
import { PeerDecision, PeerModes } from './peer-mode';
import { IstioSettings } from './settings';
import { Reason } from '../../core/flow';
import { Receiving, Sending, TlsOrigin, Transport } from '../flows/data-plane';
import { Protocol } from '../network/protocol';
import { Subject } from '../workloads';

interface Context {
  readonly modes: PeerModes;
  readonly policies: AuthorizationPolicies;
  readonly settings: Required<IstioSettings>;
}

/**
 * What a sidecar makes of a call to a port of its pod, which is declared to carry a protocol.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/networking/core/filterchain_options.go
 */
export function receivedBySidecar(server: Subject, port: number, protocol: Protocol, sending: Sending, context: Context): Receiving {
  const peer = context.modes.ofPort(server, port);
  const served = isServed(peer, protocol, sending);
  if (served.answer === false) {
    return { served: false, perRequest: false, because: [peer.because, ...served.because] };
  }
  const provesIdentity = sending.transport === Transport.MUTUAL_TLS && sending.origin === TlsOrigin.MESH;
  const spoken = protocol === Protocol.DETECTED ? sending.carries : protocol;
  const connection = {
    principal: provesIdentity ? sending.identity?.slice('spiffe://'.length) : undefined,
    unidentified: served.answer === undefined,
    port,
    http: spoken === Protocol.HTTP,
  };
  // Where neither end declares the protocol, the connection may be taken for either, and a policy then decides either way.
  const { allowed, because } = authorize(server, connection, context.policies);
  const other = spoken === Protocol.DETECTED ? authorize(server, { ...connection, http: true }, context.policies).allowed : allowed;
  const agreed = allowed === other ? allowed : undefined;
  if (served.answer === undefined && agreed !== false) {
    return { served: undefined, perRequest: false, because: [peer.because, ...served.because] };
  }
  const detected = allowed === other ? [] : [{ statement: 'the protocol of the port is detected: as HTTP the policies decide otherwise than as plain TCP' }];
  const taken = provesIdentity && because.length > 0 ? takenTrustDomain(context.settings) : [];
  return {
    served: agreed ?? true,
    perRequest: agreed === undefined,
    because: [peer.because, ...served.because, ...because, ...detected, ...taken],
  };
}

function isServed(peer: PeerDecision, protocol: Protocol, { transport, origin }: Sending): { answer: boolean | undefined; because: Reason[] } {
  const yes = { answer: true, because: [] };
  const no = (statement: string): { answer: false; because: Reason[] } => ({ answer: false, because: [{ statement }] });
  if (transport === Transport.PLAINTEXT) {
    return peer.mode === 'STRICT' ? no('plaintext is refused') : yes;
  }
  if (transport === Transport.MUTUAL_TLS && origin === TlsOrigin.MESH) {
    return peer.mode === 'DISABLE' ? no('the mutual TLS of the client is refused') : yes;
  }
  if (peer.mode === 'STRICT') {
    return transport === Transport.MUTUAL_TLS
      ? { answer: undefined, because: [{ statement: 'the server takes the client\'s own certificate only if the mesh\'s root signed it, which the manifests do not say' }] }
      : no('TLS without a certificate of the mesh is refused');
  }
  return protocol === Protocol.HTTP ? no('TLS that is not of the mesh is refused on a port declared as HTTP') : yes;
}

/** What to know about an identity whose trust domain nobody gave. */
function takenTrustDomain({ trustDomain, trustDomainIsTaken }: Required<IstioSettings>): Reason[] {
  return trustDomainIsTaken ? [{ statement: `no mesh configuration is among the manifests: the trust domain is taken to be ${trustDomain}, which the policies name` }] : [];
}
