import { textAt } from './fields';
import { SourcedManifest } from './manifest';

/** How a namespace joins the data plane of a mesh, as the label or annotation that does it; `undefined` if it does not. */
export function enrolmentOf({ manifest }: SourcedManifest): string | undefined {
  const label = (key: string): string | undefined => textAt(manifest, 'metadata', 'labels', key);
  const injection = label('istio-injection');
  if (injection === 'enabled') {
    return 'istio-injection=enabled';
  }
  // "disabled" wins over a revision.
  const revision = injection === undefined ? label('istio.io/rev') : undefined;
  if (revision) {
    return `istio.io/rev=${revision}`;
  }
  if (label('istio.io/dataplane-mode') === 'ambient') {
    return 'istio.io/dataplane-mode=ambient';
  }
  const linkerd = textAt(manifest, 'metadata', 'annotations', 'linkerd.io/inject');
  return linkerd === 'enabled' || linkerd === 'ingress' ? `linkerd.io/inject=${linkerd}` : undefined;
}
