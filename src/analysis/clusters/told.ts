import { Cluster } from './cluster';
import { Tags } from './tags';
import { isOfPods } from '../diff/kinds';
import { World } from '../diff/world';
import { callsOf } from '../flows/calls';
import { Inventory } from '../inventory';
import { apiGroup, SourcedManifest } from '../manifest';

/** What the proxies of a cluster are told about the pods and Services of one, their own or another. */
export interface Told {
  readonly inventory: Inventory;
  readonly world: World;
  readonly tags: Tags;
}

/**
 * Whether istiod of every cluster reads an object, and not that of its own cluster alone. With
 * pods go their Namespaces, which say whether they have a sidecar.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/serviceregistry/aggregate/controller.go (Services)
 */
export function isReadByAll(object: SourcedManifest): boolean {
  return isOfPods(object) || (apiGroup(object.manifest) === '' && object.manifest.kind === 'Service');
}

const known = new WeakMap<Cluster, WeakMap<Cluster, Told>>();

/** What the proxies of a cluster are told about another or their own, made once. */
export function told(own: Cluster, about: Cluster): Told {
  const ofOwn = known.get(own) ?? new WeakMap<Cluster, Told>();
  known.set(own, ofOwn);
  const found = ofOwn.get(about) ?? (own === about ? toldOfOwn(own) : toldOfOther(own, about));
  ofOwn.set(about, found);
  return found;
}

function toldOfOwn(cluster: Cluster): Told {
  const { inventory, context } = cluster;
  return { inventory, world: new World(callsOf(inventory, context), inventory), tags: new Tags(cluster, cluster, []) };
}

/** Of another cluster, proxies are told its pods and Services, by the policies of their own. */
function toldOfOther(own: Cluster, other: Cluster): Told {
  const read = other.inventory.objects.filter(isReadByAll);
  const homes = own.inventory.ofKind('', 'Namespace').filter(({ manifest }) => !other.inventory.find('', 'Namespace', undefined, manifest.metadata.name));
  const inventory = new Inventory([...read, ...homes, ...own.inventory.objects.filter(object => !isReadByAll(object))]);
  const istio = { ...own.context.istio, enrolledNamespaces: other.context.istio?.enrolledNamespaces ?? [] };
  return { inventory, world: new World(callsOf(inventory, { ...own.context, istio }), inventory), tags: new Tags(own, other, read) };
}
