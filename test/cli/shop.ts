/** A small shop in a mesh that leaves the plaintext door open. */
export const NAMESPACE = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
`;

export function workload(name: string, port: number, namespace = 'shop'): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: ${name}, image: ${name}, ports: [{ containerPort: ${port} }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: ${port} }] }
`;
}

export function peerAuthentication(mode: string, name = 'default', namespace = 'shop'): string {
  return `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  mtls:
    mode: ${mode}
`;
}

export const SHOP = [NAMESPACE, workload('web', 8080), workload('cart', 7070), workload('batch', 9090, 'jobs')].join('---');

/** Lets the web call the cart. */
export const ALLOW_WEB = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  rules:
    - from: [{ source: { serviceAccounts: [shop/web] } }]
      to: [{ operation: { ports: ["7070"] } }]
`;
