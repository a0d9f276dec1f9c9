import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { checkEndpoint } from './_endpoint-checks';
import { hostProblem, wildcardHostProblem } from './_hosts';
import { ipBlockProblem } from './_ip-blocks';
import { checkSelector } from './_labels';
import { isHttp, isTls } from './_protocol-families';
import { checkValues } from './_values';
import { ExportTo } from './export-to';
import { Protocol } from './protocol';
import { ServiceEntryEndpoint } from './service-entry-endpoint';
import { NamespacedApiObject } from '../../checks/checked-api-object';
import { dnsLabelProblem } from '../../core/kubernetes-names';
import { usageError } from '../../core/usage-error';
import { portProblem } from '../../core/workload-port';
import { SERVICE_ENTRY } from '../../imports/istio';
import type { ServiceEntrySpec } from '../../imports/istio';

/** Whether servers are part of the mesh. */
export enum ServiceEntryLocation {
  /** They are not: connections to them are never mutual TLS by themselves. */
  MESH_EXTERNAL = 'MESH_EXTERNAL',
  /** They are: a server with a proxy or a service account is reached with mutual TLS. */
  MESH_INTERNAL = 'MESH_INTERNAL',
}

/**
 * How the addresses of servers are found.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution
 */
export enum ServiceEntryResolution {
  /** They are not: a connection goes to the address that the client asked for. */
  NONE = 'NONE',
  /** By the endpoints, or the workload selector. */
  STATIC = 'STATIC',
  /** In DNS, all of the answers, at intervals. */
  DNS = 'DNS',
  /** In DNS, the first of the answers, when connecting. */
  DNS_ROUND_ROBIN = 'DNS_ROUND_ROBIN',
  /** In DNS, by the host of the request, for wildcard hosts. */
  DYNAMIC_DNS = 'DYNAMIC_DNS',
}

/** A port of a ServiceEntry. */
export interface ServiceEntryPort {
  /** The number that clients connect to. */
  readonly number: number;

  /** The name of the port. */
  readonly name: string;

  /**
   * What is spoken on it.
   *
   * @default - detected by the proxy
   */
  readonly protocol?: Protocol;

  /**
   * The number on which the servers listen.
   *
   * @default - the number that clients connect to
   */
  readonly targetPort?: number;
}

/** Properties of a ServiceEntry. */
export interface ServiceEntryProps {
  /**
   * Metadata of the object.
   *
   * @default - a generated name in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;

  /** The hosts that clients ask for, at most 256; one may begin with a wildcard, as in `*.example.com`. */
  readonly hosts: string[];

  /**
   * Virtual addresses of the hosts: IP addresses, or CIDR blocks where addresses are not looked up in DNS.
   *
   * @default - none; Istio may allocate them
   */
  readonly addresses?: string[];

  /**
   * The ports of the hosts.
   *
   * @default - none
   */
  readonly ports?: ServiceEntryPort[];

  /**
   * Whether the servers are part of the mesh.
   *
   * @default ServiceEntryLocation.MESH_EXTERNAL
   */
  readonly location?: ServiceEntryLocation;

  /**
   * How the addresses of the servers are found.
   *
   * @default ServiceEntryResolution.NONE
   */
  readonly resolution?: ServiceEntryResolution;

  /**
   * The servers. Not together with a workload selector.
   *
   * @default - none
   */
  readonly endpoints?: ServiceEntryEndpoint[];

  /**
   * The labels of the pods and WorkloadEntries, in the namespace of the ServiceEntry, that serve the hosts.
   *
   * @default - none
   */
  readonly workloadSelector?: { [label: string]: string };

  /**
   * The namespaces whose clients see the hosts.
   *
   * @default - every namespace, unless the mesh has another default
   */
  readonly exportTo?: ExportTo;

  /**
   * The names of which a server's certificate must carry one, unless a DestinationRule names others.
   *
   * @default - none
   */
  readonly subjectAltNames?: string[];
}

/**
 * Makes hosts known to the mesh that Kubernetes does not know: a ServiceEntry of
 * `networking.istio.io/v1`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/
 */
export class ServiceEntry extends NamespacedApiObject {
  /** Whether the servers are part of the mesh. */
  public readonly location: ServiceEntryLocation;

