import { compareText } from '../../core/compare-text';
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
  const [first, second] = [a.object.manifest, b.object.manifest];
  return compareText(textAt(first, 'metadata', 'creationTimestamp') ?? '', textAt(second, 'metadata', 'creationTimestamp') ?? '')
    || compareText(first.metadata.name, second.metadata.name)
    || compareText(first.metadata.namespace ?? 'default', second.metadata.namespace ?? 'default');
}
