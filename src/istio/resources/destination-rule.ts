import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { nameProblem, wildcardHostProblem } from './_hosts';
import { checkLabels, checkSelector } from './_labels';
import { ClientTls } from './client-tls';
import { ExportTo } from './export-to';
import { NamespacedApiObject } from '../../checks/checked-api-object';
import { usageError } from '../../core/usage-error';
import { portProblem } from '../../core/workload-port';
import { DESTINATION_RULE } from '../../imports/istio';
import type { DestinationRuleSpec } from '../../imports/istio';

type TrafficPolicy = NonNullable<DestinationRuleSpec['trafficPolicy']>;

/**
 * How clients connect to one port. Istio takes nothing over from the rest of the
 * rule for such a port, so it always says itself what TLS it uses.
 */
export interface PortLevelSettings {
  /** The port of the Service, never the container port. */
  readonly port: number;
  /** How clients connect to the port. */
  readonly tls: ClientTls;
}

/** A part of the host's endpoints, by their labels. */
export interface DestinationRuleSubset {
  /** The name by which a VirtualService routes to the subset. */
  readonly name: string;

  /**
   * The labels of the endpoints.
   *
   * @default - every endpoint of the host
   */
  readonly labels?: { [label: string]: string };

  /**
   * How clients connect to the subset.
   *
   * @default - as to the rest of the host
   */
  readonly tls?: ClientTls;

  /**
   * Ports to which clients of the subset connect in another way.
   *
   * @default - none
   */
  readonly portLevelSettings?: PortLevelSettings[];
}

/** Properties of a DestinationRule. */
export interface DestinationRuleProps {
  /**
   * Metadata of the object.
   *
   * @default - a generated name in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * The host that clients connect to, for example `cart.shop.svc.cluster.local`;
   * it may begin with a wildcard. A short name is one of the rule's own namespace.
   */
  readonly host: string;

  /**
   * The namespaces whose clients see the rule.
   *
   * @default - every namespace, unless the mesh has another default; the rule's own with a workload selector
   */
  readonly exportTo?: ExportTo;

  /**
   * The labels of the client pods, in the rule's own namespace, that it applies to.
   *
   * @default - every client
   */
  readonly workloadSelector?: { [label: string]: string };

  /**
   * How clients connect.
   *
   * @default - automatic: mutual TLS with servers that have a proxy, else plaintext
   */
  readonly tls?: ClientTls;

  /**
   * Ports to which clients connect in another way.
   *
   * @default - none
   */
  readonly portLevelSettings?: PortLevelSettings[];

  /**
   * Parts of the host's endpoints.
   *
   * @default - none
   */
  readonly subsets?: DestinationRuleSubset[];
}

