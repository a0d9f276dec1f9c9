import { Protocol } from './protocol';

/** Whether requests in the protocol name their host. */
export function isHttp(protocol: Protocol | undefined): boolean {
  return protocol === Protocol.HTTP || protocol === Protocol.HTTP2 || protocol === Protocol.GRPC || protocol === Protocol.GRPC_WEB;
}

/** Whether connections in the protocol begin with a TLS handshake. */
export function isTls(protocol: Protocol | undefined): boolean {
  return protocol === Protocol.HTTPS || protocol === Protocol.TLS;
}
