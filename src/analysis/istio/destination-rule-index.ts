import { byAge } from './age';
import { DestinationRule, destinationRules } from './destination-rules';
import { HostMap } from './host-match';
import { IstioSettings } from './settings';
import { within } from '../field-problem';
import { Fields, fieldsAt, hasField, listAt, textAt, textMapAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { SourcedManifest } from '../manifest';
import { Labels, selects } from '../selector-index';
import { Workload } from '../workloads';

/** A part of a DestinationRule, and where it stands. */
export interface Settings {
  readonly object: SourcedManifest;
  readonly field: string;
  readonly value: Fields;
}

/** A subset of a DestinationRule. */
export interface Subset {
  readonly name: string;
  readonly labels: Labels;
  /** Its own traffic policy, if it has one. */
  readonly policy?: Settings;
}

/** What Istio makes of all DestinationRules of one namespace for one host that it merges. */
export interface MergedRule {
  /** The oldest of them. */
  readonly object: SourcedManifest;
  readonly namespace: string;
  readonly selector?: Labels;
  readonly exportTo: ReadonlySet<string>;
  readonly policy?: Settings;
  readonly subsets: readonly Subset[];
}

const PRIVATE = '.';
const PUBLIC = '*';

/**
 * The DestinationRules, findable as a client's proxy finds them: first in its own
 * namespace, then in that of the host, then in the root namespace. In the first of
 * them that has any rule for the host, the most specific one counts.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/push_context.go (setDestinationRules, destinationRule)
 */
export class DestinationRuleIndex {
  private readonly local = new Map<string, HostMap<MergedRule[]>>();
  private readonly exported = new Map<string, HostMap<MergedRule[]>>();
  private readonly rootPrivate: HostMap<MergedRule[]> = new HostMap();

  constructor(inventory: Inventory, private readonly settings: Required<IstioSettings>) {
    const rules = [...inventory.view(destinationRules)].sort((a, b) => Number(b.hasSelector) - Number(a.hasSelector) || byAge(a, b));
    for (const rule of rules) {
      this.add(rule);
    }
  }

  /** The rule that decides how a client's proxy calls a host; undefined if none does. */
  public ruleFor(client: Pick<Workload, 'namespace' | 'labels'>, host: { readonly name: string; readonly namespace: string }): MergedRule | undefined {
    const found = this.found(client.namespace, host);
    const selecting = found.find(({ selector, namespace }) => selector !== undefined
      && namespace === client.namespace && selects(selector, client.labels));
    // Of several without a selector, which only differ in where they are exported to, the last one counts.
    return selecting ?? found.filter(({ selector }) => selector === undefined).at(-1);
  }

  private found(namespace: string, host: { readonly name: string; readonly namespace: string }): readonly MergedRule[] {
    const { rootNamespace } = this.settings;
    const own = namespace === rootNamespace ? this.rootPrivate : this.local.get(namespace);
    const inOwn = own?.covering(host.name);
    if (inOwn) {
      return inOwn;
    }
    for (const home of [host.namespace, rootNamespace]) {
      const rules = (this.exported.get(home)?.covering(host.name) ?? [])
        .filter(({ exportTo }) => exportTo.size === 0 || exportTo.has(PUBLIC) || exportTo.has(namespace));
      if (rules.length > 0) {
        return rules;
      }
    }
    return [];
  }

  private add(rule: DestinationRule): void {
    const { namespace, host, hasSelector, object } = rule;
    const { rootNamespace, defaultDestinationRuleExportTo } = this.settings;
    const exportTo = new Set(hasSelector ? [PRIVATE] : textsAt(object.manifest, 'spec', 'exportTo'));
    if (exportTo.size === 0 || [PUBLIC, PRIVATE, namespace].some(target => exportTo.has(target))) {
      merge(mapOf(this.local, namespace), host, rule, exportTo);
    }
    const isPrivate = (exportTo.size === 0 && defaultDestinationRuleExportTo.includes(PRIVATE))
      || (exportTo.size === 1 && (exportTo.has(PRIVATE) || exportTo.has(namespace)));
    if (!isPrivate) {
      merge(mapOf(this.exported, namespace), host, rule, exportTo);
    } else if (namespace === rootNamespace) {
      merge(this.rootPrivate, host, rule, exportTo);
    }
  }
}

function mapOf(maps: Map<string, HostMap<MergedRule[]>>, namespace: string): HostMap<MergedRule[]> {
  const map = maps.get(namespace) ?? new HostMap();
  maps.set(namespace, map);
  return map;
}

/** Adds a rule to those of its host: merged into what it goes with, or beside it. */
function merge(map: HostMap<MergedRule[]>, host: string, rule: DestinationRule, exportTo: ReadonlySet<string>): void {
  const added = mergedFrom(rule, exportTo);
  const rules = map.get(host);
  if (!rules) {
    map.set(host, [added]);
    return;
  }
  let separate = true;
  for (const [index, existing] of rules.entries()) {
    const same = isSubset(exportTo, existing.exportTo) && exportTo.size === existing.exportTo.size;
    if (!same && !(existing.exportTo.size > 0 && isSubset(existing.exportTo, exportTo))) {
      separate = true;
      continue;
    }
    separate = !same;
    const bothSelect = existing.selector !== undefined && added.selector !== undefined;
    if (bothSelect && !sameLabels(existing.selector, added.selector)) {
      separate = true;
      continue;
    }
    if (bothSelect || (existing.selector === undefined && added.selector === undefined)) {
      separate = false;
    }
    rules[index] = {
      ...existing,
      policy: existing.policy ?? added.policy,
      subsets: [...existing.subsets, ...added.subsets.filter(({ name }) => !existing.subsets.some(subset => subset.name === name))],
    };
  }
  if (separate) {
    rules.push(added);
  }
}

function mergedFrom({ object, namespace, hasSelector }: DestinationRule, exportTo: ReadonlySet<string>): MergedRule {
  const spec = fieldsAt(object.manifest, 'spec');
  return {
    object,
    namespace,
    selector: hasSelector ? textMapAt(spec, 'workloadSelector', 'matchLabels') : undefined,
    exportTo,
    policy: policyOf(object, spec, 'spec'),
    subsets: listAt(spec, 'subsets').flatMap((subset, index) => {
      const name = textAt(subset, 'name');
      return name === undefined ? [] : [{ name, labels: textMapAt(subset, 'labels'), policy: policyOf(object, subset, within('spec.subsets', index)) }];
    }),
  };
}

function policyOf(object: SourcedManifest, parent: unknown, field: string): Settings | undefined {
  return hasField(parent, 'trafficPolicy') ? { object, field: `${field}.trafficPolicy`, value: fieldsAt(parent, 'trafficPolicy') } : undefined;
}

function isSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every(item => whole.has(item));
}

function sameLabels(a: Labels, b: Labels): boolean {
  return a.size === b.size && selects(a, b);
}
