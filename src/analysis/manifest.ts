import { fieldAt, textAt } from './fields';
import { describeObject, ObjectReference, Origin } from '../core/finding';

/**
 * A Kubernetes object as plain data. It may come from anyone, so every field
 * but those that make it an object is unknown until it is looked at.
 */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMetadata;
  readonly spec?: any;
  readonly data?: any;
  readonly [field: string]: any;
}

export interface ManifestMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** An object together with where it came from. */
export interface SourcedManifest {
  readonly manifest: Manifest;
  readonly origin: Origin;
}

/**
 * Whether something is a Kubernetes object as far as the rules rely on it. What
 * is not, such as an object that is named when it is created, belongs to no
 * index and is not judged.
 */
export function isObject({ manifest }: SourcedManifest): boolean {
  const namespace = fieldAt(manifest, 'metadata', 'namespace');
  return [textAt(manifest, 'apiVersion'), textAt(manifest, 'kind'), textAt(manifest, 'metadata', 'name')].every(Boolean)
    && (namespace === undefined || typeof namespace === 'string');
}

/** The API group: `cert-manager.io` of `cert-manager.io/v1`, and the empty text for the core group. */
export function apiGroup(manifest: Pick<Manifest, 'apiVersion'>): string {
  const slash = manifest.apiVersion.indexOf('/');
  return slash < 0 ? '' : manifest.apiVersion.slice(0, slash);
}

/** The kind with its API group: `apps/Deployment`, and `/Service` of the core group. */
export function groupKind(manifest: Pick<Manifest, 'apiVersion' | 'kind'>): string {
  return `${apiGroup(manifest)}/${manifest.kind}`;
}

/** The namespace of a namespaced object; `default` where none is written, as for kubectl. */
export function namespaceOf({ manifest }: SourcedManifest): string {
  return manifest.metadata.namespace ?? 'default';
}

/** A reference to an object, or to one field of it. */
export function referenceTo(manifest: Manifest, field?: string): ObjectReference {
  return {
    kind: manifest.kind,
    ...(manifest.metadata.namespace ? { namespace: manifest.metadata.namespace } : {}),
    name: manifest.metadata.name,
    ...(field !== undefined ? { field } : {}),
  };
}

/** The object as messages name it: `Certificate shop/web`. */
export function described({ manifest }: SourcedManifest): string {
  return describeObject(referenceTo(manifest));
}
