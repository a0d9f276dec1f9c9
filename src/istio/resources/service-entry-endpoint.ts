/**
 * A server behind a ServiceEntry.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/workload-entry/#WorkloadEntry
 */
export interface ServiceEntryEndpoint {
  /**
   * The address: an IP address, `unix:///<path>`, or with DNS resolution a host name too.
   *
   * @default - none: the gateway of the network is used
   */
  readonly address?: string;

  /**
   * The port on which the server listens, by the name of the port of the ServiceEntry.
   *
   * @default - the target ports of the ServiceEntry
   */
  readonly ports?: { [portName: string]: number };

  /**
   * Labels of the server. Inside the mesh, `security.istio.io/tlsMode: istio` says
   * that it has a proxy that accepts mutual TLS.
   *
   * @default - none
   */
  readonly labels?: { [label: string]: string };

  /**
   * The network of the server. Servers of another network are reached over a gateway.
   *
   * @default - the network of the client
   */
  readonly network?: string;

  /**
   * Where the server is, as `<region>/<zone>/<subzone>`.
   *
   * @default - not known
   */
  readonly locality?: string;

  /**
   * The share of the connections, relative to the weights of the other servers.
   *
   * @default - the same share as the others
   */
  readonly weight?: number;

  /**
   * The service account of the server, in the namespace of the ServiceEntry. Inside
   * the mesh, a server with one is reached with mutual TLS.
   *
   * @default - none
   */
  readonly serviceAccount?: string;
}