  /** How the addresses of the servers are found. */
  public readonly resolution: ServiceEntryResolution;

  private readonly described: ServiceEntryProps;
  private readonly servers: ServiceEntryEndpoint[] = [];

  /** @throws if a value is none that Istio accepts, alone or together with another */
  constructor(scope: Construct, id: string, props: ServiceEntryProps) {
    super(scope, id, { ...SERVICE_ENTRY, metadata: props.metadata, spec: Lazy.any({ produce: () => this._toSpec() }) });
    this.location = props.location ?? ServiceEntryLocation.MESH_EXTERNAL;
    this.resolution = props.resolution ?? ServiceEntryResolution.NONE;
    this.described = {
      ...props,
      hosts: [...props.hosts],
      ports: props.ports?.map(port => ({ ...port })),
      addresses: props.addresses && [...props.addresses],
      subjectAltNames: props.subjectAltNames && [...props.subjectAltNames],
      workloadSelector: props.workloadSelector && { ...props.workloadSelector },
    };
    this.checkHosts();
    this.checkPorts();
    this.checkAddresses();
    checkValues(this, 'subjectAltNames', props.subjectAltNames);
    checkSelector(this, 'workloadSelector', props.workloadSelector, 'leave it out');
    props.endpoints?.forEach(endpoint => this.addEndpoint(endpoint));
    if (this.resolution === ServiceEntryResolution.DYNAMIC_DNS) {
      this.checkDynamicDns();
    }
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** The hosts that clients ask for. */
  public get hosts(): string[] {
    return [...this.described.hosts];
  }

  /** The ports of the hosts. */
  public get ports(): ServiceEntryPort[] {
    return [...this.described.ports ?? []];
  }

  /** The servers. */
  public get endpoints(): ServiceEntryEndpoint[] {
    return [...this.servers];
  }

  /**
   * Adds a server.
   *
   * @throws if the resolution allows no further server, there is a workload selector, or a value is none that Istio accepts
   */
  public addEndpoint(endpoint: ServiceEntryEndpoint): void {
    const call = `endpoints(${endpoint.address ?? endpoint.network ?? ''})`;
    if (this.described.workloadSelector) {
      throw usageError(this, call, 'the servers are found by "workloadSelector" already', 'Name the servers in one of the two ways.');
    }
    if (this.resolution === ServiceEntryResolution.NONE || this.resolution === ServiceEntryResolution.DYNAMIC_DNS) {
      throw usageError(this, call, `with resolution ${this.resolution} there are no endpoints`, 'Set "resolution" to ServiceEntryResolution.STATIC or ServiceEntryResolution.DNS.');
    }
    if (this.resolution === ServiceEntryResolution.DNS_ROUND_ROBIN && this.servers.length === 1) {
      throw usageError(this, call, 'with resolution DNS_ROUND_ROBIN there is one endpoint at most', 'Set "resolution" to ServiceEntryResolution.DNS for several.');
    }
    checkEndpoint(this, endpoint, { portNames: this.ports.map(port => port.name), dns: this.resolution !== ServiceEntryResolution.STATIC });
    this.servers.push({ ...endpoint, ports: endpoint.ports && { ...endpoint.ports }, labels: endpoint.labels && { ...endpoint.labels } });
  }

  /** @internal */
  public _toSpec(): ServiceEntrySpec {
    const { hosts, addresses, ports, subjectAltNames, workloadSelector, exportTo } = this.described;
    return {
      hosts,
      addresses,
      ports: ports?.map(({ protocol, ...port }) => ({ ...port, protocol })),
      location: `${this.location}`,
      resolution: `${this.resolution}`,
      endpoints: this.servers.length === 0 ? undefined : this.servers,
      workloadSelector: workloadSelector && { labels: workloadSelector },
      exportTo: exportTo?._toList(),
      subjectAltNames,
    };
  }

  private checkHosts(): void {
    checkValues(this, 'hosts', this.described.hosts);
    for (const host of this.described.hosts) {
      const problem = host === '*' ? 'a wildcard alone would be every host there is' : wildcardHostProblem(host);
      if (problem) {
        throw usageError(this, `hosts(${host})`, problem, 'Write the name of a host, for example "api.example.com" or "*.example.com".');
      }
    }
  }

  private checkPorts(): void {
    const names = new Set<string>();
    const numbers = new Set<number>();
    for (const port of this.described.ports ?? []) {
      const call = `ports(${port.name})`;
      const name = dnsLabelProblem(port.name);
      if (name) {
        throw usageError(this, call, `the name ${name}`, 'Write a name such as "https".');
      }
      for (const field of ['number', 'targetPort'] as const) {
        const number = port[field];
        const problem = number === undefined ? undefined : portProblem(number);
        if (problem) {
          throw usageError(this, `${call}.${field}(${number})`, problem, 'Give for example 443.');
        }
      }
      if (names.has(port.name) || numbers.has(port.number)) {
        throw usageError(this, `${call}.number(${port.number})`, 'there is a port of this name or number already', 'Give each port a name and a number of its own.');
      }
      names.add(port.name);
      numbers.add(port.number);
      if (this.resolution !== ServiceEntryResolution.NONE && this.described.hosts.length > 1 && !isHttp(port.protocol) && !isTls(port.protocol)) {
        throw usageError(this, `${call}.protocol(${port.protocol ?? ''})`, 'nothing in its connections tells the hosts apart', 'Make a ServiceEntry for each host, or set "protocol" to an HTTP or TLS protocol.');
      }
    }
  }

  private checkAddresses(): void {
    checkValues(this, 'addresses', this.described.addresses);
    for (const address of this.described.addresses ?? []) {
      const problem = ipBlockProblem(address);
      if (problem) {
        throw usageError(this, `addresses(${address})`, problem, 'Write an IP address or a CIDR block, for example "240.0.0.1".');
      }
      if (address.includes('/') && this.resolution !== ServiceEntryResolution.NONE && this.resolution !== ServiceEntryResolution.STATIC) {
        throw usageError(this, `addresses(${address})`, `a CIDR block cannot be together with resolution ${this.resolution}`, 'Write single addresses, or set "resolution" to ServiceEntryResolution.NONE or ServiceEntryResolution.STATIC.');
      }
    }
  }

  private checkDynamicDns(): void {
    const fixed = this.described.hosts.find(host => !host.startsWith('*'));
    if (fixed !== undefined) {
      throw usageError(this, `hosts(${fixed})`, 'with resolution DYNAMIC_DNS every host begins with a wildcard', 'Write for example "*.example.com", or set "resolution" to ServiceEntryResolution.DNS.');
    }
    if (this.described.addresses) {
      throw usageError(this, `addresses(${this.described.addresses[0]})`, 'with resolution DYNAMIC_DNS there are no addresses', 'Leave "addresses" out.');
    }
    const allowed: (Protocol | undefined)[] = [Protocol.HTTP, Protocol.HTTP2, Protocol.GRPC, Protocol.TLS];
    const other = this.ports.find(port => !allowed.includes(port.protocol));
    if (other) {
      throw usageError(this, `ports(${other.name}).protocol(${other.protocol ?? ''})`, 'with resolution DYNAMIC_DNS a port speaks HTTP, HTTP2, GRPC or TLS', 'Set "protocol" to one of them.');
    }
    const waypoint = this.metadata.getLabel('istio.io/use-waypoint');
    if (this.location === ServiceEntryLocation.MESH_INTERNAL && waypoint && waypoint.toLowerCase() !== 'none') {
      throw usageError(this, `location(${this.location})`, `with resolution DYNAMIC_DNS it does not work over the waypoint "${waypoint}"`, 'Remove the label "istio.io/use-waypoint", or set "location" to ServiceEntryLocation.MESH_EXTERNAL.');
    }
  }

  /** What may still be put right by adding an endpoint. */
  private problems(): string[] {
    const lookedUp = this.resolution === ServiceEntryResolution.DNS || this.resolution === ServiceEntryResolution.DNS_ROUND_ROBIN;
    if (!lookedUp || this.servers.length > 0) {
      return [];
    }
    return this.described.hosts
      .filter(host => hostProblem(host) !== undefined)
      .map(host => `hosts(${host}): DNS has no answer for a wildcard. Add an endpoint, or set "resolution" to ServiceEntryResolution.DYNAMIC_DNS.`);
  }
}
