import { Cluster } from './cluster';
import { handshake, Handshake } from './handshake';
import { istioOf } from './istio-of';
import { reasonIn } from './tags';
import { told } from './told';
import { eastWestGateway, isMarkedAsEntry, networkOf } from './topology';
import { Reason } from '../../core/flow';
import { meeting } from '../diff/meeting';
import { textAt } from '../fields';
import { DataPlane, Leg, Receiving, Sending, TlsOrigin, Transport } from '../flows/data-plane';
import { undelivered } from '../istio/clusters';
import { Proxy } from '../istio/injection';
import { IstioDataPlane } from '../istio/istio-data-plane';
import { namespaceOf, referenceTo } from '../manifest';
import { Backend, Destination } from '../network/destination';
import { receivedByApplication } from '../network/direct';
import { Workload } from '../workloads';

/**
 * A data plane whose clients are in one cluster and whose servers are in another: besides
 * what either side makes of a call, it has to find its way, and each side has to take the other's certificate.
 */
export class Crossing implements DataPlane {
  public readonly name: string;
  private readonly istio: IstioDataPlane;
  private readonly met: DataPlane;
  /** Why it is not known whether what is sent arrives at all. */
  private readonly doubts = new WeakMap<Sending, readonly Reason[]>();
  private hands?: Handshake;

  constructor(private readonly client: Cluster, private readonly server: Cluster) {
    const [atClient, between, atServer] = [told(client, client).world, told(client, server).world, told(server, server).world];
    this.istio = istioOf(atClient);
    this.met = meeting(atClient, between, atServer, atClient.calls.planes.indexOf(this.istio));
    this.name = this.met.name;
  }

  public legs(client: Workload, destination: Destination): readonly Leg[] | undefined {
    const { proxy, because } = this.istio.injection(client);
    if (proxy === Proxy.NONE) {
      return this.withoutProxy(destination, this.own(because));
    }
    if (proxy !== Proxy.SIDECAR && proxy !== Proxy.GATEWAY) {
      return [undelivered(Transport.UNKNOWN, [this.own(because)])];
    }
    const named = proxy === Proxy.SIDECAR ? this.doubtsOfName(destination) : [];
    return (this.met.legs(client, destination) ?? []).map(leg => this.onItsWay(leg, destination, named));
  }

  public receives(backend: Backend, sending: Sending, ...outside: [boolean?]): Receiving {
    const received = this.met.receives(backend, sending, ...outside) ?? receivedByApplication(sending, [], ...outside);
    const because = received.because.map(reason => reasonIn(reason, this.server));
    const isOfMesh = sending.transport === Transport.MUTUAL_TLS && sending.origin === TlsOrigin.MESH && backend.workload !== undefined;
    const hands = isOfMesh ? this.handshake() : undefined;
    if (hands?.accepted === false) {
      return { served: false, perRequest: false, because: hands.because };
    }
    const doubts = this.doubts.get(sending) ?? [];
    const isUndecided = doubts.length > 0 || (hands && hands.accepted === undefined);
    const known = hands?.accepted ? hands.because : [];
    if (received.served === false || !isUndecided) {
      return { ...received, because: [...known, ...because] };
    }
    return { served: undefined, perRequest: false, because: [...known, ...because, ...hands && !hands.accepted ? hands.because : [], ...doubts] };
  }

  /** What becomes of certificates, which is the same for all calls. */
  private handshake(): Handshake {
    this.hands ??= handshake(this.client, this.server);
    return this.hands;
  }

  /** Where a client without a proxy calls: a name means what is in its own cluster. */
  private withoutProxy({ host }: Destination, because: Reason): readonly Leg[] {
    return host === undefined
      ? [undelivered(Transport.UNKNOWN, [because, { statement: `whether the addresses of pods of ${this.server.name} can be reached, the manifests do not say` }])]
      : [undelivered(Transport.NONE, [because, { statement: this.staysAtHome() }])];
  }

  /** What keeps a name from leading to the other cluster, as far as it is known. */
  private doubtsOfName({ host, object }: Destination): readonly Reason[] {
    const { name, inventory } = this.client;
    if (host === undefined || object.manifest.kind !== 'Service') {
      return [];
    }
    const same = inventory.find('', 'Service', namespaceOf(object), object.manifest.metadata.name);
    if (!same) {
      const statement = `there is no Service of that name in ${name}: it has an address there only if the proxies answer for the DNS (ISTIO_META_DNS_CAPTURE)`;
      return [{ statement, object: { cluster: this.server.name, ...referenceTo(object.manifest) } }];
    }
    return textAt(same.manifest, 'spec', 'clusterIP') === 'None'
      ? [{ statement: `the DNS of ${name} gives the pods of ${name} alone for a headless Service`, object: { cluster: name, ...referenceTo(same.manifest, 'spec.clusterIP') } }]
      : [];
  }

  /**
   * A leg with what is known of the networks on its way. Into another network only mutual TLS is led, by a gateway
   * that passes it on; where no gateway is known, addresses are called as if there were one network.
   *
   * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/xds/endpoints/ep_filters.go (EndpointsByNetworkFilter)
   */
  private onItsWay(leg: Leg, { host }: Destination, named: readonly Reason[]): Leg {
    const { sending, direct } = leg;
    if (sending.transport === Transport.NONE || sending.transport === Transport.UNKNOWN) {
      return leg;
    }
    if (direct && host !== undefined) {
      return sent(leg, Transport.NONE, this.staysAtHome());
    }
    const [from, to] = [networkOf(this.client), networkOf(this.server)];
    if (from === to) {
      return this.doubted(leg, named);
    }
    const networks = `${this.client.name} is in ${from ?? 'no network'}, ${this.server.name} in ${to ?? 'no network'}`;
    if (host === undefined) {
      return this.doubted(leg, [{ statement: `${networks}: whether the addresses of its pods can be reached, the manifests do not say` }]);
    }
    const gateway = to === undefined ? undefined : eastWestGateway(this.server, host);
    if (to === undefined || (!gateway && !isMarkedAsEntry(this.server, to))) {
      return this.doubted(leg, [...named, { statement: `${networks}, and no east-west gateway into that is among the manifests of ${this.server.name}` }]);
    }
    const isMutual = sending.transport === Transport.MUTUAL_TLS && sending.origin === TlsOrigin.MESH;
    const because: Reason = {
      statement: isMutual ? `${networks}: the call comes in through the east-west gateway, which passes mutual TLS on` : `${networks}: the east-west gateway leads nothing but mutual TLS of the mesh to its pods`,
      ...gateway ? { object: { cluster: this.server.name, ...referenceTo(gateway.object.manifest, `${gateway.field}.tls.mode`) } } : {},
    };
    return isMutual
      ? this.doubted({ ...leg, sending: { ...sending, because: [...sending.because, because] } }, named)
      : { ...leg, sending: { ...sending, transport: Transport.NONE, because: [...sending.because, because] } };
  }

  private doubted(leg: Leg, doubts: readonly Reason[]): Leg {
    const sending = { ...leg.sending };
    this.doubts.set(sending, doubts);
    return { ...leg, sending };
  }

  private staysAtHome(): string {
    const { name } = this.client;
    return `no proxy leads the call to another cluster: in ${name} the name stands for pods of ${name} alone`;
  }

  private own(reason: Reason): Reason {
    return reasonIn(reason, this.client);
  }
}

function sent(leg: Leg, transport: Transport, statement: string): Leg {
  return { ...leg, sending: { ...leg.sending, transport, because: [...leg.sending.because, { statement }] } };
}
