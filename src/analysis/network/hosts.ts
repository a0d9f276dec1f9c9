import { Protocol, protocolNamed, protocolOfServicePort } from './protocol';
import { append } from '../../core/multi-map';
import { within } from '../field-problem';
import { fieldAt, fieldsAt, integerAt, listAt, textAt, textMapAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { byAge } from '../istio/age';
import { ISTIO_NETWORKING } from '../istio/kinds';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Labels } from '../selector-index';

/** How a client's proxy finds the addresses behind a host. */
export enum Resolution {
  /** It gets them from istiod, one by one. */
  ENDPOINTS = 'endpoints',
  /** It takes the address that the application calls: headless Services, and hosts without resolution. */
  PASSTHROUGH = 'passthrough',
  /** It asks the DNS. */
  DNS = 'dns',
  /** The name stands for another one. */
  ALIAS = 'alias',
}

/** A port of a host. */
export interface HostPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: Protocol;
  /** The number or the name of the container port. */
  readonly target: number | string;
  /** Where the port is declared. */
  readonly field: string;
}

/** An endpoint that a ServiceEntry lists. */
export interface HostEndpoint {
  readonly field: string;
  readonly labels: Labels;
  readonly ports: ReadonlyMap<string, number>;
  readonly serviceAccount?: string;
}

/** A name that can be called, as Istio's registry knows it. */
export interface Host {
  readonly object: SourcedManifest;
  /** Whether Kubernetes knows it: a Service, and no ServiceEntry. */
  readonly isService: boolean;
  readonly name: string;
  readonly namespace: string;
  readonly resolution: Resolution;
  /** Whether it is outside the mesh: no mutual TLS by itself. */
  readonly external: boolean;
  /** The name that an alias gives. */
  readonly externalName?: string;
  /** What an alias stands for in the end, by whichever other aliases. */
  readonly alias?: string;
  readonly ports: readonly HostPort[];
  /** The labels of the pods or WorkloadEntries behind it; undefined if it selects none. */
  readonly selector?: Labels;
  /** The endpoints that it lists. */
  readonly endpoints: readonly HostEndpoint[];
  /** Whether all that answers is what it lists, or what its name stands for outside. */
  readonly isListed: boolean;
  /** Whether it has addresses of its own, which only proxies know. */
  readonly hasAddresses: boolean;
  /** To whom it is visible; empty for the default of the mesh. */
  readonly exportTo: readonly string[];
  /** The identities that it says its servers have. */
  readonly identities: readonly string[];
}

/** The hosts among the objects: Services and ServiceEntries. */
export class Hosts {
  /** All of them, the oldest first. */
  public readonly all: readonly Host[];
  private readonly byName = new Map<string, Host[]>();
  private readonly byObject = new Map<SourcedManifest, Host[]>();
  private readonly byNamespace = new Map<string, Host[]>();

  constructor(inventory: Inventory, clusterDomain: string) {
    const services = inventory.ofKind('', 'Service').map(service => hostOfService(service, clusterDomain));
    this.all = [...withAliases(services), ...inventory.ofKind(ISTIO_NETWORKING, 'ServiceEntry').flatMap(hostsOfServiceEntry)].sort(byAge);
    for (const host of this.all) {
      append(this.byName, host.name, host);
      append(this.byObject, host.object, host);
      append(this.byNamespace, host.namespace, host);
    }
  }

  /** The hosts with a name; several if several objects claim it. */
  public named(name: string): readonly Host[] {
    return this.byName.get(name) ?? [];
  }

