import { MeshClient, MeshNamespace, WorkloadPort } from '../../src';
import { EXCEPTION, istioMesh, PERMISSIVE, synth } from '../istio/fixtures';

const ports = [WorkloadPort.http(8080)];
const canary = { labels: { app: 'web', track: 'canary' }, ports };

function synthesizing(describe: (shop: MeshNamespace) => void): () => void {
  const mesh = istioMesh();
  describe(mesh.addNamespace('shop'));
  return () => synth(mesh);
}

const message = '[platform/mesh/shop/web] labels { app: web }: they also select the pods of canary, so what is said of "web" is true there too. Name a label that only the pods of "web" have';

describe('a workload whose labels select the pods of another one is refused', () => {
  test.each<[string, (shop: MeshNamespace) => void]>([
    ['if somebody is let in', shop => {
      shop.addWorkload('web').allowFrom(MeshClient.namespace('tools'));
      shop.addWorkload('canary', canary);
    }],
    ['if a port is exempt', shop => {
      shop.addWorkload('web').exemptPort(80, EXCEPTION);
      shop.addWorkload('canary', canary);
    }],
    ['if it is permissive', shop => {
      shop.addWorkload('canary', canary);
      shop.addWorkload('web', { enforcement: PERMISSIVE });
    }],
    ['if the other has no known port, but policies of its own', shop => {
      shop.addWorkload('web').allowFrom(MeshClient.namespace('tools'));
      shop.addWorkload('canary', { ...canary, ports: undefined }).allowFrom(MeshClient.namespace('payments'));
    }],
  ])('%s', (_name, describeShop) => {
    expect(synthesizing(describeShop)).toThrow(message);
  });
});

describe('a workload whose labels select the pods of another one is accepted', () => {
  test.each<[string, (shop: MeshNamespace) => void]>([
    ['if nothing is said of it', shop => {
      shop.addWorkload('web');
      shop.addWorkload('canary', canary);
    }],
    ['if the other only calls', shop => {
      shop.addWorkload('web', { ports }).allowFrom(MeshClient.namespace('tools'));
      shop.addWorkload('job', { labels: { app: 'web', job: 'clean-up' } });
    }],
    ['if no policy applies to the other, which is not enrolled', shop => {
      shop.addWorkload('web').allowFrom(MeshClient.namespace('tools'));
      shop.addWorkload('canary', { ...canary, enrolled: false });
    }],
    ['if only the narrower one has policies', shop => {
      shop.addWorkload('web', { ports });
      shop.addWorkload('canary', canary).allowFrom(MeshClient.namespace('tools'));
    }],
  ])('%s', (_name, describeShop) => {
    expect(synthesizing(describeShop)).not.toThrow();
  });
});
