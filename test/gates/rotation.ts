/** A chain whose root "2026" is replaced by "2027", with an intermediate CA and what it signs. */
export function rotation(phase: 'publish' | 'activate' | 'drain' | 'retire'): string {
  const record = {
    chain: 'ca',
    phase,
    signs: phase === 'publish' ? '2026' : '2027',
    trusts: phase === 'retire' ? ['2027'] : ['2026', '2027'],
    from: '2026',
    to: '2027',
  };
  const root = (slot: string): string => `
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
  return [root('2026'), root('2027'), `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ca-east, namespace: cert-manager }
spec: { isCA: true, commonName: ca-east, secretName: ca-east, duration: 2160h, renewBefore: 720h, issuerRef: { name: ca-root-${record.signs} } }
`, `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: ca-east }
spec: { ca: { secretName: ca-east } }
`, ...['web', 'cart'].map(name => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ${name}, namespace: shop }
spec: { dnsNames: [${name}.shop], secretName: ${name}-tls, duration: 24h, renewBefore: 8h, issuerRef: { kind: ClusterIssuer, name: ca-east } }
`), `
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata:
  name: ca-roots
  annotations: { cdk8s-mtls.dev/root-rotation: '${JSON.stringify(record)}' }
spec:
  sources: [${record.trusts.map(slot => `{ secret: { name: ca-root-${slot}, key: tls.crt } }`).join(', ')}]
  target: { configMap: { key: ca.crt } }
`].join('---');
}
