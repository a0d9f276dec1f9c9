/** What a proxy takes the bytes of a port for. */
export enum Protocol {
  HTTP = 'http',
  /** TLS that the application itself speaks. */
  TLS = 'tls',
  TCP = 'tcp',
  UDP = 'udp',
  /** Whatever the first bytes look like. */
  DETECTED = 'detected',
}

const HTTP = new Set(['http', 'http2', 'http_proxy', 'grpc', 'grpc-web']);
const TCP = new Set(['tcp', 'mongo', 'redis', 'mysql']);
const TLS = new Set(['tls', 'https']);
/** SMTP, DNS, MySQL and MongoDB: the server speaks first, so that waiting for the client's first bytes would break them. */
const NEVER_DETECTED = new Set([25, 53, 3306, 27017]);
const APP_PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'kubernetes.io/h2c': Protocol.HTTP,
  'kubernetes.io/ws': Protocol.HTTP,
  'kubernetes.io/wss': Protocol.TLS,
};

/**
 * The protocol of a Service's port: its appProtocol, else the beginning of its name.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function protocolOfServicePort(port: number, { name = '', appProtocol, protocol }: { name?: string; appProtocol?: string; protocol?: string }): Protocol {
  if (protocol === 'UDP') {
    return Protocol.UDP;
  }
  const standard = appProtocol !== undefined && Object.hasOwn(APP_PROTOCOLS, appProtocol) ? APP_PROTOCOLS[appProtocol] : undefined;
  const declared = standard ?? protocolNamed(appProtocol ?? name);
  return declared === Protocol.DETECTED && NEVER_DETECTED.has(port) ? Protocol.TCP : declared;
}

/** The protocol that a text names, such as `HTTP`, `grpc-web` or `tcp-metrics`. */
export function protocolNamed(text: string): Protocol {
  const whole = text.toLowerCase();
  const name = whole.startsWith('grpc-web') ? 'grpc-web' : whole.split('-', 1)[0];
  if (HTTP.has(name)) {
    return Protocol.HTTP;
  }
  if (TLS.has(name)) {
    return Protocol.TLS;
  }
  return TCP.has(name) ? Protocol.TCP : name === 'udp' ? Protocol.UDP : Protocol.DETECTED;
}
