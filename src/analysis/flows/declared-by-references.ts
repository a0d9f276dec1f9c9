import { Calls } from './calls';
import type { DeclaredCall } from './declared';
import { namesIn } from './references-in-text';
import { toHost } from './target';
import { within } from '../field-problem';
import { fieldAt, Fields, fieldsAt, listAt, textAt, textMapAt } from '../fields';
import { Inventory } from '../inventory';
import { referenceTo, SourcedManifest } from '../manifest';
import { Host, Resolution } from '../network/hosts';
import { Registry } from '../network/registry';
import { Workload, workloads } from '../workloads';

/** Of longer texts the rest is not read: addresses stand in short ones. */
const LONGEST_TEXT = 4096;

/** A text that an application is started with. */
interface Text {
  /** The name of the environment variable; none for an argument. */
  readonly variable?: string;
  readonly text: string;
  readonly field: string;
}

/** A port of a host that an application names, and where. */
interface Named {
  readonly host: Host;
  readonly port: number;
  readonly field: string;
}

/**
 * The calls to Services and ServiceEntries that applications name in their
 * environment, command and arguments, by a name and a port that both exist.
 */
export function* callsInApplications(inventory: Inventory, calls: Calls): Generator<DeclaredCall> {
  const names = new Names(calls.registry);
  for (const client of inventory.view(workloads)) {
    for (const { host, port, field } of namedBy(client, inventory, names)) {
      yield { client, target: toHost(host, port), declaredBy: referenceTo(client.object.manifest, field) };
    }
  }
}

function* namedBy(client: Workload, inventory: Inventory, names: Names): Generator<Named> {
  const [spec, place] = podSpecOf(client.object);
  for (const list of ['containers', 'initContainers']) {
    for (const [index, container] of listAt(spec, list).entries()) {
      const field = within(`${place}.${list}`, index);
      const variables = environmentOf(container, field, client.namespace, inventory);
      const values = new Map(variables.map(({ variable, text }) => [variable!, text]));
      for (const text of [...variables, ...argumentsOf(container, field, values)]) {
        yield* namedIn(text, values, client.namespace, names);
      }
    }
  }
}

function* namedIn({ variable, text, field }: Text, values: ReadonlyMap<string, string>, namespace: string, names: Names): Generator<Named> {
  for (const { name, port } of namesIn(text)) {
    const host = names.find(name, port, namespace);
    if (host) {
      yield { host, port, field };
    }
  }
  // `CART_HOST` goes with `CART_PORT`; where there is no such variable, the host has one port only.
  if (variable !== undefined && /_?HOST(?:NAME)?$/.test(variable)) {
    const port = values.get(variable.replace(/HOST(?:NAME)?$/, 'PORT'));
    const found = names.all(text.trim().toLowerCase(), namespace);
    const host = found.find(({ ports }) => (port === undefined ? ports.length === 1 : ports.some(({ number }) => String(number) === port.trim())));
    if (host) {
      yield { host, port: port === undefined ? host.ports[0].number : Number(port), field };
    }
  }
}

/** The environment of a container as far as the objects show it; a variable that is set again replaces the one before. */
function environmentOf(container: unknown, field: string, namespace: string, inventory: Inventory): Text[] {
  const variables = new Map<string, Text>();
  const dataOf = (name: string | undefined): ReadonlyMap<string, string> => {
    const configMap = name ? inventory.find('', 'ConfigMap', namespace, name) : undefined;
    return configMap ? textMapAt(configMap.manifest, 'data') : new Map();
  };
  for (const [index, source] of listAt(container, 'envFrom').entries()) {
    for (const [key, text] of dataOf(textAt(source, 'configMapRef', 'name'))) {
      const variable = `${textAt(source, 'prefix') ?? ''}${key}`;
      variables.set(variable, { variable, text: cut(text), field: `${within(`${field}.envFrom`, index)}.configMapRef` });
    }
  }
  for (const [index, entry] of listAt(container, 'env').entries()) {
    const variable = textAt(entry, 'name');
    const reference = fieldAt(entry, 'valueFrom', 'configMapKeyRef');
    const text = reference === undefined
      ? expanded(textAt(entry, 'value') ?? '', variables)
      : dataOf(textAt(reference, 'name')).get(textAt(reference, 'key') ?? '');
    if (variable !== undefined && text !== undefined) {
      const place = within(`${field}.env`, index);
      variables.set(variable, { variable, text: cut(text), field: reference === undefined ? `${place}.value` : `${place}.valueFrom.configMapKeyRef` });
    }
  }
  return [...variables.values()];
}

