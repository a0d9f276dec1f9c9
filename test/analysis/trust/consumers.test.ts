import { bundle, certificate, destinationRule, PlainObject } from '../objects';
import { configMap, csi, graphOf, intermediateCa, meshLeaf, mounting, podsOf, rootCa } from './objects';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';

const ROOT = 'secret/cert-manager/root-ca';
const PKI = [...rootCa(), ...intermediateCa(), meshLeaf(), bundle({})];
const tls = { secret: { secretName: 'web-tls' } };

/** How a pod uses the objects of the PKI: way, name, what is presented and trusted. */
const usesOf = (spec: PlainObject): unknown[] => graphOf([...PKI, podsOf('web', spec)]).consumers()
  .flatMap(({ uses }) => uses.map(use => [use.way, use.name, use.certificate?.object.manifest.metadata.name, use.bundle?.id]));

describe('a workload uses', () => {
  const env = (name: string, key: string): PlainObject => ({ name, valueFrom: { secretKeyRef: { name: 'web-tls', key } } });

  test.each<[string, PlainObject, unknown[]]>([
    ['the whole Secret of a certificate', mounting(tls), [['volume', 'web-tls', 'web', 'Secret/shop/web-tls']]],
    ['the certificate alone', mounting({ secret: { secretName: 'web-tls', items: [{ key: 'tls.crt', path: 'a' }] } }), [['volume', 'web-tls', 'web', undefined]]],
    ['the roots beside it alone', mounting({ secret: { secretName: 'web-tls', items: [{ key: 'ca.crt', path: 'a' }] } }), [['volume', 'web-tls', undefined, 'Secret/shop/web-tls']]],
    ['a single file', mounting(tls, { subPath: 'tls.crt' }), [['subPath', 'web-tls', 'web', undefined]]],
    ['a single file under another name', mounting({ secret: { secretName: 'web-tls', items: [{ key: 'ca.crt', path: 'a' }] } }, { subPath: 'a' }), [['subPath', 'web-tls', undefined, 'Secret/shop/web-tls']]],
    ['a volume that nothing mounts', { ...mounting(tls), containers: [] }, [['volume', 'web-tls', 'web', 'Secret/shop/web-tls']]],
    ['the target of a Bundle', mounting({ configMap: { name: 'roots' } }), [['volume', 'roots', undefined, 'Bundle/roots']]],
    ['both in one volume', mounting({ projected: { sources: [{ secret: { name: 'web-tls', items: [{ key: 'tls.key', path: 'k' }] } }, { configMap: { name: 'roots' } }] } }), [
      ['volume', 'web-tls', 'web', undefined], ['volume', 'roots', undefined, 'Bundle/roots'],
    ]],
    ['a variable', { containers: [{ env: [env('A', 'tls.crt')] }] }, [['env', 'web-tls', 'web', undefined]]],
    ['variables from all keys', { containers: [{ envFrom: [{ configMapRef: { name: 'roots' } }] }] }, [['env', 'roots', undefined, 'Bundle/roots']]],
    ['a volume of the CSI driver', mounting(csi()), [['csi', undefined, undefined, undefined]]],
    ['nothing that is known', mounting({ secret: { secretName: 'password' } }), []],
  ])('%s', (_, spec, expected) => expect(usesOf(spec)).toEqual(expected));

  test('what only init containers read, which is said', () => {
    const [{ uses }] = graphOf([...PKI, podsOf('web', { ...mounting(tls), containers: [], initContainers: [{ env: [env('A', 'tls.crt')] }, { restartPolicy: 'Always', env: [env('B', 'tls.crt')] }] })]).consumers();
    expect(uses.filter(({ way }) => way === 'env').map(({ isInit }) => isInit)).toEqual([true, false]);
  });
});

describe('a consumer', () => {
  test('presents and trusts roots', () => {
    const copy = [podsOf('cart', mounting({ configMap: { name: 'copy' } })), configMap('copy', { 'ca.crt': ROOT_PEM }, 'shop')];
    const consumers = graphOf([...PKI, podsOf('web', mounting(csi())), ...copy]).consumers();
    expect(consumers).toMatchObject([
      { object: { manifest: { metadata: { name: 'cart' } } }, presents: [], trusts: [{ kind: 'pem' }] },
      { object: { manifest: { metadata: { name: 'web' } } }, presents: [{ id: ROOT }], trusts: [{ kind: 'self-signed' }] },
    ]);
  });

  test('is a gateway, in the namespace of its pods', () => {
    const server = (mode: string): PlainObject => ({ port: { number: 443 }, tls: { mode, credentialName: 'web-tls' } });
    const gateway = (mode: string): PlainObject => ({ apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'gateway', namespace: 'other' }, spec: { selector: { app: 'ingress' }, servers: [server(mode)] } });
    const consumersOf = (mode: string, pods: PlainObject[]): [string, number, number][] => graphOf([...PKI, gateway(mode), ...pods]).consumers()
      .map(({ namespace, presents, trusts }) => [namespace, presents.length, trusts.length]);
    expect(consumersOf('SIMPLE', [podsOf('ingress', {})])).toEqual([['shop', 1, 0]]);
    expect(consumersOf('MUTUAL', [podsOf('ingress', {})])).toEqual([['shop', 1, 1]]);
    expect(consumersOf('SIMPLE', [podsOf('ingress', {}, { namespace: 'elsewhere' })])).toEqual([]);
  });

  test('is a client of Istio with a credential', () => {
    const rule = destinationRule('out', { host: 'example.com', workloadSelector: { matchLabels: {} }, trafficPolicy: { tls: { mode: 'MUTUAL', credentialName: 'web-tls' } } });
    expect(graphOf([...PKI, rule]).consumers()).toMatchObject([{ namespace: 'shop', uses: [{ way: 'credential', field: 'spec.trafficPolicy.tls.credentialName' }] }]);
  });

  test('is none that reads a Secret of the same name elsewhere', () => {
    expect(graphOf([certificate(), podsOf('web', mounting(tls), { namespace: 'cart' })]).consumers()).toEqual([]);
  });
});
