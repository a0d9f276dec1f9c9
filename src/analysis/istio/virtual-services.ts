import { byAge } from './age';
import { completeHost } from './destination-rules';
import { hostCovers } from './host-match';
import { ISTIO_NETWORKING } from './kinds';
import { legsOf } from './route-legs';
import { IstioSettings } from './settings';
import { append } from '../../core/multi-map';
import { within } from '../field-problem';
import { Fields, fieldsAt, hasField, integerAt, listAt, textAt, textMapAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Protocol } from '../network/protocol';
import { selects } from '../selector-index';
import { Workload } from '../workloads';

/** Where a route leads. */
export interface RouteDestination {
  readonly object: SourcedManifest;
  readonly field: string;
  readonly host: string;
  /** The port, if the route names one. */
  readonly port?: number;
  readonly subset?: string;
  /** Whether it routes connections, and not requests in HTTP. */
  readonly ofConnections: boolean;
}

/** What a VirtualService is for, and where it is. */
export interface Routed {
  readonly namespace: string;
  readonly hosts: readonly string[];
}

interface VirtualService extends Routed {
  readonly object: SourcedManifest;
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[];
}

/** A VirtualService for a host, whose name may begin with `*`. */
interface Candidate {
  readonly object: SourcedManifest;
  readonly host: string;
  readonly service: VirtualService;
}

const MESH = 'mesh';
const NONE: readonly Candidate[] = [];

/** The VirtualServices, findable by the host that is called. */
export class VirtualServices {
  private readonly exact = new Map<string, Candidate[]>();
  private readonly patterns: Candidate[] = [];
  private readonly ofGateways: VirtualService[] = [];

  constructor(inventory: Inventory, private readonly settings: Required<IstioSettings>) {
    const all = inventory.ofKind(ISTIO_NETWORKING, 'VirtualService').map(read).sort(byAge);
    for (const service of all) {
      if (service.gateways.some(gateway => gateway !== MESH)) {
        this.ofGateways.push(service);
      }
      for (const host of service.gateways.includes(MESH) ? service.hosts : []) {
        const candidate = { object: service.object, host, service };
        if (host.startsWith('*')) {
          this.patterns.push(candidate);
        } else {
          append(this.exact, host, candidate);
        }
      }
    }
  }

  /**
   * Where a sidecar's routes lead a call to a host, by any of its names: every destination that some
   * request may reach; undefined stands for the host itself, where nothing leads elsewhere.
   * Of several VirtualServices, one that is for fewer namespaces comes first, and then the oldest; the first one that has routes of the kind counts.
   *
   * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/virtualservice.go (SelectVirtualServices)
   * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/sidecar.go (computeWildcardHostVirtualServiceIndex)
   */
  public routesOf(
    client: Workload, names: readonly string[], port: number, protocol: Protocol, isKnown: (service: Routed) => boolean,
  ): readonly (RouteDestination | undefined)[] {
    const inOrder = (candidates: readonly Candidate[]): Candidate[] => [...candidates]
      .sort((a, b) => this.reach(a.service, client.namespace) - this.reach(b.service, client.namespace) || byAge(a, b));
    const candidates = names.map(name => inOrder(this.candidates(name)
      .filter(({ service }) => this.appliesTo(service, client.namespace) && isKnown(service))));
    return inOrder(candidates.flatMap(ofName => protocol === Protocol.HTTP ? forRequests(ofName) : ofName))
      .map(({ service }) => [...destinations(service, client, port, protocol)])
      .find(routes => routes.length > 0) ?? [undefined];
  }

  /** Where the routes of gateways lead that go to a host. */
  public gatewayRoutesTo(gateway: Workload, host: string): readonly RouteDestination[] {
    return this.ofGateways
      .filter(service => this.appliesTo(service, gateway.namespace))
      .flatMap(service => [...destinations(service, gateway, undefined, Protocol.DETECTED)])
      .filter(route => route.host === host);
  }

  private candidates(host: string): readonly Candidate[] {
    const patterns = this.patterns.filter(({ host: pattern }) => hostCovers(pattern, host));
    const exact = this.exact.get(host) ?? NONE;
    return patterns.length > 0 ? [...exact, ...patterns] : exact;
  }

  private appliesTo(service: VirtualService, client: string): boolean {
    return this.targetsOf(service).some(target => target === '*' || target === client || (target === '.' && service.namespace === client));
  }

  /** For how many namespaces a VirtualService is that applies to a client's: its own, chosen ones, or all. */
  private reach(service: VirtualService, client: string): number {
    return this.targetsOf(service).includes('*') ? 2 : service.namespace === client ? 0 : 1;
  }

  private targetsOf({ exportTo }: VirtualService): readonly string[] {
    return exportTo.length > 0 ? exportTo : this.settings.defaultVirtualServiceExportTo;
  }
}

/** Of those that are for a name, in order, those that count for requests: the ones without a pattern, else the first of the most specific. */
function forRequests(candidates: readonly Candidate[]): readonly Candidate[] {
  const exact = candidates.filter(({ host }) => !host.startsWith('*'));
  return exact.length > 0 ? exact : [...candidates].sort((a, b) => b.host.length - a.host.length).slice(0, 1);
}

function read(object: SourcedManifest): VirtualService {
  const { manifest } = object;
  const namespace = namespaceOf(object);
  const gateways = textsAt(manifest, 'spec', 'gateways');
  return {
    object,
    namespace,
    hosts: textsAt(manifest, 'spec', 'hosts').map(host => completeHost(host, namespace)),
    gateways: gateways.length > 0 ? gateways : [MESH],
    exportTo: textsAt(manifest, 'spec', 'exportTo'),
  };
}

/** The destinations of the routes for a client, port and protocol, mirrored requests among them. */
function* destinations(service: VirtualService, client: Workload, port: number | undefined, protocol: Protocol): Generator<RouteDestination> {
  const spec = fieldsAt(service.object.manifest, 'spec');
  const kinds = protocol === Protocol.HTTP ? ['http'] : protocol === Protocol.TLS ? ['tls'] : protocol === Protocol.TCP ? ['tcp'] : ['http', 'tcp'];
  for (const kind of kinds) {
    for (const [index, route] of listAt(spec, kind).entries()) {
      if (!mayApply(route, client, port)) {
        continue;
      }
      const field = within(`spec.${kind}`, index);
      for (const leg of legsOf(route, field)) {
        yield* destination(service, leg.destination, leg.field);
      }
      // A route without conditions takes all that is left.
      if (!hasField(route, 'match') || listAt(route, 'match').length === 0) {
        break;
      }
    }
  }
}

function* destination({ object, namespace }: VirtualService, value: Fields, field: string): Generator<RouteDestination> {
  const host = textAt(value, 'host');
  if (host !== undefined) {
    yield { object, field, host: completeHost(host, namespace), port: integerAt(value, 'port', 'number'), subset: textAt(value, 'subset'), ofConnections: !field.startsWith('spec.http') };
  }
}

/** Whether a route may take a request of a client: what a request looks like is not known. */
function mayApply(route: unknown, client: Workload, port: number | undefined): boolean {
  const matches = listAt(route, 'match');
  return matches.length === 0 || matches.some(match => {
    const gateways = textsAt(match, 'gateways');
    const wantedPort = integerAt(match, 'port');
    const namespace = textAt(match, 'sourceNamespace');
    return (port === undefined || gateways.length === 0 || gateways.includes(MESH))
      && (port === undefined || wantedPort === undefined || wantedPort === port)
      && (!namespace || namespace === client.namespace)
      && selects(textMapAt(match, 'sourceLabels'), client.labels);
  });
}
