import { certificateEntries, csiEntries } from './certmanager-entries';
import { Dependents, dependentsOf } from './dependents';
import { certificateId } from './ids';
import { istioEntries } from './istio-entries';
import { istioMesh, IstioMeshOptions } from './istio-mesh';
import { problemsOf, ScheduleProblem } from './problems';
import { Entry, ScheduledCertificate } from './scheduled-certificate';
import { ShownCertificates } from './shown-entries';
import { isDated, lifetimeOf, slackUnder } from './slack';
import { append } from '../../core/multi-map';
import { Inventory } from '../inventory';
import { clusterOf, RuleContext } from '../rule';
import { Root, trustGraph } from '../trust/trust-graph';

/** When every certificate is issued, renewed and at its end, and what depends on it. */
export interface Schedule {
  readonly now: number;
  /** Every CA before what it signs. */
  readonly certificates: readonly ScheduledCertificate[];
  readonly problems: readonly ScheduleProblem[];
  /** What is not in the schedule, and why. */
  readonly notes: readonly string[];
}

export type { ScheduledCertificate } from './scheduled-certificate';

/** The schedule of all certificates that the objects of a cluster give. */
export function scheduleOf(inventory: Inventory, context: RuleContext, options: IstioMeshOptions = {}): Schedule {
  const now = Math.floor(context.now.getTime() / 1000) * 1000;
  const graph = trustGraph(inventory, clusterOf(context));
  const written = certificateEntries(inventory, graph, now);
  const volumes = csiEntries(inventory, graph, now);
  const mesh = istioMesh(inventory, context, options);
  const { rootNamespace } = clusterOf(context);
  const cacerts = inventory.find('', 'Secret', rootNamespace, 'cacerts') ? [{ namespace: rootNamespace, name: 'cacerts' }] : [];
  const fingerprints = written.flatMap(({ entry, fingerprint }) => (fingerprint === undefined ? [] : [[fingerprint, entry.id] as const]));
  const shown = new ShownCertificates(inventory, graph, new Map(fingerprints), cacerts);
  const entries = distinct([
    ...shown.entries, ...written.map(({ entry }) => entry), ...volumes, ...mesh.facts ? istioEntries(inventory, graph, mesh.facts, now) : [],
  ].map(entry => ({ ...entry, signer: entry.signer?.startsWith('sha256/') ? shown.idOfRoot(entry.signer) : entry.signer })));
  const dependents = dependentsOf(graph, root => shown.idOfRoot(root.id) ?? idOf(root));
  volumes.forEach(({ id, workload }) => dependents.presentedBy.set(id, [workload]));
  const certificates = linked(entries, dependents, now);
  return { now, certificates, problems: problemsOf(certificates, now), notes: mesh.notes };
}

/** The id of a root that a Certificate or a Secret makes. */
function idOf({ certificate, kind, secret }: Root): string | undefined {
  if (certificate) {
    return certificateId(certificate);
  }
  return kind === 'given' && secret ? `Secret/${secret.namespace}/${secret.name}` : undefined;
}

/** The first of the entries with each id: several objects with one name are a mistake of its own. */
function distinct(entries: readonly Entry[]): Entry[] {
  const byId = new Map<string, Entry>();
  entries.forEach(entry => byId.set(entry.id, byId.get(entry.id) ?? entry));
  return [...byId.values()];
}

/** The entries with all that hangs together, every CA before what it signs. */
function linked(entries: readonly Entry[], { presentedBy, trustedBy, trustedBeside }: Dependents, now: number): ScheduledCertificate[] {
  const byId = new Map(entries.map(entry => [entry.id, entry]));
  const children = new Map<string, Entry[]>();
  for (const entry of entries) {
    append(children, entry.signer !== undefined && entry.signer !== entry.id && byId.has(entry.signer) ? entry.signer : '', entry);
  }
  return inOrder(entries, children).map(({ entry: given, depth }) => {
    const signer = given.signer === undefined ? undefined : byId.get(given.signer);
    const entry = given.followsSigner && isDated(signer) ? { ...given, life: { ...signer.life, basis: 'assumed' as const, issued: now } } : given;
    const signed = children.get(entry.id) ?? [];
    const hasSlack = signer !== given && !entry.followsSigner && isDated(entry) && isDated(signer);
    return {
      ...entry,
      depth,
      ...hasSlack ? { slack: slackUnder(signer.life, lifetimeOf(entry.life), now) } : {},
      ...replaceBy(entry, signed),
      signs: signed.map(({ id }) => id),
      presentedBy: presentedBy.get(entry.id) ?? [],
      trustedBy: trustedBy.get(entry.id) ?? [],
      trustedBeside: trustedBeside.get(entry.id) ?? [],
    };
  });
}

/** Depth first, without recursion; those in a circle come last, at the top. */
function inOrder(entries: readonly Entry[], children: ReadonlyMap<string, readonly Entry[]>): { readonly entry: Entry; readonly depth: number }[] {
  const ordered: { entry: Entry; depth: number }[] = [];
  const seen = new Set<Entry>();
  for (const top of [...children.get('') ?? [], ...entries]) {
    const waiting = [{ entry: top, depth: 0 }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { entry, depth } = next;
      if (!seen.has(entry)) {
        seen.add(entry);
        ordered.push(next);
        waiting.push(...[...children.get(entry.id) ?? []].reverse().map(child => ({ entry: child, depth: depth + 1 })));
      }
    }
  }
  return ordered;
}

/** A CA that nothing renews must be replaced as long before its end as its longest certificate lives. */
function replaceBy(entry: Entry, signed: readonly Entry[]): { readonly replaceBy?: number } {
  if (!isDated(entry) || entry.life.renewal.kind !== 'by-hand') {
    return {};
  }
  const longest = signed.filter(isDated).reduce((most, { life, followsSigner }) => (followsSigner ? most : Math.max(most, lifetimeOf(life))), 0);
  return { replaceBy: entry.life.expires - longest };
}
