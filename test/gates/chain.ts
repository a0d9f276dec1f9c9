/** The objects of a chain "ca", as YAML. */

/** A root, with the issuer that signs with it. */
export function root(slot: string): string {
  return `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ca-root-${slot}, namespace: cert-manager }
spec: { isCA: true, commonName: ca-root-${slot}, secretName: ca-root-${slot}, duration: 87600h, renewal: { policy: Disabled }, issuerRef: { name: ca-root-${slot}-bootstrap } }
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: ca-root-${slot}-bootstrap, namespace: cert-manager }
spec: { selfSigned: {} }
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: ca-root-${slot}, namespace: cert-manager }
spec: { ca: { secretName: ca-root-${slot} } }
`;
}

interface AuthorityOptions {
  readonly annotations?: object;
  /** How it is renewed, as YAML. */
  readonly renewal?: string;
  /** The trust domains to which it is confined. */
  readonly uriDomains?: readonly string[];
}

/** An intermediate CA. */
export function authority(name: string, slot: string, more: AuthorityOptions = {}): string {
  const { annotations = {}, renewal = 'renewBefore: 720h', uriDomains } = more;
  const constraints = uriDomains ? `, nameConstraints: { critical: true, permitted: { uriDomains: ${JSON.stringify(uriDomains)} } }` : '';
  return `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ${name}, namespace: cert-manager, annotations: ${JSON.stringify(annotations)} }
spec: { isCA: true, commonName: ${name}, secretName: ${name}, duration: 2160h, ${renewal}, issuerRef: { name: ca-root-${slot} }${constraints} }
`;
}

/** What signs with a CA, for every namespace. */
export function issuer(name: string, secretName = name): string {
  return `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: ${name} }
spec: { ca: { secretName: ${secretName} } }
`;
}

/** A certificate of "ca-east" in the namespace "shop". */
export function leaf(name: string, uri?: string): string {
  return `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ${name}, namespace: shop }
spec: { dnsNames: [${name}.shop], ${uri === undefined ? '' : `uris: [${JSON.stringify(uri)}], `}secretName: ${name}-tls, duration: 24h, renewBefore: 8h, issuerRef: { kind: ClusterIssuer, name: ca-east } }
`;
}

/** The bundle with the roots that are trusted, and what it records. */
export function bundle(trusts: readonly string[], records: Readonly<Record<string, object>>): string {
  return `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata:
  name: ca-roots
  annotations:
${Object.entries(records).map(([name, record]) => `    cdk8s-mtls.dev/${name}: '${JSON.stringify(record)}'\n`).join('')}spec:
  sources: [${trusts.map(slot => `{ secret: { name: ca-root-${slot}, key: tls.crt } }`).join(', ')}]
  target: { configMap: { key: ca.crt } }
`;
}
