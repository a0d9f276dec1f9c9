import { textAt } from '../fields';
import { SourcedManifest } from '../manifest';

/**
 * Orders objects as istiod does where only one of several can count: the oldest
 * first, and by name, then namespace, where the time of creation decides nothing.
 * Manifests that were never applied have no such time; those that have one are older.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/config.go (configCompareByCreationTime)
 */
export function byAge(a: { readonly object: SourcedManifest }, b: { readonly object: SourcedManifest }): number {
  const [first, second] = [a, b].map(({ object: { manifest } }) => [
    textAt(manifest, 'metadata', 'creationTimestamp') ?? '',
    manifest.metadata.name,
    manifest.metadata.namespace ?? 'default',
  ]);
  const index = first.findIndex((part, position) => part !== second[position]);
  return index < 0 ? 0 : first[index] < second[index] ? -1 : 1;
}
