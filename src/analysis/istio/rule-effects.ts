import { policyForPort } from './client-tls';
import { MergedRule, Settings } from './destination-rule-index';
import { DestinationRule, destinationRules, tlsSettingsOf } from './destination-rules';
import { IstioDataPlane } from './istio-data-plane';
import { meshView } from './mesh';
import { objectOf, ServerSide, serverSide } from './server-side';
import { append } from '../../core/multi-map';
import { hasField, textAt, textMapAt, textsAt } from '../fields';
import { SourcedManifest } from '../manifest';
import { Backend, subjectOf } from '../network/destination';
import { Host, HostPort, Resolution } from '../network/hosts';
import { selects } from '../selector-index';

/** A backend of a host, and what its side of a call is like. */
export interface Meeting {
  readonly backend: Backend;
  readonly object: SourcedManifest;
  readonly server: ServerSide;
}

/** What the TLS settings of a DestinationRule come to at one port of a host. */
export interface Effect {
  readonly rule: DestinationRule;
  readonly host: Host;
  readonly port: HostPort;
  readonly tls: Settings;
  readonly mode: string | undefined;
  readonly meetings: readonly Meeting[];
}

/** How many hosts a rule for many is shown to be wrong at. */
const EXAMPLES = 3;

/**
 * Where the TLS settings of DestinationRules decide, at hosts among the objects:
 * not where a narrower rule, or one that is found first, comes before them.
 */
export const ruleEffects = meshView((mesh, inventory): readonly Effect[] => {
  const rules = inventory.view(destinationRules).filter(rule => [...tlsSettingsOf(rule)].length > 0);
  const covered = hostsUnder(rules, mesh);
  return rules.flatMap(rule => {
    const effects: Effect[] = [];
    const noteworthy = new Set<Host>();
    const isLiteral = [...tlsSettingsOf(rule)].some(({ tls }) => tls.mode !== 'ISTIO_MUTUAL' || hasField(tls, 'subjectAltNames'));
    for (const host of covered(rule, !isLiteral)) {
      for (const effect of effectsOf(rule, host, mesh)) {
        effects.push(effect);
        if (isNoteworthy(effect)) {
          noteworthy.add(host);
        }
      }
      if (rule.host.startsWith('*') && noteworthy.size >= EXAMPLES) {
        break;
      }
    }
    return effects;
  });
});

/** The rules' effects that a test finds something about, once a rule: the first, and the other objects where it shows. */
export function* firstEffects<T>(effects: readonly Effect[], find: (effect: Effect) => T | undefined): Generator<{ effect: Effect; found: T }> {
  const seen = new Set<SourcedManifest>();
  for (const effect of effects) {
    const found = seen.has(effect.rule.object) ? undefined : find(effect);
    if (found !== undefined) {
      seen.add(effect.rule.object);
      yield { effect, found };
    }
  }
}

/** Whether something may be wrong about an effect, so that a rule for many hosts need not be looked at for ever. */
function isNoteworthy({ host, mode, meetings }: Effect): boolean {
  return mode === 'ISTIO_MUTUAL'
    ? host.external || meetings.some(({ server }) => refusesMutualTls(server))
    : meetings.some(({ server }) => server.kind === 'sidecar' && server.peer.mode !== 'DISABLE');
}

/** The hosts that a rule covers; of those only the ones at which the mesh's mutual TLS cannot be taken for granted, if that is all that it asks for. */
function hostsUnder(rules: readonly DestinationRule[], mesh: IstioDataPlane): (rule: DestinationRule, onlyOdd: boolean) => readonly Host[] {
  const { hosts } = mesh.registry;
  const patterns = new Set(rules.map(({ host }) => host).filter(host => host.startsWith('*')));
  const [under, oddUnder] = [new Map<string, Host[]>(), new Map<string, Host[]>()];
  const odd = new Set(hosts.all.filter(host => isOdd(host, mesh)));
  for (const host of patterns.size > 0 ? hosts.all : []) {
    for (let start = host.name.startsWith('*') ? 1 : 0; start <= host.name.length; start++) {
      const pattern = `*${host.name.slice(start)}`;
      if (patterns.has(pattern)) {
        append(under, pattern, host);
        if (odd.has(host)) {
          append(oddUnder, pattern, host);
        }
      }
    }
  }
  return ({ host }, onlyOdd) => {
    if (host.startsWith('*')) {
      return (onlyOdd ? oddUnder : under).get(host) ?? [];
    }
    return onlyOdd ? hosts.named(host).filter(named => odd.has(named)) : hosts.named(host);
  };
}

/** Whether something behind a host does not take the mesh's mutual TLS. */
function isOdd(host: Host, mesh: IstioDataPlane): boolean {
  return host.external || host.ports.some(port => mesh.registry.backendsOf(host, port).some(backend => refusesMutualTls(serverSide(mesh, backend))));
}

function refusesMutualTls(server: ServerSide): boolean {
  return server.kind === 'none' || (server.kind === 'sidecar' && server.peer.mode === 'DISABLE');
}

function* effectsOf(rule: DestinationRule, host: Host, mesh: IstioDataPlane): Generator<Effect> {
  const merged = host.resolution === Resolution.ALIAS ? undefined : whereItDecides(rule, host, mesh);
  for (const port of merged ? host.ports : []) {
    const top = policyForPort(merged, port.number).tls;
    const ofSubsets = merged!.subsets.map(subset => ({ labels: subset.labels, tls: policyForPort(merged, port.number, subset.name).tls }))
      .filter(({ tls }) => tls && !(tls.object === top?.object && tls.field === top.field));
    for (const { tls, labels } of [{ tls: top, labels: undefined }, ...ofSubsets]) {
      if (tls?.object === rule.object) {
        const backends = mesh.registry.backendsOf(host, port).filter(backend => !labels || selects(labels, subjectOf(backend)!.labels));
        yield { rule, host, port, tls, mode: textAt(tls.value, 'mode'), meetings: backends.map(backend => ({ backend, object: objectOf(backend), server: serverSide(mesh, backend) })) };
      }
    }
  }
}

/** What Istio merges the rule into, as some namespace sees it in which it decides. */
function whereItDecides(rule: DestinationRule, host: Host, { rules }: IstioDataPlane): MergedRule | undefined {
  const { manifest } = rule.object;
  const labels = rule.hasSelector ? textMapAt(manifest, 'spec', 'workloadSelector', 'matchLabels') : new Map<string, string>();
  const namespaces = rule.hasSelector ? [rule.namespace] : [rule.namespace, host.namespace, ...host.exportTo, ...textsAt(manifest, 'spec', 'exportTo')];
  for (const namespace of new Set(namespaces)) {
    const merged = rules.ruleFor({ namespace, labels }, host);
    if (merged && (merged.policy?.object === rule.object || merged.subsets.some(({ policy }) => policy?.object === rule.object))) {
      return merged;
    }
  }
  return undefined;
}

/** Whether a host is a Service. */
export function isService({ object }: Host): boolean {
  return object.manifest.kind === 'Service';
}
