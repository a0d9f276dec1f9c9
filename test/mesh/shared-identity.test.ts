import { IstioMesh, MeshClient, MeshNamespace, MeshWorkload, WorkloadPort } from '../../src';
import { istioMesh, synth } from '../istio/fixtures';

interface Scene {
  readonly mesh: IstioMesh;
  readonly shop: MeshNamespace;
  readonly cart: MeshWorkload;
  /** Two workloads that run under the service account `default`. */
  readonly web: MeshWorkload;
  readonly batch: MeshWorkload;
}

function scene(): Scene {
  const mesh = istioMesh();
  const shop = mesh.addNamespace('shop');
  const cart = shop.addWorkload('cart', { ports: [WorkloadPort.http(8080), WorkloadPort.http(9090)] });
  const [web, batch] = ['web', 'batch'].map(name => shop.addWorkload(name, { serviceAccountName: 'default' }));
  return { mesh, shop, cart, web, batch };
}

const account = MeshClient.serviceAccount('shop', 'default');
const message = '[platform/mesh/shop/cart] allowFrom(shop/web): it lets in shop/batch as well, under the same service account "default". '
  + 'Give "web" a service account of its own, or allow the other too. If everything under the account is meant, say so: allowFrom(MeshClient.serviceAccount("shop", "default")).';

describe('letting in one of several workloads of a service account is refused', () => {
  test.each<[string, (scene: Scene) => void]>([
    ['if the others are not let in', ({ cart, web }) => cart.allowFrom(web)],
    ['if the others are let in on fewer ports', ({ cart, web, batch }) => {
      cart.allowFrom(web);
      cart.allowFrom(batch, { ports: [8080] });
    }],
    ['if the others are let in on other ports', ({ cart, web, batch }) => {
      cart.allowFrom(web, { ports: [9090] });
      cart.allowFrom(batch, { ports: [8080] });
    }],
    ['if the account of that name in another namespace is let in', ({ cart, web }) => {
      cart.allowFrom(web);
      cart.allowFrom(MeshClient.serviceAccount('tools', 'default'));
    }],
    ['if the account of that name in another trust domain is let in', ({ cart, web }) => {
      cart.allowFrom(web);
      cart.allowFrom(MeshClient.serviceAccount('shop', 'default', { trustDomain: 'other.example.com' }));
    }],
  ])('%s', (_name, describeScene) => {
    const here = scene();
    describeScene(here);
    expect(() => synth(here.mesh)).toThrow(message);
  });

  test('by the whole namespace as well', () => {
    const { mesh, shop, web } = scene();
    shop.allowFrom(web);
    expect(() => synth(mesh)).toThrow('[platform/mesh/shop] allowFrom(shop/web): it lets in shop/batch as well');
  });

  test('with all of the others in one message', () => {
    const { mesh, shop, cart, web } = scene();
    shop.addWorkload('report', { serviceAccountName: 'default' });
    cart.allowFrom(web);
    expect(() => synth(mesh)).toThrow('it lets in shop/batch, shop/report as well, under the same service account "default". Give "web" a service account of its own, or allow the others too.');
  });
});

describe('letting in one of several workloads of a service account is accepted', () => {
  test.each<[string, (scene: Scene) => void]>([
    ['if the others are let in too', ({ cart, web, batch }) => [batch, web].forEach(client => cart.allowFrom(client))],
    ['if the others are let in on the same ports', ({ cart, web, batch }) => [web, batch].forEach(client => cart.allowFrom(client, { ports: [8080] }))],
    ['if the others are let in on every port there is', ({ cart, web, batch }) => {
      cart.allowFrom(web);
      [8080, 9090].forEach(port => cart.allowFrom(batch, { ports: [port] }));
    }],
    ['if the account itself is let in', ({ cart, web }) => [account, web].forEach(client => cart.allowFrom(client))],
    ['if the namespace of the account is let in', ({ cart, web, shop }) => [web, shop].forEach(client => cart.allowFrom(client))],
    ['if the others are let into the whole namespace', ({ cart, web, shop }) => {
      cart.allowFrom(web);
      shop.allowFrom(account);
    }],
    ['if the other is the server itself', ({ shop, web, batch }) => {
      shop.addWorkload('job');
      web.allowFrom(batch);
    }],
    ['if the other is not enrolled, and so has no identity', ({ cart, shop }) => {
      shop.addWorkload('old', { serviceAccountName: 'shared', enrolled: false });
      cart.allowFrom(shop.addWorkload('new', { serviceAccountName: 'shared' }));
    }],
    ['if the other of that name is in another namespace', ({ cart, mesh, shop }) => {
      mesh.addNamespace('tools').addWorkload('web', { serviceAccountName: 'web' });
      cart.allowFrom(shop.addWorkload('front', { serviceAccountName: 'web' }));
    }],
  ])('%s', (_name, describeScene) => {
    const here = scene();
    describeScene(here);
    expect(() => synth(here.mesh)).not.toThrow();
  });
});
