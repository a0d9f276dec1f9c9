/**
 * What is spoken on a port.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export enum Protocol {
  /** HTTP/1.1, and HTTP/2 by upgrade. */
  HTTP = 'HTTP',
  /** HTTP/2 without TLS. */
  HTTP2 = 'HTTP2',
  /** HTTP over TLS. */
  HTTPS = 'HTTPS',
  /** gRPC. */
  GRPC = 'GRPC',
  /** gRPC for browsers. */
  GRPC_WEB = 'GRPC-WEB',
  /** Anything over TCP. */
  TCP = 'TCP',
  /** TLS with a server name (SNI), whatever is spoken inside. */
  TLS = 'TLS',
  /** The protocol of MongoDB. */
  MONGO = 'MONGO',
  /** The protocol of MySQL. */
  MYSQL = 'MYSQL',
  /** The protocol of Redis. */
  REDIS = 'REDIS',
}
