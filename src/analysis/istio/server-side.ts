import { Proxy } from './injection';
import { bypassesInbound } from './interception';
import { IstioDataPlane } from './istio-data-plane';
import { PeerDecision } from './peer-mode';
import { supportsMutualTls } from './tls-support';
import { SourcedManifest } from '../manifest';
import { Backend, subjectOf } from '../network/destination';
import { Workload } from '../workloads';

/** What is known of the side of a server. */
export type ServerSide =
  /** It has a sidecar, which asks something of callers. */
  | { readonly kind: 'sidecar'; readonly peer: PeerDecision }
  /** Nothing there speaks the mutual TLS of the mesh. */
  | { readonly kind: 'none' }
  /** It is a gateway, of another mesh, or the objects do not say. */
  | { readonly kind: 'unknown' };

/** What a backend's side of a call is like. */
export function serverSide(mesh: IstioDataPlane, backend: Backend): ServerSide {
  const subject = subjectOf(backend);
  if (!subject) {
    return { kind: 'unknown' };
  }
  const injection = backend.workload && mesh.injection(backend.workload);
  const proxy = injection?.proxy ?? (supportsMutualTls(backend, undefined) ? Proxy.SIDECAR : Proxy.UNKNOWN);
  if (proxy === Proxy.SIDECAR) {
    return bypassesInbound(subject, backend.port) ? { kind: 'none' } : { kind: 'sidecar', peer: mesh.modes.ofPort(subject, backend.port) };
  }
  // A pod without a sidecar may speak mutual TLS itself, as gRPC without a proxy does, and says so by a label.
  return { kind: proxy === Proxy.NONE && !supportsMutualTls(backend, injection) ? 'none' : 'unknown' };
}

/** The object behind a backend. */
export function objectOf({ workload, endpoint }: Backend): SourcedManifest {
  return (workload ?? endpoint)!.object;
}

/** A workload of the mesh about which nothing else is known, to ask what becomes of calls that anybody makes. */
export function anyClient(namespace: string, object: SourcedManifest, labels: Workload['labels'] = new Map()): Workload {
  return { object, namespace, labels, annotations: new Map(), serviceAccount: 'default', ports: [], containers: ['app', 'istio-proxy'], hostNetwork: false };
}
