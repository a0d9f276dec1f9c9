import { EXCEPTION, istioMesh, synth } from './fixtures';
import { demandedOf, ofKind } from './reading';
import { IstioMeshProps, MeshNamespace, MeshServicePort, MeshServiceProps, PortMode, PortProtocol, WorkloadPort } from '../../src';

const HOST = 'web.shop.svc.cluster.local';
const PLAINTEXT = { ...EXCEPTION, mode: PortMode.PLAINTEXT };
const service: MeshServiceProps = { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] };

function shop(describe: (namespace: MeshNamespace) => void, props: Partial<IstioMeshProps> = {}) {
  const mesh = istioMesh(props);
  describe(mesh.addNamespace('shop'));
  return synth(mesh);
}

/** What callers of port 80 of the Service `web` must do. */
function demanded(describe: (namespace: MeshNamespace) => void, props: Partial<IstioMeshProps> = {}) {
  return demandedOf(shop(describe, props), HOST, 80);
}

describe('callers of a Service are held to mutual TLS', () => {
  test.each<[string, (namespace: MeshNamespace) => void]>([
    ['if the workload behind it is enrolled', namespace => {
      namespace.addWorkload('web');
      namespace.addService('web', service);
    }],
    ['if the workload is described after the Service', namespace => {
      namespace.addService('web', service);
      namespace.addWorkload('web');
    }],
    ['if all of the workloads behind it are enrolled', namespace => {
      namespace.addService('web', service);
      namespace.addWorkload('web-1', { labels: { app: 'web', version: '1' } });
      namespace.addWorkload('web-2', { labels: { app: 'web', version: '2' } });
    }],
    ['if an unenrolled workload is not behind it', namespace => {
      namespace.addWorkload('web');
      namespace.addWorkload('legacy', { enrolled: false });
      namespace.addService('web', service);
    }],
    ['if a permissive port is behind it, which takes mutual TLS too', namespace => {
      namespace.addWorkload('web').exemptPort(8080, EXCEPTION);
      namespace.addService('web', service);
    }],
  ])('%s', (_name, describeShop) => {
    expect(demanded(describeShop)).toBe('ISTIO_MUTUAL');
  });

  test('in the DNS domain of the cluster', () => {
    const objects = shop(namespace => {
      namespace.addWorkload('web');
      namespace.addService('web', service);
    }, { clusterDomain: 'corp.internal' });
    expect(ofKind(objects, 'DestinationRule').map(({ spec }) => spec.host)).toEqual(['web.shop.svc.corp.internal']);
  });
});

describe('callers of a Service are left to automatic mutual TLS', () => {
  const inFrontOf = (change: Partial<MeshServiceProps>) => (namespace: MeshNamespace) => {
    namespace.addWorkload('web');
    namespace.addService('web', { ...service, ...change });
  };

  test.each<[string, (namespace: MeshNamespace) => void]>([
    ['if it is headless', inFrontOf({ headless: true })],
    ['if it leads outside', inFrontOf({ externalName: true })],
    ['if something else sets its endpoints', inFrontOf({ selector: {} })],
    ['if no workload behind it is known', inFrontOf({ selector: { app: 'unknown' } })],
    ['if the workload behind it is not enrolled', namespace => {
      namespace.addWorkload('web', { enrolled: false });
      namespace.addService('web', service);
    }],
    ['if one of the workloads behind it is not enrolled', namespace => {
      namespace.addWorkload('web-1', { labels: { app: 'web', version: '1' } });
      namespace.addWorkload('web-2', { labels: { app: 'web', version: '2' }, enrolled: false });
      namespace.addService('web', service);
    }],
    ['if a workload that is not enrolled joins the others later', namespace => {
      namespace.addWorkload('web-1', { labels: { app: 'web', version: '1' } });
      namespace.addService('web', service);
      namespace.addWorkload('web-2', { labels: { app: 'web', version: '2' }, enrolled: false });
    }],
    ['if one of two workloads takes plaintext alone on the port', namespace => {
      namespace.addWorkload('web-1', { labels: { app: 'web', version: '1' } }).exemptPort(8080, PLAINTEXT);
      namespace.addWorkload('web-2', { labels: { app: 'web', version: '2' } });
      namespace.addService('web', service);
    }],
    ['if its target port has a name that nobody knows, and some port takes plaintext alone', namespace => {
      namespace.addWorkload('web').exemptPort(8080, PLAINTEXT);
      namespace.addService('web', { ...service, ports: [{ port: 80, targetPortName: 'http' }] });
    }],
  ])('%s', (_name, describeShop) => {
    expect(demanded(describeShop)).toBeUndefined();
  });

  test('if the mesh is told so', () => {
    expect(demanded(inFrontOf({}), { clientEnforcement: false })).toBeUndefined();
  });
});

describe('callers of a port that takes plaintext alone send plaintext there, and mutual TLS to the other ports', () => {
  const ports: Record<string, MeshServicePort[]> = {
    'by its number': [{ port: 80, targetPort: 8080 }, { port: 9000, targetPort: 9090 }],
    'by its name': [{ port: 80, targetPortName: 'http' }, { port: 9000, targetPortName: 'metrics' }],
    'by the same number': [{ port: 80, targetPort: 8080 }, { port: 9090 }],
  };
  const workload = { ports: [WorkloadPort.of(8080, PortProtocol.HTTP, 'http'), WorkloadPort.of(9090, PortProtocol.HTTP, 'metrics')] };

  test.each(Object.entries(ports))('%s', (_name, servicePorts) => {
    const objects = shop(namespace => {
      namespace.addService('web', { ...service, ports: servicePorts });
      namespace.addWorkload('web', workload).exemptPort(9090, PLAINTEXT);
    });
    expect(servicePorts.map(({ port }) => demandedOf(objects, HOST, port))).toEqual(['ISTIO_MUTUAL', 'DISABLE']);
  });
});
