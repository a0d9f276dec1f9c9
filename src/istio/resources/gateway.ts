import { isIP } from 'net';
import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { serverHostProblem } from './_hosts';
import { checkSelector } from './_labels';
import { isHttp, isTls } from './_protocol-families';
import { checkText, checkValues } from './_values';
import { Protocol } from './protocol';
import { ServerTls } from './server-tls';
import { NamespacedApiObject } from '../../checks/checked-api-object';
import { dnsLabelProblem } from '../../core/kubernetes-names';
import { usageError } from '../../core/usage-error';
import { portProblem } from '../../core/workload-port';
import { GATEWAY } from '../../imports/istio';
import type { GatewaySpec } from '../../imports/istio';

type Server = NonNullable<GatewaySpec['servers']>[number];

/** What a gateway serves on one port. */
export interface GatewayServer {
  /** The number of the port. */
  readonly port: number;

  /** What is spoken on the port. */
  readonly protocol: Protocol;

  /**
   * The name of the port, which no other server of the Gateway may have.
   *
   * @default - the protocol and the number, for example `https-443`
   */
  readonly portName?: string;

  /** The hosts that are served, `[<namespace>/]<host>`: for example `shop.example.com`, `shop/*.example.com` or `*`. */
  readonly hosts: string[];

  /**
   * The name of the server in statistics.
   *
   * @default - none
   */
  readonly name?: string;

  /**
   * The IP address that the server listens on.
   *
   * @default - every address
   */
  readonly bind?: string;

  /**
   * How connections are secured. Needed with the protocols HTTPS and TLS, and not allowed with any other.
   *
   * @default - plaintext
   */
  readonly tls?: ServerTls;

  /**
   * Whether requests are sent to HTTPS instead. With HTTP protocols only.
   *
   * @default false
   */
  readonly httpsRedirect?: boolean;
}

/** Properties of a Gateway. */
export interface GatewayProps {
  /**
   * Metadata of the object.
   *
   * @default - a generated name in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;

  /** The labels of the gateway's pods, which may be in any namespace. */
  readonly selector: { [label: string]: string };

  /** What the gateway serves: at least one server. */
  readonly servers: GatewayServer[];
}

/**
 * Says what gateways accept at the edge of the mesh: a Gateway of
 * `networking.istio.io/v1`, not of the Gateway API.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export class Gateway extends NamespacedApiObject {
  private readonly labels: { [label: string]: string };
  private readonly served: (GatewayServer & { readonly portName: string })[] = [];

  /** @throws if a value is none that Istio accepts, alone or together with another */
  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id, { ...GATEWAY, metadata: props.metadata, spec: Lazy.any({ produce: () => this._toSpec() }) });
    const problem = dnsLabelProblem(this.name);
    if (problem) {
      throw usageError(this, `metadata.name(${this.name})`, problem, 'Write a name without dots, for example "ingress".');
    }
    checkSelector(this, 'selector', props.selector, 'make no Gateway');
    this.labels = { ...props.selector };
    if (props.servers.length === 0) {
      throw usageError(this, 'servers([])', 'a Gateway serves at least one port', 'Add a server, for example { port: 443, protocol: Protocol.HTTPS, … }.');
    }
    props.servers.forEach(server => this.addServer(server));
  }

  /** The labels of the gateway's pods. */
  public get selector(): { [label: string]: string } {
    return { ...this.labels };
  }

  /** What the gateway serves. */
  public get servers(): GatewayServer[] {
    return [...this.served];
  }

  /**
   * Serves another port, or other hosts of one.
   *
   * @throws if a value is none that Istio accepts, alone or together with another
   */
  public addServer(server: GatewayServer): void {
    const portName = server.portName ?? `${server.protocol.toLowerCase()}-${server.port}`;
    const call = `servers(${portName})`;
    if (portProblem(server.port)) {
      throw usageError(this, `${call}.port(${server.port})`, portProblem(server.port)!, 'Give for example 443.');
    }
    checkText(this, `${call}.portName`, portName);
    checkText(this, `${call}.name`, server.name);
    if (this.served.some(known => known.portName === portName)) {
      throw usageError(this, call, 'another server has a port of this name', 'Set "portName" to a name of its own.');
    }
    if (server.bind !== undefined && isIP(server.bind) === 0) {
      throw usageError(this, `${call}.bind(${server.bind})`, 'it is not an IP address', 'Write for example "10.0.0.1".');
    }
    this.checkHosts(call, server);
    this.checkTls(call, server);
    this.served.push({ ...server, portName, hosts: [...server.hosts] });
  }

  /** @internal */
  public _toSpec(): GatewaySpec {
    return { selector: this.labels, servers: this.served.map(server => this.toServer(server)) };
  }

  private toServer({ port, portName, protocol, hosts, name, bind, tls, httpsRedirect }: GatewayServer & { readonly portName: string }): Server {
    return {
      port: { number: port, name: portName, protocol },
      hosts,
      name,
      bind,
      tls: httpsRedirect ? { httpsRedirect } : tls?._toSettings(),
    };
  }

  private checkHosts(call: string, { hosts, port, bind, tls }: GatewayServer): void {
    checkValues(this, `${call}.hosts`, hosts);
    for (const host of hosts) {
      const problem = serverHostProblem(host);
      if (problem) {
        throw usageError(this, `${call}.hosts(${host})`, problem, 'Write for example "shop.example.com", "*.example.com" or "*".');
      }
      if (tls && this.served.some(known => known.tls && known.port === port && known.bind === bind && known.hosts.includes(host))) {
        throw usageError(this, `${call}.hosts(${host})`, `another server on port ${port} has the host, and Istio would drop this one`, 'Serve each host once, or on another port.');
      }
    }
  }

  private checkTls(call: string, { protocol, tls, httpsRedirect }: GatewayServer): void {
    if (isTls(protocol) && !tls) {
      throw usageError(this, `${call}.protocol(${protocol})`, 'nothing says how its connections are secured', 'Add "tls", for example ServerTls.mutualFromSecret({ credentialName: "shop-tls" }).');
    }
    if (!isTls(protocol) && tls) {
      throw usageError(this, `${call}.protocol(${protocol})`, 'its connections are plaintext, but there is "tls"', 'Set "protocol" to Protocol.HTTPS or Protocol.TLS.');
    }
    if (httpsRedirect && !isHttp(protocol)) {
      throw usageError(this, `${call}.httpsRedirect(true)`, `${protocol} has no requests that could be redirected`, 'Set it on the server of the HTTP port.');
    }
  }
}
