import { TrustGraph, trustGraph } from '../../../src/analysis/trust/trust-graph';
import { caCertificate, certificate, clusterIssuer, inventoryOf, PlainObject } from '../objects';

/** The trust graph of these objects. */
export function graphOf(objects: readonly PlainObject[], settings: { clusterResourceNamespace?: string; trustNamespace?: string } = {}): TrustGraph {
  return trustGraph(inventoryOf(objects), { clusterResourceNamespace: 'cert-manager', trustNamespace: 'cert-manager', ...settings });
}

/** A root that is renewed by itself, with its issuers: of itself, and of what it signs. */
export function rootCa(spec: PlainObject = {}): PlainObject[] {
  return [clusterIssuer({ selfSigned: {} }, 'self-signed'), caCertificate(spec), clusterIssuer({ ca: { secretName: 'root-ca' } }, 'root')];
}

/** An intermediate under that root, with its issuer. */
export function intermediateCa(spec: PlainObject = {}): PlainObject[] {
  const ofRoot = { commonName: 'mesh', secretName: 'mesh-ca', duration: '2160h', renewBefore: '720h', issuerRef: { name: 'root', kind: 'ClusterIssuer' } };
  return [caCertificate({ ...ofRoot, ...spec }, { name: 'mesh' }), clusterIssuer({ ca: { secretName: 'mesh-ca' } }, 'mesh')];
}

/** A leaf of that intermediate. */
export function meshLeaf(spec: PlainObject = {}, metadata: PlainObject = {}): PlainObject {
  return certificate({ duration: '24h', issuerRef: { name: 'mesh', kind: 'ClusterIssuer' }, ...spec }, metadata);
}

/** A Secret with these keys. */
export function secret(name: string, data: PlainObject = {}, ofNamespace = 'cert-manager', type = 'Opaque'): PlainObject {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text as string).toString('base64')]));
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: ofNamespace }, type, data: encoded };
}

/** A ConfigMap with these keys. */
export function configMap(name: string, data: PlainObject, ofNamespace = 'cert-manager'): PlainObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: ofNamespace }, data };
}

/** A Deployment with this pod. */
export function podsOf(name: string, spec: PlainObject, metadata: PlainObject = {}): PlainObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop', ...metadata }, spec: { template: { metadata: { labels: { app: name } }, spec } } };
}

/** A pod that mounts a volume, by default the whole of it. */
export function mounting(volume: PlainObject, mount: PlainObject = {}): PlainObject {
  return { volumes: [{ name: 'tls', ...volume }], containers: [{ name: 'main', volumeMounts: [{ name: 'tls', mountPath: '/tls', ...mount }] }] };
}

/** A volume of cert-manager's CSI driver. */
export function csi(attributes: PlainObject = {}, change: PlainObject = {}): PlainObject {
  const ofMesh = { 'csi.cert-manager.io/issuer-name': 'mesh', 'csi.cert-manager.io/issuer-kind': 'ClusterIssuer', ...attributes };
  return { csi: { driver: 'csi.cert-manager.io', readOnly: true, volumeAttributes: ofMesh, ...change } };
}

/** A role with these rules; one for the whole cluster if it has no namespace. */
export function role(name: string, rules: readonly PlainObject[], metadata: PlainObject = {}, more: PlainObject = {}): PlainObject {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: metadata.namespace ? 'Role' : 'ClusterRole', metadata: { name, ...metadata }, rules, ...more };
}

/** A binding of a role to subjects; one for the whole cluster if it has no namespace. */
export function binding(roleName: string, subjects: readonly PlainObject[], ofNamespace?: string, kind = 'ClusterRole'): PlainObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: ofNamespace ? 'RoleBinding' : 'ClusterRoleBinding',
    metadata: { name: `${roleName}-binding`, ...ofNamespace ? { namespace: ofNamespace } : {} },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: roleName },
    subjects,
  };
}

export const serviceAccount = (name: string, ofNamespace = 'shop'): PlainObject => ({ kind: 'ServiceAccount', name, namespace: ofNamespace });
export const group = (name: string): PlainObject => ({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name });
export const READ = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
export const RUN = { apiGroups: [''], resources: ['pods'], verbs: ['create'] };
