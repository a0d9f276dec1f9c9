import { policyForPort } from './client-tls';
import { identityOf } from './identity';
import { CallingProxy, Cluster, OutboundContext, sendings } from './outbound';
import { RouteDestination } from './virtual-services';
import { VisibleHosts } from './visible-hosts';
import { Reason } from '../../core/flow';
import { Leg, Sending, TlsOrigin, Transport } from '../flows/data-plane';
import { referenceTo } from '../manifest';
import { subjectOf } from '../network/destination';
import { legsTo, namesWhatItLists } from '../network/direct';
import { Host, HostPort, Resolution } from '../network/hosts';
import { Protocol } from '../network/protocol';
import { Labels, selects } from '../selector-index';

/** What a proxy sends to the clusters that it is programmed with, and what answers there. */
export class Clusters {
  constructor(private readonly visible: VisibleHosts, private readonly context: OutboundContext) { }

  /** The legs of a call that a route leads to a destination, and that would have taken other legs by itself. */
  public routed(
    route: RouteDestination, called: Pick<HostPort, 'number' | 'protocol'>, caller: CallingProxy, byItself: () => readonly Leg[],
  ): readonly Leg[] {
    const { namespace } = caller.client;
    const to = `${route.host}${route.subset === undefined ? '' : `, subset ${route.subset}`}`;
    const because: Reason = { statement: `a route leads the call to ${to}`, object: referenceTo(route.object.manifest, route.field) };
    const nowhere = (statement: string): Leg[] => [undelivered(Transport.NONE, [because, { statement }])];
    const isRouted = !caller.isGateway;
    const named = this.visible.find(route.host, namespace, isRouted);
    const found = named && this.behind(named, route, called.number, namespace);
    // Only a route of connections, or of a gateway, takes the one port of its destination for granted.
    const takesOnly = (route.ofConnections || caller.isGateway) && named?.ports.length === 1;
    const number = route.port ?? (takesOnly ? named.ports[0].number : called.number);
    const known = found && this.visible.findPort(found.name, namespace, number, isRouted);
    if (!known) {
      return nowhere(`there is no such host${found ? ` with a port ${number}` : ''}: the call fails`);
    }
    // The application speaks what it called, whatever the port to which it is led declares.
    const cluster = { host: known.host, port: { ...known.port, protocol: called.protocol }, subset: route.subset };
    if (route.subset !== undefined && !this.subsetOf(cluster, caller)) {
      return nowhere(`no DestinationRule that the client's proxy uses has the subset ${route.subset}: the call fails`);
    }
    return this.keepsAddress(cluster, caller) ? this.asTo(cluster, caller, byItself(), [because]) : this.legs(cluster, caller, [because]);
  }

  /** The host itself, or the one that it stands for; for requests, only if it declares the port that is called. */
  private behind(named: Host, { ofConnections }: RouteDestination, port: number, namespace: string): Host | undefined {
    if (named.resolution !== Resolution.ALIAS) {
      return named;
    }
    const target = ofConnections || named.ports.some(({ number }) => number === port) ? this.visible.find(named.externalName!, namespace) : undefined;
    return target?.resolution === Resolution.ALIAS ? undefined : target;
  }

  /** Legs that lead where they did, and are sent as to the pods of a cluster, whose identities the proxy then expects. */
  public asTo({ host, port, subset }: Cluster, caller: CallingProxy, legs: readonly Leg[], because: readonly Reason[] = []): readonly Leg[] {
    const [{ sending: as }] = this.legs({ host, port, subset }, caller, because);
    const identities = (): string[] => this.visible.backendsOf({ host, port })
      .map(backend => identityOf(subjectOf(backend)!.namespace, (backend.workload ?? backend.endpoint)?.serviceAccount, this.context.settings));
    const sending = as.origin === TlsOrigin.MESH && !as.expects?.length ? { ...as, expects: identities() } : as;
    return legs.map(({ backend, outside }) => ({ sending, backend, outside: outside || host.external }));
  }

  /** Whether a proxy passes a call on to the address that was called, whichever host it is led to. */
  private keepsAddress({ host, port, subset }: Cluster, { client, isGateway }: CallingProxy): boolean {
    const { passthrough } = policyForPort(this.context.rules.ruleFor(client, host), port.number, subset);
    return passthrough || (host.resolution === Resolution.PASSTHROUGH && !isGateway);
  }

  /** The legs of a call to a cluster. */
  public legs(cluster: Cluster, caller: CallingProxy, because: readonly Reason[] = []): readonly Leg[] {
    const { host } = cluster;
    const labels = this.subsetOf(cluster, caller);
    const ofHost = this.visible.backendsOf(cluster, caller.isGateway ? false : undefined);
    const backends = labels ? ofHost.filter(backend => selects(labels, subjectOf(backend)!.labels)) : ofHost;
    const sent = sendings(cluster, { backends, ofHost }, caller, this.context);
    const sendingTo = (index: number): Sending => (because.length === 0
      ? sent[index]
      : { ...sent[index], because: [...because, ...sent[index].because] });
    // What passes an address on reaches what the DNS says of a name outside, and not what is listed for it.
    if (this.keepsAddress(cluster, caller) && !host.isService && !namesWhatItLists(host)) {
      return [{ sending: sendingTo(0), outside: true }];
    }
    return labels && backends.length === 0 && host.isListed
      ? [undelivered(Transport.NONE, [...because, { statement: `nothing that is listed for ${host.name} is of the subset ${cluster.subset}: the call fails` }])]
      : legsTo(host, backends, sendingTo);
  }

  private subsetOf({ host, subset }: Cluster, { client }: CallingProxy): Labels | undefined {
    return subset === undefined ? undefined : this.context.rules.ruleFor(client, host)?.subsets.find(({ name }) => name === subset)?.labels;
  }
}

/** Whether a proxy listens at the addresses of a host's pods, and nowhere else for it. */
export function listensAtPods({ host, port }: Cluster): boolean {
  return host.resolution === Resolution.PASSTHROUGH && host.selector !== undefined && !host.hasAddresses && port.protocol !== Protocol.HTTP;
}

/** A call that does not leave its client, or of which that is not known. */
export function undelivered(transport: Transport.NONE | Transport.UNKNOWN, because: readonly Reason[]): Leg {
  return { sending: { transport, carries: Protocol.DETECTED, because }, outside: false };
}
