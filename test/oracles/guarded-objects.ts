import { SentObject } from './verdict';
import { Manifest } from '../variety';

/** Who sends an object: a user, and the groups that it is a member of. */
export function by(user: string, groups: string[], object: Manifest): SentObject {
  return { ...object, as: { user, groups } };
}

/** A service account as the sender of an object. */
export function byServiceAccount(namespace: string, name: string, object: Manifest): SentObject {
  return by(`system:serviceaccount:${namespace}:${name}`, ['system:serviceaccounts', `system:serviceaccounts:${namespace}`], object);
}

/** The deletion of an object. */
export function deletionOf(object: Manifest): Manifest {
  return { ...object, verb: 'delete' };
}

/** A pod that the strictest standard of Kubernetes allows, and what it does with Secrets. */
export function pod(name: string, namespace: string, spec: Manifest): Manifest {
  const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec: { securityContext, containers: [container('main')], ...spec } };
}

/** A container of a pod. */
export function container(name: string, change: Manifest = {}): Manifest {
  return { name, image: 'registry.example.com/tool:1', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }, ...change };
}

/** The ways in which a pod can use a Secret. */
export const USES: Record<string, (secretName: string) => Manifest> = {
  'a volume': secretName => ({ volumes: [{ name: 'keys', secret: { secretName } }] }),
  'a part of a volume': name => ({ volumes: [{ name: 'keys', projected: { sources: [{ configMap: { name: 'roots' } }, { secret: { name } }] } }] }),
  'a variable': name => ({ containers: [container('main', { env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name, key: 'tls.key' } } }] })] }),
  'all variables': name => ({ containers: [container('main', { envFrom: [{ secretRef: { name } }] })] }),
  'a variable before it starts': name => ({ initContainers: [container('init', { env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name, key: 'tls.key' } } }] })] }),
  'all variables before it starts': name => ({ initContainers: [container('init', { envFrom: [{ secretRef: { name } }] })] }),
};

/** A container that is added to a running pod to look into it. */
export function debugContainer(name: string, namespace: string, change: Manifest): Manifest {
  return {
    ...pod(name, namespace, { ephemeralContainers: [container('debug', change)] }),
    subresource: 'ephemeralcontainers',
  };
}

/** A Secret with a key pair, of which nothing but the name matters. */
export function secret(name: string, namespace: string): Manifest {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', stringData: { 'tls.crt': 'public' } };
}

/** A Certificate that names an issuer. */
export function certificate(name: string, namespace: string, issuerRef: Manifest, spec: Manifest = {}): Manifest {
  return { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name, namespace }, spec: { secretName: name, commonName: name, issuerRef, ...spec } };
}

/** An issuer that signs with a key in a Secret. */
export function issuer(kind: 'Issuer' | 'ClusterIssuer', name: string, secretName: string, namespace?: string): Manifest {
  return { apiVersion: 'cert-manager.io/v1', kind, metadata: { name, namespace }, spec: { ca: { secretName } } };
}

/** A request that names an issuer. */
export function certificateRequest(name: string, namespace: string, issuerRef: Manifest, spec: Manifest = {}): Manifest {
  const usages = ['digital signature', 'key encipherment'];
  return { apiVersion: 'cert-manager.io/v1', kind: 'CertificateRequest', metadata: { name, namespace }, spec: { issuerRef, request: REQUEST, usages, ...spec } };
}

/** Kubernetes' own kind of request. */
export function signingRequest(name: string, signerName: string): Manifest {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: { signerName, request: REQUEST, usages: ['digital signature', 'client auth'] },
  };
}

/** Lets everybody do everything, so that policies alone decide. */
export const EVERYTHING: Manifest[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'everything' },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'everything' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'everything' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' }],
  },
];

/** A certificate signing request for spiffe://prod.example.com/ns/shop/sa/web. Its key was thrown away. */
const REQUEST = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkxEQ0Iwd0lCQURBYk1Sa3dGd1lEVlFRS0RCQndjbTlrTG1WNFlXMXdiR1V1WTI5dE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUVOaTJubHBiSmpaTkF3WWdyQWpjZDBGYXgyRE5qSlIrM0hTQUc2SU92CjVTWitjcEJueWUvNWxPWURpb3loS1dzU05VMkc4NmJWOTNEMU1DRmc0N1dUbmFCV01GUUdDU3FHU0liM0RRRUoKRGpGSE1FVXdNd1lEVlIwUkJDd3dLb1lvYzNCcFptWmxPaTh2Y0hKdlpDNWxlR0Z0Y0d4bExtTnZiUzl1Y3k5egphRzl3TDNOaEwzZGxZakFPQmdOVkhROEJBZjhFQkFNQ0JhQXdDZ1lJS29aSXpqMEVBd0lEU0FBd1JRSWdXMm5xClJvLzUyc1ZTczJMelVKVFc0QXZrSWtuSFpCanZzUmtMR1VVN0gxUUNJUURMSEVrNTVzaXlNaHNYb3lVVjRac1YKcWlZcE9hcDcvT25WTUYwemxJNFQwZz09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=';
