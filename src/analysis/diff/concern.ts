import { isDeepStrictEqual } from 'node:util';
import { Worlds } from './world';
import { ISTIO_NETWORKING, ISTIO_SECURITY } from '../istio/kinds';
import { apiGroup, groupKind, SourcedManifest } from '../manifest';
import { clusterOf } from '../rule';

/** API groups that no call depends on: of certificates, of rights, of how many pods there are. */
const UNRELATED_GROUPS = new Set([
  'cert-manager.io', 'trust.cert-manager.io', 'policy.cert-manager.io', 'rbac.authorization.k8s.io', 'admissionregistration.k8s.io', 'autoscaling', 'policy',
]);
const UNRELATED_KINDS = new Set(['/Secret', '/ServiceAccount']);

/**
 * Whether a change can make anything different of any call. If not, every call has the same verdict before, afterwards and
 * at every moment between, and none need be asked about: so it is where only certificates, issuers and bundles change.
 */
export function concernsCalls(worlds: Worlds): boolean {
  return !haveSameSettings(worlds) || concerningCalls(worlds).length > 0;
}

/** Kinds that say nothing of certificates, who asks for them and who trusts them. */
const OF_CALLS_ALONE = new Set([
  ...['PeerAuthentication', 'AuthorizationPolicy'].map(kind => `${ISTIO_SECURITY}/${kind}`),
  ...['Sidecar', 'EnvoyFilter', 'VirtualService'].map(kind => `${ISTIO_NETWORKING}/${kind}`),
]);

/** Whether a change can make anything different of certificates and bundles. */
export function concernsTrust(worlds: Worlds): boolean {
  const [before, after] = worlds.states.map(({ context }) => clusterOf(context));
  return !haveSameSettings(worlds) || !isDeepStrictEqual(before, after)
    || !worlds.changed.every(({ manifest }) => OF_CALLS_ALONE.has(groupKind(manifest)));
}

/** The objects among those that change on which calls may depend. */
export function concerningCalls({ changed }: Worlds): SourcedManifest[] {
  return changed.filter(object => !isUnrelated(object));
}

function isUnrelated({ manifest }: SourcedManifest): boolean {
  return UNRELATED_GROUPS.has(apiGroup(manifest)) || UNRELATED_KINDS.has(groupKind(manifest));
}

/** What is known of the mesh besides the objects, and what is taken from all of them together. */
export function haveSameSettings({ states: [before, after], settings }: Worlds): boolean {
  return isDeepStrictEqual(before.context.istio, after.context.istio)
    && clusterOf(before.context).rootNamespace === clusterOf(after.context).rootNamespace
    && isDeepStrictEqual(settings[0], settings[1]);
}
