import { ISTIO_NETWORKING } from './kinds';
import { Reason } from '../../core/flow';
import { append } from '../../core/multi-map';
import { remembered } from '../../core/remembered';
import { textMapAt } from '../fields';
import { Inventory } from '../inventory';
import { described, namespaceOf, referenceTo, SourcedManifest } from '../manifest';
import { selects } from '../selector-index';
import { Subject } from '../workloads';

/** What rewrites proxies behind the back of everything else, and so is not evaluated. */
export class EnvoyFilters {
  /** A warning for each filter that changes the proxies of a workload. */
  public readonly of = remembered(({ namespace, labels }: Subject): readonly Reason[] => [...new Set([this.rootNamespace, namespace])]
    .flatMap(home => this.byNamespace.get(home) ?? [])
    .filter(({ manifest }) => selects(textMapAt(manifest, 'spec', 'workloadSelector', 'labels'), labels))
    .map(filter => ({
      statement: `${described(filter)} rewrites the proxy of a pod here, in ways that are not evaluated`,
      object: referenceTo(filter.manifest, 'spec.configPatches'),
    })));

  private readonly byNamespace = new Map<string, SourcedManifest[]>();

  constructor(inventory: Inventory, private readonly rootNamespace: string) {
    inventory.ofKind(ISTIO_NETWORKING, 'EnvoyFilter').forEach(filter => append(this.byNamespace, namespaceOf(filter), filter));
  }
}
