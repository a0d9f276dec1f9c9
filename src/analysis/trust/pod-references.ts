import { append } from '../../core/multi-map';
import { within } from '../field-problem';
import { fieldAt, Fields, fieldsAt, hasField, listAt, textAt, textMapAt } from '../fields';
import { Inventory } from '../inventory';
import { podSpecOf, Workload, workloads } from '../workloads';

/**
 * How a pod reads an object. A volume follows the object; a file mounted by its
 * `subPath`, or an environment variable, stays as it was when the container started.
 */
export type ReadingWay = 'volume' | 'subPath' | 'env';

/** A Secret or ConfigMap that a pod reads. */
export interface PodReference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  /** The keys that it reads; `undefined` for all of them. */
  readonly keys: readonly string[] | undefined;
  readonly way: ReadingWay;
  /** Where the manifest says so. */
  readonly field: string;
  /** Whether the container that reads it ends before the pod serves. */
  readonly isInit: boolean;
}

/** A certificate that cert-manager's CSI driver requests for a pod, and renews, while it runs. */
export interface CsiVolume {
  readonly field: string;
  readonly volume: Fields;
  readonly attributes: ReadonlyMap<string, string>;
}

/** A workload whose pods read something, and what. */
export interface PodReferences {
  readonly workload: Workload;
  readonly references: readonly PodReference[];
  readonly csi: readonly CsiVolume[];
}

/** The CSI driver of cert-manager. */
export const CSI_DRIVER = 'csi.cert-manager.io';

type Source = Omit<PodReference, 'way' | 'isInit'> & { readonly paths: ReadonlyMap<string, string> | undefined };

/** What the pods of workloads read. Those that read nothing are left out. */
export function podReferences(inventory: Inventory): readonly PodReferences[] {
  const all: PodReferences[] = [];
  for (const workload of inventory.view(workloads)) {
    const [spec, field] = podSpecOf(workload.object);
    const containers = containersOf(spec, field);
    const hasVolumes = listAt(spec, 'volumes').length > 0;
    const references = [
      ...hasVolumes ? mounted(containers, volumesOf(spec, field)) : [],
      ...containers.flatMap(container => [...environment(container)]),
    ];
    const csi = hasVolumes ? csiVolumes(spec, field) : [];
    if (references.length > 0 || csi.length > 0) {
      all.push({ workload, references, csi });
    }
  }
  return all;
}

function csiVolumes(spec: Fields, field: string): CsiVolume[] {
  return listAt(spec, 'volumes').flatMap((volume, index) => (textAt(volume, 'csi', 'driver') === CSI_DRIVER
    ? [{ field: `${within(`${field}.volumes`, index)}.csi`, volume: fieldsAt(volume, 'csi'), attributes: textMapAt(volume, 'csi', 'volumeAttributes') }]
    : []));
}

/** The objects behind each volume. */
function volumesOf(spec: Fields, field: string): Map<string, Source[]> {
  const volumes = new Map<string, Source[]>();
  for (const [index, volume] of listAt(spec, 'volumes').entries()) {
    const name = textAt(volume, 'name');
    if (name === undefined) {
      continue;
    }
    const place = within(`${field}.volumes`, index);
    for (const source of [
      ...sourceOf('Secret', fieldAt(volume, 'secret'), 'secretName', `${place}.secret`),
      ...sourceOf('ConfigMap', fieldAt(volume, 'configMap'), 'name', `${place}.configMap`),
      ...listAt(volume, 'projected', 'sources').flatMap((projected, each) => [
        ...sourceOf('Secret', fieldAt(projected, 'secret'), 'name', `${within(`${place}.projected.sources`, each)}.secret`),
        ...sourceOf('ConfigMap', fieldAt(projected, 'configMap'), 'name', `${within(`${place}.projected.sources`, each)}.configMap`),
      ]),
    ]) {
      append(volumes, name, source);
    }
  }
  return volumes;
}

function sourceOf(kind: Source['kind'], source: unknown, nameField: string, field: string): Source[] {
  const name = textAt(source, nameField);
  if (!name) {
    return [];
  }
  const items = listAt(source, 'items').flatMap((item): [string, string][] => {
    const key = textAt(item, 'key');
    return key === undefined ? [] : [[textAt(item, 'path') ?? key, key]];
  });
  const paths = items.length > 0 ? new Map(items) : undefined;
  return [{ kind, name, field, paths, keys: paths && [...paths.values()] }];
}

function* mounted(containers: readonly Container[], volumes: ReadonlyMap<string, readonly Source[]>): Generator<PodReference> {
  const used = new Set<string>();
  for (const { container, place, isInit } of containers) {
    for (const [index, mount] of listAt(container, 'volumeMounts').entries()) {
      const name = textAt(mount, 'name') ?? '';
      const subPath = textAt(mount, 'subPath') || textAt(mount, 'subPathExpr');
      used.add(name);
      for (const { kind, name: object, field: ofVolume, keys, paths } of volumes.get(name) ?? []) {
        const key = subPath ? paths ? paths.get(subPath) : subPath : undefined;
        if (!subPath) {
          yield { kind, name: object, keys, way: 'volume', field: ofVolume, isInit };
        } else if (key !== undefined) {
          yield { kind, name: object, keys: [key], way: 'subPath', field: `${within(`${place}.volumeMounts`, index)}.subPath`, isInit };
        }
      }
    }
  }
  for (const [name, sources] of volumes) {
    for (const { kind, name: object, field: ofVolume, keys } of used.has(name) ? [] : sources) {
      yield { kind, name: object, keys, way: 'volume', field: ofVolume, isInit: false };
    }
  }
}

function* environment({ container, place, isInit }: Container): Generator<PodReference> {
  for (const [index, variable] of listAt(container, 'env').entries()) {
    for (const [kind, reference] of hasField(variable, 'valueFrom') ? [['Secret', 'secretKeyRef'], ['ConfigMap', 'configMapKeyRef']] as const : []) {
      const name = textAt(variable, 'valueFrom', reference, 'name');
      const key = textAt(variable, 'valueFrom', reference, 'key');
      if (name && key !== undefined) {
        yield { kind, name, keys: [key], way: 'env', field: `${within(`${place}.env`, index)}.valueFrom.${reference}`, isInit };
      }
    }
  }
  for (const [index, source] of listAt(container, 'envFrom').entries()) {
    for (const [kind, reference] of [['Secret', 'secretRef'], ['ConfigMap', 'configMapRef']] as const) {
      const name = textAt(source, reference, 'name');
      if (name) {
        yield { kind, name, keys: undefined, way: 'env', field: `${within(`${place}.envFrom`, index)}.${reference}`, isInit };
      }
    }
  }
}

interface Container {
  readonly container: unknown;
  readonly place: string;
  readonly isInit: boolean;
}

/** The containers of a pod that read anything. */
function containersOf(spec: Fields, field: string): Container[] {
  return ['initContainers', 'containers'].flatMap(list => listAt(spec, list).flatMap((container, index) => {
    const reads = hasField(container, 'volumeMounts') || hasField(container, 'env') || hasField(container, 'envFrom');
    // An init container that is restarted for ever is a sidecar.
    return reads ? [{ container, place: within(`${field}.${list}`, index), isInit: list === 'initContainers' && textAt(container, 'restartPolicy') !== 'Always' }] : [];
  }));
}