function argumentsOf(container: unknown, field: string, values: ReadonlyMap<string, string>): Text[] {
  const variables = new Map([...values].map(([name, text]) => [name, { text }]));
  return ['command', 'args'].flatMap(list => listAt(container, list).flatMap((text, index) => (typeof text === 'string'
    ? [{ text: expanded(text, variables), field: within(`${field}.${list}`, index) }]
    : [])));
}

/** A text with the variables in it that Kubernetes would put there: `$(NAME)`. */
function expanded(text: string, variables: ReadonlyMap<string, { readonly text: string }>): string {
  return cut(cut(text).replace(/\$\(([A-Za-z0-9_.-]{1,256})\)/g, (reference, name: string) => variables.get(name)?.text ?? reference));
}

function cut(text: string): string {
  return text.slice(0, LONGEST_TEXT);
}

/** The pod of a workload, and where in the object it is. */
function podSpecOf({ manifest }: SourcedManifest): [Fields, string] {
  const path = manifest.kind === 'Pod' ? ['spec'] : manifest.kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template', 'spec'] : ['spec', 'template', 'spec'];
  return [fieldsAt(manifest, ...path), path.join('.')];
}

/** The names by which applications call hosts. */
class Names {
  /** The domain of the names of Services, with what stands before it: `svc.cluster.local`. */
  private readonly domain: string | undefined;
  private readonly arePatterns: boolean;

  constructor(private readonly registry: Registry) {
    const service = registry.hosts.all.find(({ object }) => object.manifest.kind === 'Service');
    this.arePatterns = registry.hosts.all.some(({ name }) => name.startsWith('*'));
    this.domain = service?.name.slice(service.object.manifest.metadata.name.length + service.namespace.length + 2);
  }

  /** The host that a pod of a namespace calls by a name, if it has the port. */
  public find(name: string, port: number, namespace: string): Host | undefined {
    return this.all(name, namespace).find(({ ports }) => ports.some(({ number }) => number === port));
  }

  /** The hosts that a name may mean, those of the namespace first. */
  public all(written: string, namespace: string): readonly Host[] {
    const name = written.replace(/\.$/, '');
    const candidates = this.named(name, namespace);
    if (candidates.length > 0) {
      return candidates;
    }
    // A pod of a StatefulSet has a name of its own under that of its headless Service.
    const [pod, ...rest] = name.split('.');
    return /-\d+$/.test(pod) && rest.length > 0
      ? this.named(rest.join('.'), namespace).filter(({ resolution }) => resolution === Resolution.PASSTHROUGH)
      : [];
  }

  private named(name: string, namespace: string): readonly Host[] {
    const labels = name.split('.').length;
    const { hosts } = this.registry;
    const names = [
      name,
      ...this.domain === undefined ? [] : [
        ...labels === 1 ? [`${name}.${namespace}.${this.domain}`] : [],
        ...labels === 2 ? [`${name}.${this.domain}`] : [],
        ...labels === 3 && name.endsWith('.svc') ? [`${name.slice(0, -'svc'.length)}${this.domain}`] : [],
      ],
      ...this.arePatterns ? patternsOf(name) : [],
    ];
    const found = names.flatMap(each => hosts.named(each));
    return [...found.filter(host => host.namespace === namespace), ...found.filter(host => host.namespace !== namespace)];
  }
}

/** The names with `*` in front that cover a name, the narrowest first. */
function patternsOf(name: string): string[] {
  const labels = name.split('.').slice(0, 16);
  return labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`);
}