  /** The hosts of the Services and ServiceEntries of a namespace. */
  public in(namespace: string): readonly Host[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** The hosts that a Service or ServiceEntry declares. */
  public of(object: SourcedManifest): readonly Host[] {
    return this.byObject.get(object) ?? [];
  }
}

function hostOfService(object: SourcedManifest, clusterDomain: string): Host {
  const spec = fieldsAt(object.manifest, 'spec');
  const namespace = namespaceOf(object);
  const externalName = textAt(spec, 'type') === 'ExternalName' ? textAt(spec, 'externalName') : undefined;
  const selector = textMapAt(spec, 'selector');
  const annotation = textAt(object.manifest, 'metadata', 'annotations', 'networking.istio.io/exportTo');
  return {
    object,
    isService: true,
    name: `${object.manifest.metadata.name}.${namespace}.svc.${clusterDomain}`,
    namespace,
    resolution: externalName !== undefined ? Resolution.ALIAS : textAt(spec, 'clusterIP') === 'None' ? Resolution.PASSTHROUGH : Resolution.ENDPOINTS,
    external: externalName !== undefined,
    externalName,
    ports: listAt(spec, 'ports').flatMap((port, index) => portOfService(port, within('spec.ports', index))),
    selector: selector.size > 0 ? selector : undefined,
    endpoints: [],
    isListed: false,
    hasAddresses: false,
    exportTo: annotation ? annotation.split(',').map(target => target.trim()) : [],
    identities: [],
  };
}

/** Follows the aliases among Services to what they stand for. */
function withAliases(services: readonly Host[]): readonly Host[] {
  const given = new Map(services.flatMap(({ name, externalName }) => externalName === undefined ? [] : [[name, externalName]]));
  return services.map(host => {
    let alias = host.externalName;
    // Names that lead in a circle are no names of anything; as many steps as there are aliases lead to the end of all others.
    for (let steps = 0; alias !== undefined && given.has(alias) && steps < given.size; steps++) {
      alias = given.get(alias);
    }
    return alias === undefined ? host : { ...host, alias };
  });
}

function portOfService(port: unknown, field: string): HostPort[] {
  const number = integerAt(port, 'port');
  if (number === undefined) {
    return [];
  }
  const target = fieldAt(port, 'targetPort') ?? number;
  return [{
    number,
    name: textAt(port, 'name') ?? '',
    protocol: protocolOfServicePort(number, { name: textAt(port, 'name'), appProtocol: textAt(port, 'appProtocol'), protocol: textAt(port, 'protocol') }),
    target: typeof target === 'number' || typeof target === 'string' ? target : number,
    field,
  }];
}

function hostsOfServiceEntry(object: SourcedManifest): Host[] {
  const spec = fieldsAt(object.manifest, 'spec');
  const resolution = textAt(spec, 'resolution') ?? 'NONE';
  const selector = textMapAt(spec, 'workloadSelector', 'labels');
  const shared = {
    object,
    isService: false,
    namespace: namespaceOf(object),
    resolution: resolution === 'STATIC' ? Resolution.ENDPOINTS : resolution === 'NONE' ? Resolution.PASSTHROUGH : Resolution.DNS,
    external: textAt(spec, 'location') !== 'MESH_INTERNAL',
    ports: listAt(spec, 'ports').flatMap((port, index) => portOfServiceEntry(port, within('spec.ports', index))),
    selector: selector.size > 0 ? selector : undefined,
    isListed: selector.size === 0,
    hasAddresses: listAt(spec, 'addresses').length > 0,
    endpoints: listAt(spec, 'endpoints').map((endpoint, index): HostEndpoint => ({
      field: within('spec.endpoints', index),
      labels: textMapAt(endpoint, 'labels'),
      ports: portsOf(endpoint),
      serviceAccount: textAt(endpoint, 'serviceAccount'),
    })),
    exportTo: textsAt(spec, 'exportTo'),
    identities: textsAt(spec, 'subjectAltNames'),
  };
  return textsAt(spec, 'hosts').map(name => ({ ...shared, name }));
}

function portOfServiceEntry(port: unknown, field: string): HostPort[] {
  const number = integerAt(port, 'number');
  return number === undefined ? [] : [{
    number,
    name: textAt(port, 'name') ?? '',
    protocol: protocolNamed(textAt(port, 'protocol') ?? ''),
    target: integerAt(port, 'targetPort') ?? number,
    field,
  }];
}

/** The ports that a ServiceEntry's endpoint or a WorkloadEntry gives by the name of the host's port. */
export function portsOf(endpoint: unknown): ReadonlyMap<string, number> {
  return new Map(Object.entries(fieldsAt(endpoint, 'ports')).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}