/**
 * Says how clients connect to a host: a DestinationRule of
 * `networking.istio.io/v1`, as far as it concerns TLS.
 *
 * Istio reads the rules of the client's namespace, then those of the host's,
 * then those of the root namespace. A rule in any other namespace does nothing.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
export class DestinationRule extends NamespacedApiObject {
  /** The host that clients connect to. */
  public readonly host: string;

  /** How clients connect; undefined if it is automatic. */
  public readonly tls?: ClientTls;

  private readonly exportTo?: string[];
  private readonly clientLabels?: { [label: string]: string };
  private readonly ports: PortLevelSettings[] = [];
  private readonly parts: DestinationRuleSubset[] = [];

  /** @throws if a value is none that Istio accepts, or a Secret is used in a way in which sidecars ignore it */
  constructor(scope: Construct, id: string, props: DestinationRuleProps) {
    super(scope, id, { ...DESTINATION_RULE, metadata: props.metadata, spec: Lazy.any({ produce: () => this._toSpec() }) });
    const problem = wildcardHostProblem(props.host);
    if (problem) {
      throw usageError(this, `host(${props.host})`, problem, 'Write the name of the host, for example "cart.shop.svc.cluster.local" or "*.shop.svc.cluster.local".');
    }
    checkSelector(this, 'workloadSelector', props.workloadSelector, 'leave it out to apply to every client');
    this.host = props.host;
    this.clientLabels = props.workloadSelector && { ...props.workloadSelector };
    this.exportTo = this.checkedExportTo(props.exportTo);
    this.checkSecret('tls', props.tls);
    this.tls = props.tls;
    props.portLevelSettings?.forEach(port => this.addPortLevelSettings(port));
    props.subsets?.forEach(subset => this.addSubset(subset));
  }

  /** The labels of the clients that it applies to; undefined if it applies to all. */
  public get workloadSelector(): { [label: string]: string } | undefined {
    return this.clientLabels && { ...this.clientLabels };
  }

  /** The ports to which clients connect in another way. */
  public get portLevelSettings(): PortLevelSettings[] {
    return [...this.ports];
  }

  /** The parts of the host's endpoints. */
  public get subsets(): DestinationRuleSubset[] {
    return [...this.parts];
  }

  /**
   * Lets clients connect to one port in another way.
   *
   * @throws if the port is none, or is there already
   */
  public addPortLevelSettings(settings: PortLevelSettings): void {
    this.checkPort('portLevelSettings', this.ports, settings);
    this.ports.push({ ...settings });
  }

  /**
   * Names a part of the host's endpoints.
   *
   * @throws if the name is none or is there already, or a label or port is none
   */
  public addSubset(subset: DestinationRuleSubset): void {
    const field = `subsets(${subset.name})`;
    const problem = nameProblem(subset.name);
    if (problem) {
      throw usageError(this, field, `the name ${problem}`, 'Write a name such as "v1".');
    }
    if (this.parts.some(known => known.name === subset.name)) {
      throw usageError(this, field, 'there is a subset of this name already', 'Give each subset a name of its own.');
    }
    checkLabels(this, `${field}.labels`, subset.labels);
    this.checkSecret(`${field}.tls`, subset.tls);
    const ports: PortLevelSettings[] = [];
    for (const settings of subset.portLevelSettings ?? []) {
      this.checkPort(`${field}.portLevelSettings`, ports, settings);
      ports.push({ ...settings });
    }
    this.parts.push({ ...subset, labels: subset.labels && { ...subset.labels }, portLevelSettings: ports });
  }

  /** @internal */
  public _toSpec(): DestinationRuleSpec {
    return {
      host: this.host,
      exportTo: this.exportTo,
      workloadSelector: this.clientLabels && { matchLabels: this.clientLabels },
      trafficPolicy: trafficPolicy(this.tls, this.ports),
      subsets: this.parts.length === 0 ? undefined : this.parts.map(({ name, labels, tls, portLevelSettings }) => ({
        name,
        labels,
        trafficPolicy: trafficPolicy(tls, portLevelSettings ?? []),
      })),
    };
  }

  private checkedExportTo(exportTo: ExportTo | undefined): string[] | undefined {
    const names = exportTo?._toList();
    if (names?.includes('~')) {
      throw usageError(this, 'exportTo(~)', 'a DestinationRule cannot be hidden from everybody', 'Use ExportTo.ownNamespace().');
    }
    const other = names?.find(name => name !== '.' && name !== this.namespace);
    if (this.clientLabels && other !== undefined) {
      throw usageError(this, `exportTo(${other})`, 'a rule with a workload selector applies in its own namespace only', 'Use ExportTo.ownNamespace(), or leave "exportTo" out.');
    }
    return names;
  }

  private checkPort(field: string, known: PortLevelSettings[], { port, tls }: PortLevelSettings): void {
    const call = `${field}(${port})`;
    const problem = portProblem(port);
    if (problem) {
      throw usageError(this, call, problem, 'Give the number of the port of the Service, for example 443.');
    }
    if (known.some(settings => settings.port === port)) {
      throw usageError(this, call, 'the port has settings already', 'Give each port of the Service one entry.');
    }
    this.checkSecret(`${call}.tls`, tls);
  }

  private checkSecret(field: string, tls: ClientTls | undefined): void {
    const secret = tls?._secretOfSidecars;
    if (secret !== undefined && !this.clientLabels) {
      throw usageError(this, `${field}(${secret})`,
        'without "workloadSelector", sidecars ignore the Secret and connect in plaintext',
        'Add "workloadSelector" with the labels of the pods that connect, or set "gatewaysOnly" if only gateways do.');
    }
  }
}

/** Istio refuses a policy that is there but says nothing. */
function trafficPolicy(tls: ClientTls | undefined, ports: PortLevelSettings[]): TrafficPolicy | undefined {
  if (!tls && ports.length === 0) {
    return undefined;
  }
  return {
    tls: tls?._toSettings(),
    portLevelSettings: ports.length === 0 ? undefined : ports.map(settings => ({
      port: { number: settings.port },
      tls: settings.tls._toSettings(),
    })),
  };
}
