import { DataPlane } from './data-plane';
import { evaluate, leastProtected, Way, wayTo } from './evaluate';
import type { Target } from './target';
import { Flow } from '../../core/flow';
import { dataPlanes } from '../data-planes';
import { Inventory } from '../inventory';
import { completeSettings, IstioSettings } from '../istio/settings';
import { described, referenceTo } from '../manifest';
import { Registry, registryOf } from '../network/registry';
import { clusterOf, RuleContext } from '../rule';
import { Workload } from '../workloads';

/** The calls among the objects of an analysis: what they are made of is read once for all rules. */
export function callsOf(inventory: Inventory, context: RuleContext): Calls {
  const settings = { ...context.istio, rootNamespace: clusterOf(context).rootNamespace };
  const known = inventory.view(callsBySettings);
  const key = JSON.stringify(settings);
  const calls = known.get(key) ?? new Calls(inventory, settings);
  known.set(key, calls);
  return calls;
}

function callsBySettings(): Map<string, Calls> {
  return new Map();
}

/** Says of calls between workloads what becomes of them. */
export class Calls {
  public readonly registry: Registry;
  public readonly planes: readonly DataPlane[];

  constructor(inventory: Inventory, settings: IstioSettings = {}) {
    const complete = completeSettings(settings, inventory);
    this.registry = registryOf(inventory, complete.clusterDomain);
    this.planes = dataPlanes(inventory, this.registry, complete);
  }

  /** How a client's call leaves it for each destination of a target. */
  public ways(client: Workload, target: Target): readonly Way[] {
    return waysBy(client, target, this.planes, this.registry);
  }

  /** What becomes of a client's call to a target: where several Services lead there, the least protected way. */
  public explain(client: Workload, target: Target, ways: readonly Way[] = this.ways(client, target)): Flow {
    return explainBy(client, target, ways, this.planes);
  }
}

/** How a client's call leaves it for each destination of a target, by its data plane. */
export function waysBy(client: Workload, { destinations }: Target, planes: readonly DataPlane[], registry: Registry): readonly Way[] {
  return destinations.map(destination => wayTo(destination, client, planes, registry));
}

/** What becomes of a client's call to a target by the data planes of those who answer. */
export function explainBy(client: Workload, { object, port }: Target, ways: readonly Way[], planes: readonly DataPlane[]): Flow {
  const flows = ways.map(way => {
    const { destination } = way;
    const flow = evaluate(client, way, planes);
    const detour = destination.object === object ? [] : [{
      statement: `${described(destination.object)} leads its port ${destination.port} to port ${port} of ${described(object)}`,
      object: referenceTo(destination.object.manifest, 'spec.ports'),
    }];
    return { ...flow, server: referenceTo(object.manifest), port, because: [...detour, ...flow.because] };
  });
  return leastProtected(flows);
}
