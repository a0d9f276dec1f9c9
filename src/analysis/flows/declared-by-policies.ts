import { Calls } from './calls';
import type { CallFilter, DeclaredCall } from './declared';
import { Target, toHost, toWorkload } from './target';
import { append } from '../../core/multi-map';
import { within } from '../field-problem';
import { Fields, fieldsAt, listAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { AuthorizationPolicy } from '../istio/authorization-policies';
import { RuleMatcher } from '../istio/authorization-rule';
import { IstioDataPlane } from '../istio/istio-data-plane';
import { referenceTo } from '../manifest';
import { containerPortOf, services } from '../services';
import { Workload, workloads } from '../workloads';

/**
 * A rule that lets in more pairs of callers and servers than this names nobody in
 * particular: it says who may call, and not who does.
 */
const MOST_PAIRS = 10_000;

/** Callers that a rule names. */
interface Named {
  readonly callers: readonly Workload[];
  /** The trust domain in which the rule names them; undefined for that of the mesh. */
  readonly trustDomain?: string;
  /** The rule with this name only. */
  readonly rule: Fields;
  readonly field: string;
  /** Whether it is by their namespace, so that a workload itself is not meant by it. */
  readonly asCrowd: boolean;
}

/** A port on which a server listens, and the ways to call it. */
type Port = readonly [port: number, targets: readonly Target[]];

/** The calls that AuthorizationPolicies let in by the name of the caller. */
export function* callsInPolicies(
  inventory: Inventory, calls: Calls, istio: IstioDataPlane, asked: CallFilter,
): Generator<DeclaredCall> {
  const callers = inventory.view(callersByName);
  const ports = new Ports(inventory, calls);
  const servers = new Map<AuthorizationPolicy, Workload[]>();
  for (const workload of inventory.view(workloads)) {
    for (const policy of istio.policies.for(workload)) {
      append(servers, policy, workload);
    }
  }
  for (const policy of istio.policies.all) {
    const selected = policy.action === 'ALLOW' ? servers.get(policy) ?? [] : [];
    const named = selected.length === 0 ? [] : policy.rules
      .flatMap((rule, index) => [...namedBy(rule, within('spec.rules', index), policy.namespace, callers)]);
    for (const each of named.filter(({ callers: { length } }) => length > 0 && length * selected.length <= MOST_PAIRS)) {
      const written = portsIn(each.rule);
      for (const server of selected) {
        const callersAsked = each.callers.filter(({ namespace }) => asked.between(namespace, server.namespace));
        if (callersAsked.length > 0) {
          const open = written.length > 0 ? ports.among(written, server) : ports.all(server);
          yield* callsLetIn({ ...each, callers: callersAsked }, policy, server, open, istio, asked);
        }
      }
    }
  }
}

function* callsLetIn(
  { callers, trustDomain, rule, field, asCrowd }: Named,
  policy: AuthorizationPolicy,
  server: Workload,
  ports: readonly Port[],
  { settings }: IstioDataPlane,
  asked: CallFilter,
): Generator<DeclaredCall> {
  const declaredBy = referenceTo(policy.object.manifest, field);
  const matcher = new RuleMatcher(rule, { policy, settings });
  for (const client of callers) {
    if (asCrowd && client === server) {
      continue;
    }
    const principal = `${trustDomain ?? settings.trustDomain}/ns/${client.namespace}/sa/${client.serviceAccount}`;
    for (const [port, targets] of ports) {
      const targetsAsked = targets.filter(target => asked.call({ client, target }));
      if (targetsAsked.length > 0 && matcher.matches({ principal, port, http: true }) !== false) {
        for (const target of targetsAsked) {
          yield { client, target, declaredBy };
        }
      }
    }
  }
}

/** The ports that a rule names. */
function portsIn(rule: unknown): number[] {
  return listAt(rule, 'to').flatMap(to => textsAt(to, 'operation', 'ports')).map(Number).filter(port => port > 0 && port <= 65535);
}

function* namedBy(rule: unknown, field: string, namespace: string, callers: Callers): Generator<Named> {
  for (const [index, from] of listAt(rule, 'from').entries()) {
    const source = fieldsAt(from, 'source');
    const narrowed = (part: string, value: string): Fields => ({ ...fieldsAt(rule), from: [{ source: { ...source, [part]: [value] } }] });
    const place = (part: string, position: number): string => within(`${within(`${field}.from`, index)}.source.${part}`, position);
    const [principals, accounts, namespaces] = ['principals', 'serviceAccounts', 'namespaces'].map(part => textsAt(source, part));
    if (principals.length > 0) {
      for (const [position, principal] of principals.entries()) {
        const name = /^([^/]*)\/ns\/([^/*]+)\/(?:sa\/([^/*]+|\*)|\*)$/.exec(principal);
        if (name) {
          const trustDomain = name[1].includes('*') ? undefined : name[1];
          yield { ...callers.named(name[2], name[3] === '*' ? undefined : name[3]), trustDomain, rule: narrowed('principals', principal), field: place('principals', position) };
        }
      }
    } else if (accounts.length > 0) {
      for (const [position, account] of accounts.entries()) {
        const [ofNamespace, name] = account.includes('/') ? account.split('/', 2) : [namespace, account];
        yield { ...callers.named(ofNamespace, name), rule: narrowed('serviceAccounts', account), field: place('serviceAccounts', position) };
      }
    } else {
      for (const [position, name] of namespaces.entries()) {
        yield { ...callers.named(name), rule: narrowed('namespaces', name), field: place('namespaces', position) };
      }
    }
  }
}

/** The workloads by their namespace, and by their service account in it. */
class Callers {
  private readonly byNamespace = new Map<string, Workload[]>();
  private readonly byAccount = new Map<string, Workload[]>();

  constructor(inventory: Inventory) {
    for (const workload of inventory.view(workloads)) {
      append(this.byNamespace, workload.namespace, workload);
      append(this.byAccount, `${workload.namespace}/${workload.serviceAccount}`, workload);
    }
  }

  public named(namespace: string, account?: string): Pick<Named, 'callers' | 'asCrowd'> {
    const callers = account === undefined ? this.byNamespace.get(namespace) : this.byAccount.get(`${namespace}/${account}`);
    return { callers: callers ?? [], asCrowd: account === undefined };
  }
}

function callersByName(inventory: Inventory): Callers {
  return new Callers(inventory);
}

/** The ports of servers, and the ways to call each: by the Services that lead there, and else at the pods' own address. */
class Ports {
  private readonly known = new Map<Workload, readonly Port[]>();

  constructor(private readonly inventory: Inventory, private readonly calls: Calls) {}

  /** Those that are written. */
  public among(written: readonly number[], server: Workload): readonly Port[] {
    return this.waysTo(written, server).map(([port, targets]) => [port, targets.length > 0 ? targets : [toWorkload(server, port, this.calls)]]);
  }

  /** Those to which Services lead; all on which it listens if none does. */
  public all(server: Workload): readonly Port[] {
    let ports = this.known.get(server);
    if (!ports) {
      const listening = server.ports.map(({ number }) => number);
      const inFront = this.inventory.view(services).selecting(server.namespace, server.labels)
        .flatMap(service => service.ports.flatMap(port => [port.number, containerPortOf(port, server) ?? []].flat()));
      const numbers = [...listening, ...inFront];
      const served = this.waysTo(numbers, server).filter(([, targets]) => targets.length > 0);
      ports = served.length > 0 ? served : this.among(numbers, server);
      this.known.set(server, ports);
    }
    return ports;
  }

  private waysTo(numbers: readonly number[], server: Workload): readonly Port[] {
    const { registry } = this.calls;
    return [...new Set(numbers)].map(port => [port, registry.portsTo(server, port).map(({ host, port: { number } }) => toHost(host, number))]);
  }
}
