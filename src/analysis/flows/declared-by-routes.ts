import { Calls } from './calls';
import type { DeclaredCall } from './declared';
import { toHost } from './target';
import { append } from '../../core/multi-map';
import { within } from '../field-problem';
import { integerAt, listAt, textAt, textMapAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { completeHost, destinationRules } from '../istio/destination-rules';
import { ISTIO_NETWORKING } from '../istio/kinds';
import { legsOf, RouteLeg } from '../istio/route-legs';
import { namespaceOf, referenceTo, SourcedManifest } from '../manifest';
import { Host } from '../network/hosts';
import { Labels, SelectorIndex } from '../selector-index';
import { Workload, workloads } from '../workloads';

/** What gateways are told to route: from the pods of each to every destination. */
export function* callsOfGateways(inventory: Inventory, calls: Calls): Generator<DeclaredCall> {
  const pods = inventory.view(podsOfGateways);
  for (const service of inventory.ofKind(ISTIO_NETWORKING, 'VirtualService')) {
    const namespace = namespaceOf(service);
    for (const written of textsAt(service.manifest, 'spec', 'gateways')) {
      const clients = pods.get(gatewayNamed(written, namespace, inventory)) ?? [];
      for (const { destination, field } of clients.length > 0 ? destinationsOf(service, written) : []) {
        for (const { host, port } of routed(destination, namespace, calls)) {
          for (const client of clients) {
            yield { client, target: toHost(host, port), declaredBy: referenceTo(service.manifest, field) };
          }
        }
      }
    }
  }
}

/** DestinationRules that somebody wrote for chosen workloads: those call the host. */
export function* callsOfSelectingRules(inventory: Inventory, calls: Calls): Generator<DeclaredCall> {
  const selecting = new SelectorIndex<(typeof rules)[number]>();
  const rules = inventory.view(destinationRules).filter(({ hasSelector }) => hasSelector);
  rules.forEach(rule => selecting.add(rule.namespace, textMapAt(rule.object.manifest, 'spec', 'workloadSelector', 'matchLabels'), rule));
  for (const client of rules.length > 0 ? inventory.view(workloads) : []) {
    for (const { object, host: name, namespace } of selecting.selecting(client.namespace, client.labels)) {
      const host = hostNamed(name, namespace, calls);
      for (const { number } of host?.ports ?? []) {
        yield { client, target: toHost(host!, number), declaredBy: referenceTo(object.manifest, 'spec.workloadSelector') };
      }
    }
  }
}

function gatewayNamed(written: string, namespace: string, inventory: Inventory): SourcedManifest | undefined {
  const [home, name] = written.includes('/') ? written.split('/', 2) : [namespace, written];
  return inventory.find(ISTIO_NETWORKING, 'Gateway', home, name);
}

/** The workloads that each Gateway selects, in whatever namespace. */
function podsOfGateways(inventory: Inventory): ReadonlyMap<SourcedManifest | undefined, readonly Workload[]> {
  const selecting = new SelectorIndex<SourcedManifest>();
  inventory.ofKind(ISTIO_NETWORKING, 'Gateway').forEach(gateway => selecting.add('', selectorOf(gateway), gateway));
  const pods = new Map<SourcedManifest | undefined, Workload[]>();
  for (const workload of inventory.view(workloads)) {
    selecting.selecting('', workload.labels).forEach(gateway => append(pods, gateway, workload));
  }
  return pods;
}

function selectorOf({ manifest }: SourcedManifest): Labels {
  return textMapAt(manifest, 'spec', 'selector');
}

/** Where the routes of a VirtualService lead that apply at a gateway, mirrored requests among them. */
function* destinationsOf({ manifest }: SourcedManifest, gateway: string): Generator<RouteLeg> {
  for (const kind of ['http', 'tls', 'tcp']) {
    for (const [index, route] of listAt(manifest, 'spec', kind).entries()) {
      const field = within(`spec.${kind}`, index);
      if (!appliesAt(route, gateway)) {
        continue;
      }
      yield* legsOf(route, field);
    }
  }
}

function appliesAt(route: unknown, gateway: string): boolean {
  const matches = listAt(route, 'match').map(match => textsAt(match, 'gateways'));
  return matches.length === 0 || matches.some(gateways => gateways.length === 0 || gateways.includes(gateway));
}

/** The host of a destination with its port; if it names none, the only one. */
function routed(destination: unknown, namespace: string, calls: Calls): { readonly host: Host; readonly port: number }[] {
  const host = hostNamed(completeHost(textAt(destination, 'host') ?? '', namespace), namespace, calls);
  const port = integerAt(destination, 'port', 'number') ?? (host?.ports.length === 1 ? host.ports[0].number : undefined);
  return host && host.ports.some(({ number }) => number === port) ? [{ host, port: port! }] : [];
}

/** The host of a name: of several, the one of a namespace. */
function hostNamed(name: string, namespace: string, calls: Calls): Host | undefined {
  const hosts = calls.registry.hosts.named(name);
  return hosts.find(host => host.namespace === namespace) ?? hosts[0];
}
