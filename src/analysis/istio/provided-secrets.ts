import { append } from '../../core/multi-map';
import { fieldsAt, textAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';

/** The Secrets that are or will be in the cluster, as far as the objects say. */
export interface ProvidedSecrets {
  /** What provides a Secret: itself, or an object from which it is made. */
  find(namespace: string, name: string): SourcedManifest | undefined;
  /** The namespaces in which a Secret of that name is provided. */
  namespacesOf(name: string): readonly string[];
  /** Whether any Secret is provided in a namespace. */
  isAnyIn(namespace: string): boolean;
}

const KINDS: readonly (readonly [group: string, kind: string, ...path: string[]])[] = [
  ['', 'Secret'],
  ['cert-manager.io', 'Certificate', 'spec', 'secretName'],
  ['bitnami.com', 'SealedSecret'],
  ['external-secrets.io', 'ExternalSecret', 'spec', 'target', 'name'],
];

/** The view of an inventory's Secrets. */
export function providedSecrets(inventory: Inventory): ProvidedSecrets {
  const byKey = new Map<string, SourcedManifest>();
  const byName = new Map<string, string[]>();
  const namespaces = new Set<string>();
  for (const [group, kind, ...path] of KINDS) {
    for (const object of inventory.ofKind(group, kind)) {
      const name = (path.length > 0 ? textAt(object.manifest, ...path) : undefined) ?? object.manifest.metadata.name;
      const namespace = namespaceOf(object);
      const key = JSON.stringify([namespace, name]);
      namespaces.add(namespace);
      if (!byKey.has(key)) {
        byKey.set(key, object);
        append(byName, name, namespace);
      }
    }
  }
  return {
    find: (namespace, name) => byKey.get(JSON.stringify([namespace, name])),
    namespacesOf: name => byName.get(name) ?? [],
    isAnyIn: namespace => namespaces.has(namespace),
  };
}

/** Whether the content of a Secret is in its manifest at all. */
export function hasContent(secret: unknown): boolean {
  return ['data', 'stringData'].some(field => Object.keys(fieldsAt(secret, field)).length > 0);
}
