import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { checkEndpoint } from './_endpoint-checks';
import { hostProblem } from './_hosts';
import { checkSelector } from './_labels';
import { checkAddresses, checkDynamicDns, checkHosts, checkPorts } from './_service-entry-checks';
import { checkCount, checkValues } from './_values';
import { ExportTo } from './export-to';
import { ServiceEntryEndpoint } from './service-entry-endpoint';
import { ServiceEntryLocation } from './service-entry-location';
import { ServiceEntryPort } from './service-entry-port';
import { ServiceEntryResolution } from './service-entry-resolution';
import { NamespacedApiObject } from '../../checks/checked-api-object';
import { usageError } from '../../core/usage-error';
import { SERVICE_ENTRY } from '../../imports/istio';
import type { ServiceEntrySpec } from '../../imports/istio';

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
    checkHosts(this, props.hosts);
    checkPorts(this, this.resolution, props);
    checkAddresses(this, this.resolution, props.addresses);
    checkValues(this, 'subjectAltNames', props.subjectAltNames);
    checkSelector(this, 'workloadSelector', props.workloadSelector, 'leave it out');
    if (this.resolution === ServiceEntryResolution.DYNAMIC_DNS) {
      checkDynamicDns(this, this.location, props);
    }
    props.endpoints?.forEach(endpoint => this.addEndpoint(endpoint));
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
    checkCount(this, 'endpoints', this.servers.length + 1, 4096);
    checkEndpoint(this, endpoint, { portNames: this.ports.map(port => port.name), dns: this.resolution !== ServiceEntryResolution.STATIC });
    this.servers.push({ ...endpoint, ports: endpoint.ports && { ...endpoint.ports }, labels: endpoint.labels && { ...endpoint.labels } });
  }

  /** @internal */
  public _toSpec(): ServiceEntrySpec {
    const { hosts, addresses, ports, subjectAltNames, workloadSelector, exportTo } = this.described;
    return {
      hosts,
      addresses,
      ports,
      location: `${this.location}`,
      resolution: `${this.resolution}`,
      endpoints: this.servers.length === 0 ? undefined : this.servers,
      workloadSelector: workloadSelector && { labels: workloadSelector },
      exportTo: exportTo?._toList(),
      subjectAltNames,
    };
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
