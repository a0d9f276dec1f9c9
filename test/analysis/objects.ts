import { Finding } from '../../src';
import { analyze } from '../../src/analysis/analyze';
import { Inventory } from '../../src/analysis/inventory';
import { RuleContext } from '../../src/analysis/rule';

/** A Kubernetes object as a test writes it. */
export type PlainObject = Record<string, any>;

/** The day on which all tests take place. */
export const NOW = new Date('2026-06-15T12:00:00Z');

/** A Certificate that nothing is wrong with, but for what the test changes in its spec. */
export function certificate(spec: PlainObject = {}, metadata: PlainObject = {}): PlainObject {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'web', namespace: 'shop', ...metadata },
    spec: without({ secretName: 'web-tls', commonName: 'web', issuerRef: { name: 'ca' }, ...spec }),
  };
}

/** A CA Certificate that nothing is wrong with, in the namespace of cert-manager. */
export function caCertificate(spec: PlainObject = {}, metadata: PlainObject = {}): PlainObject {
  return certificate({
    isCA: true,
    commonName: 'root',
    secretName: 'root-ca',
    duration: '87600h0m0s',
    renewBefore: '29200h0m0s',
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    issuerRef: { name: 'self-signed', kind: 'ClusterIssuer' },
    ...spec,
  }, { name: 'root', namespace: 'cert-manager', ...metadata });
}

/** An Issuer with this spec. */
export function issuer(spec: unknown, metadata: PlainObject = {}): PlainObject {
  return { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name: 'ca', namespace: 'shop', ...metadata }, spec };
}

/** A ClusterIssuer with this spec. */
export function clusterIssuer(spec: unknown, name = 'ca'): PlainObject {
  return { apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name }, spec };
}

/** A Vault issuer's spec that nothing is wrong with, but for what the test changes. */
export function vault(change: PlainObject = {}): PlainObject {
  return { vault: without({ server: 'https://vault.example.com', path: 'pki/sign/web', auth: { tokenSecretRef: { name: 'token', key: 'token' } }, ...change }) };
}

/** The objects of a test, as the analysis takes them. */
export function inventoryOf(objects: readonly PlainObject[]): Inventory {
  return new Inventory(objects.map((manifest: any) => ({ manifest, origin: {} })));
}

/** The findings about these objects. */
export function findingsOf(objects: readonly unknown[], context: Partial<RuleContext> = {}): Finding[] {
  return analyze(objects.map((manifest: any, index) => ({ manifest, origin: { constructPath: `object-${index}` } })), { now: NOW, ...context });
}

/** The findings of one rule about these objects. */
export function findingsBy(code: string, objects: readonly unknown[], context: Partial<RuleContext> = {}): Finding[] {
  return findingsOf(objects, context).filter(finding => finding.code === code);
}

/** The object without the fields that are undefined, so that a test removes a field by naming it. */
function without(fields: PlainObject): PlainObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A Namespace with these labels. */
export function namespace(name: string, labels: PlainObject = {}): PlainObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** A Deployment whose pods have these labels and container ports. */
export function deployment(name: string, labels: PlainObject, ports: readonly PlainObject[] = [], ofNamespace = 'shop'): PlainObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: ofNamespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name, image: name, ports }] } } },
  };
}

/** A Service in front of the pods with these labels. */
export function service(name: string, selector: PlainObject, ports: readonly PlainObject[], ofNamespace = 'shop'): PlainObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: ofNamespace }, spec: { selector, ports } };
}

/** A PeerAuthentication with this spec. */
export function peerAuthentication(name: string, spec: PlainObject, metadata: PlainObject = {}): PlainObject {
  return { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace: 'shop', ...metadata }, spec };
}

/** A DestinationRule with this spec. */
export function destinationRule(name: string, spec: PlainObject, ofNamespace = 'shop'): PlainObject {
  return { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name, namespace: ofNamespace }, spec };
}

/** A Bundle that nothing is wrong with, but for what the test changes in its spec. */
export function bundle(spec: PlainObject = {}, name = 'roots'): PlainObject {
  return {
    apiVersion: 'trust.cert-manager.io/v1alpha1',
    kind: 'Bundle',
    metadata: { name },
    spec: without({ sources: [{ secret: { name: 'root-ca', key: 'ca.crt' } }], target: { configMap: { key: 'ca.crt' } }, ...spec }),
  };
}

/** A CertificateRequestPolicy that nothing is wrong with, but for what the test changes in its spec. */
export function policy(spec: PlainObject = {}): PlainObject {
  return {
    apiVersion: 'policy.cert-manager.io/v1alpha1',
    kind: 'CertificateRequestPolicy',
    metadata: { name: 'mesh' },
    spec: without({ selector: { issuerRef: { name: 'ca' } }, ...spec }),
  };
}
