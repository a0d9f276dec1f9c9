import { Calls } from './calls';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Destination } from '../network/destination';
import { Host } from '../network/hosts';
import { Workload, workloads } from '../workloads';

/** What a question names, or why it names nothing. */
export type Found<T> = { readonly found: T } | { readonly problem: string };

/** What is called: by way of each Service that leads there, or at its own address. */
export interface Target {
  readonly object: SourcedManifest;
  readonly port: number;
  readonly destinations: readonly Destination[];
}

/** The workload that a text such as `shop/web` names, or `shop/Deployment/web` where several have the name. */
export function findWorkload(text: string, inventory: Inventory): Found<Workload> {
  const [namespace, ...rest] = text.split('/');
  const [kind, name] = rest.length > 1 ? rest : [undefined, rest[0]];
  if (!name) {
    return { problem: `${JSON.stringify(text)} is not NAMESPACE/WORKLOAD, for example shop/web` };
  }
  const all = inventory.view(workloads).filter(workload => workload.namespace === namespace);
  const named = all.filter(({ object: { manifest } }) => manifest.metadata.name === name
    && (kind === undefined || manifest.kind.toLowerCase() === kind.toLowerCase()));
  if (named.length > 1) {
    return { problem: `${JSON.stringify(text)} is ${named.map(({ object: { manifest } }) => `${namespace}/${manifest.kind}/${name}`).join(' or ')}: write one of them` };
  }
  return named.length === 1 ? { found: named[0] } : { problem: `there is no workload ${JSON.stringify(text)}${hint(all.map(({ object }) => object), namespace)}` };
}

/** What a text such as `shop/cart:80` or `api.example.com:443` names: a Service, ServiceEntry, workload or host, and a port of it. */
export function findTarget(text: string, inventory: Inventory, calls: Calls): Found<Target> {
  const match = /^(.+):(\d{1,5})$/.exec(text);
  if (!match) {
    return { problem: `${JSON.stringify(text)} is not NAMESPACE/SERVICE-OR-WORKLOAD:PORT, for example shop/cart:80` };
  }
  const [, name, digits] = match;
  const port = Number(digits);
  return name.includes('/') ? targetOfObject(name, port, inventory, calls) : targetOfHost(name, port, calls);
}

function targetOfHost(name: string, port: number, calls: Calls): Found<Target> {
  const [host] = calls.registry.hosts.named(name);
  return host ? throughHost(host, port) : { problem: `there is no Service or ServiceEntry with the host name ${JSON.stringify(name)}` };
}

function targetOfObject(name: string, port: number, inventory: Inventory, calls: Calls): Found<Target> {
  const [namespace, ...rest] = name.split('/');
  const isOf = (host: Host): boolean => host.namespace === namespace && rest.length === 1 && host.object.manifest.metadata.name === rest[0];
  const [host] = calls.registry.hosts.in(namespace).filter(isOf);
  if (host?.ports.some(({ number }) => number === port)) {
    return throughHost(host, port);
  }
  const workload = findWorkload(name, inventory);
  if ('found' in workload && (!host || workload.found.ports.some(({ number }) => number === port))) {
    return { found: toWorkload(workload.found, port, calls) };
  }
  return host ? throughHost(host, port) : { problem: `there is no Service, ServiceEntry or workload ${JSON.stringify(name)}${hint(calls.registry.hosts.in(namespace).map(({ object }) => object), namespace)}` };
}

function throughHost(host: Host, port: number): Found<Target> {
  const ports = host.ports.map(({ number }) => number);
  if (!ports.includes(port)) {
    return { problem: `${host.object.manifest.kind} ${namespaceOf(host.object)}/${host.object.manifest.metadata.name} has no port ${port}, but ${ports.join(', ') || 'none'}` };
  }
  return { found: toHost(host, port) };
}

/** A port of a host, called by its name. */
export function toHost(host: Host, port: number): Target {
  return { object: host.object, port, destinations: [{ object: host.object, host: host.name, port }] };
}

/** A workload is called by way of the Services in front of it; where there is none for the port, at its pods' own address. */
export function toWorkload(workload: Workload, port: number, calls: Calls): Target {
  const ways = calls.registry.portsTo(workload, port)
    .map(({ host, port: { number } }): Destination => ({ object: host.object, host: host.name, port: number, workload }));
  return { object: workload.object, port, destinations: ways.length > 0 ? ways : [{ object: workload.object, workload, port }] };
}

function hint(objects: readonly SourcedManifest[], namespace: string): string {
  const names = [...new Set(objects.map(({ manifest }) => manifest.metadata.name))].sort();
  if (names.length === 0) {
    return `; nothing among the manifests is in the namespace ${JSON.stringify(namespace)}`;
  }
  return `; in the namespace ${JSON.stringify(namespace)} there is ${names.slice(0, 10).join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}`;
}
