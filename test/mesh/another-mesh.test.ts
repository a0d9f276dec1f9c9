import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { ApiObject, Chart, Testing } from 'cdk8s';
import { LinkerdLikeMesh } from './linkerd-like-provider';
import { Enforcement, ExternalTls, MeshClient, MeshNamespace, PortMode, WorkloadPort } from '../../src';
import { EXCEPTION, istioMesh } from '../istio/fixtures';
import { named, ofKind } from '../istio/reading';

const PERMISSIVE = Enforcement.permissive({ ...EXCEPTION, until: '9999-12-31' });

function linkerd(): LinkerdLikeMesh {
  return new LinkerdLikeMesh(new Chart(Testing.app(), 'platform'), 'mesh');
}

function objectsOf(mesh: LinkerdLikeMesh) {
  return Testing.synth(mesh.node.scope as Chart);
}

describe('a mesh that is little like Istio', () => {
  test('enrols a namespace and closes it by annotations', () => {
    const mesh = linkerd();
    mesh.addNamespace('shop');
    expect(ofKind(objectsOf(mesh), 'Namespace')[0].metadata.annotations).toEqual({
      'linkerd.io/inject': 'enabled',
      'config.linkerd.io/default-inbound-policy': 'deny',
    });
  });

  test.each([
    ['strict', Enforcement.strict(), 'all-authenticated'],
    ['permissive', PERMISSIVE, 'all-unauthenticated'],
  ])('leaves a %s namespace open where that is asked for', (_name, enforcement, policy) => {
    const mesh = linkerd();
    mesh.addNamespace('shop', { enforcement, defaultDeny: false });
    expect(ofKind(objectsOf(mesh), 'Namespace')[0].metadata.annotations['config.linkerd.io/default-inbound-policy']).toBe(policy);
  });

  test('marks a Namespace that another construct emits', () => {
    const mesh = linkerd();
    const object = new ApiObject(mesh.node.scope as Chart, 'shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', annotations: { team: 'shop' } } });
    mesh.enrolNamespace(object);
    expect(ofKind(objectsOf(mesh), 'Namespace').map(({ metadata }) => metadata.annotations))
      .toEqual([{ 'team': 'shop', 'linkerd.io/inject': 'enabled', 'config.linkerd.io/default-inbound-policy': 'deny' }]);
  });

  test.each([
    ['a workload', (shop: MeshNamespace) => shop.addWorkload('web'), 'web.shop.serviceaccount.identity.linkerd.cluster.local'],
    ['a whole namespace', (shop: MeshNamespace) => shop, '*.shop.serviceaccount.identity.linkerd.cluster.local'],
    ['an identity by name', () => MeshClient.serviceAccount('tools', 'crawler'), 'crawler.tools.serviceaccount.identity.linkerd.cluster.local'],
  ])('lets %s in by a DNS name', (_name, clientOf, identity) => {
    const mesh = linkerd();
    const shop = mesh.addNamespace('shop');
    shop.addWorkload('cart', { ports: [WorkloadPort.grpc(7070)] }).allowFrom(clientOf(shop));
    const objects = objectsOf(mesh);
    const [policy] = ofKind(objects, 'AuthorizationPolicy');
    expect(named(objects, 'Server', policy.spec.targetRef.name).spec).toEqual({ podSelector: { matchLabels: { app: 'cart' } }, port: 7070 });
    expect(named(objects, 'MeshTLSAuthentication', policy.spec.requiredAuthenticationRefs[0].name).spec.identities).toEqual([identity]);
  });

  test('describes Services without emitting anything for their callers', () => {
    const mesh = linkerd();
    const shop = mesh.addNamespace('shop');
    shop.addWorkload('web');
    shop.addService('web', { selector: { app: 'web' }, ports: [{ port: 80 }] });
    expect(objectsOf(mesh).map(({ kind }) => kind)).toEqual(['Namespace']);
  });

  test('decides by its own marks whether adopted pods are enrolled', () => {
    const mesh = linkerd();
    const chart = mesh.node.scope as Chart;
    const application = new Chart(chart, 'application', { namespace: 'shop' });
    for (const [name, annotations] of Object.entries<Record<string, string>>({ inside: {}, outside: { 'linkerd.io/inject': 'disabled' } })) {
      new ApiObject(application, name, {
        apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { template: { metadata: { labels: { app: name }, annotations }, spec: { containers: [] } } },
      });
    }
    expect(mesh.addNamespace('shop').adopt(application).map(({ name, enrolled }) => [name, enrolled])).toEqual([['inside', true], ['outside', false]]);
  });
});

describe('what a mesh cannot express is refused at the call, with what to use instead', () => {
  const cart = (mesh: LinkerdLikeMesh) => mesh.addNamespace('shop').addWorkload('cart', { ports: [WorkloadPort.http(8080)] });

  test.each<[string, (mesh: LinkerdLikeMesh) => void, string]>([
    ['a permissive port', mesh => cart(mesh).exemptPort(8080, EXCEPTION), '[platform/mesh/shop/cart] exemptPort(8080): Linkerd cannot express this. Let the addresses of the callers in with a NetworkAuthentication.'],
    ['a plaintext port', mesh => cart(mesh).exemptPort(8080, { ...EXCEPTION, mode: PortMode.PLAINTEXT }), '[platform/mesh/shop/cart] exemptPort(8080): Linkerd cannot express this. Annotate the pods with config.linkerd.io/skip-inbound-ports.'],
    ['enforcement of one workload', mesh => mesh.addNamespace('shop').addWorkload('cart', { enforcement: Enforcement.strict() }), '[platform/mesh/shop/cart] addWorkload("cart", { enforcement }): Linkerd cannot express this. Annotate the pods with config.linkerd.io/default-inbound-policy.'],
    ['a permissive namespace that is closed', mesh => mesh.addNamespace('shop', { enforcement: PERMISSIVE }), '[platform/mesh/shop] addNamespace("shop", { enforcement }): Linkerd cannot express this. Set defaultDeny to false while the namespace is permissive.'],
    ['every port of a workload whose ports are not known', mesh => mesh.addNamespace('shop').addWorkload('cart').allowFrom(MeshClient.namespace('tools')), '[platform/mesh/shop/cart] allowFrom(tools/*): Linkerd cannot express this. Name the ports of the workload: addWorkload(name, { ports }).'],
    ['TLS to a service outside', mesh => mesh.addExternalService('api', { host: 'api.example.com', tls: ExternalTls.originate() }), '[platform/mesh/ExternalService-api] addExternalService("api"): Linkerd cannot express this. Have the application speak TLS: ExternalTls.passthrough().'],
  ])('%s', (_name, call, message) => {
    expect(() => call(linkerd())).toThrow(new Error(message));
  });

  test('TLS that the application speaks needs nothing of the mesh', () => {
    expect(linkerd().addExternalService('api', { host: 'api.example.com', tls: ExternalTls.passthrough() }).host).toBe('api.example.com');
  });

  test('a caller with an identity in another mesh', () => {
    const crawler = linkerd().addNamespace('tools').addWorkload('crawler');
    expect(() => istioMesh().addNamespace('shop').addWorkload('cart').allowFrom(crawler)).toThrow(
      '[platform/mesh/shop] allowFrom(tools/crawler): the caller has its identity in Linkerd, which Istio does not know. Let it in through an ingress gateway');
  });
});

describe('src/mesh', () => {
  const sources = readdirSync(join(__dirname, '../../src/mesh')).map(file => [file, readFileSync(join(__dirname, '../../src/mesh', file), 'utf8')]);

  test.each(sources)('%s imports no mesh in particular', (_file, text) => {
    expect(text.match(/from '.*istio.*'/g)).toBeNull();
  });

  test.each(sources)('%s knows no name of Istio outside of comments', (_file, text) => {
    expect(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')).not.toMatch(/istio|envoy|sidecar/i);
  });
});
