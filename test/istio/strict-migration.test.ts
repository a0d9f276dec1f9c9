import * as fc from 'fast-check';
import { EXCEPTION, istioMesh, PERMISSIVE, synth } from './fixtures';
import { acceptedOn, admits, demandedOf, named, ofKind, principal, shopPod } from './reading';
import { IstioMesh, PortMode, StrictMigration, WorkloadPort } from '../../src';
import { readStrictMigration, STRICT_MIGRATION_ANNOTATION } from '../../src/core/change/strict-migration-record';

const EXPORTED = 9090;
const STAGES: [name: string, migration: StrictMigration | undefined, strict: string[]][] = [
  ['observe', StrictMigration.observe(EXCEPTION), []],
  ['workloads', StrictMigration.strictWorkloads({ ...EXCEPTION, workloads: ['shop/web'] }), ['shop/web']],
  ['namespaces', StrictMigration.strictNamespaces({ ...EXCEPTION, namespaces: ['shop'], workloads: ['pay/api'] }), ['shop/web', 'shop/cart', 'pay/api', 'shop/unknown']],
  ['mesh', StrictMigration.strictMesh(), ['shop/web', 'shop/cart', 'pay/api', 'pay/db', 'shop/unknown', 'pay/unknown', 'other/unknown']],
];
const PODS = ['shop/web', 'shop/cart', 'pay/api', 'pay/db', 'shop/unknown', 'pay/unknown', 'other/unknown'];

/** Two namespaces with two workloads each, a Service before each; one of the workloads has an exempt port. */
function twoNamespaces(migration?: StrictMigration, describe: (mesh: IstioMesh) => void = () => undefined): IstioMesh {
  const mesh = istioMesh({ migration });
  for (const [namespace, ...names] of [['shop', 'web', 'cart'], ['pay', 'api', 'db']]) {
    const enrolled = mesh.addNamespace(namespace);
    for (const name of names) {
      enrolled.addWorkload(name, { ports: [WorkloadPort.http(8080), WorkloadPort.http(EXPORTED)] });
      enrolled.addService(name, { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }, { port: EXPORTED }] });
    }
  }
  mesh.namespace('shop').workload('web').exemptPort(EXPORTED, { ...EXCEPTION, reason: 'scraped' });
  describe(mesh);
  return mesh;
}

function podOf(name: string) {
  const [namespace, app] = name.split('/');
  return { namespace, labels: { app } };
}

describe.each(STAGES)('in stage %s', (stage, migration, strict) => {
  const objects = synth(twoNamespaces(migration));

  test('exactly what is named is strict', () => {
    expect(PODS.filter(name => acceptedOn(objects, podOf(name), 8080) === 'STRICT').sort()).toEqual([...strict].sort());
  });

  test('what is not strict lets callers without an identity in, and records why and until when', () => {
    expect(PODS.filter(name => admits(objects, podOf(name), 8080, undefined)).filter(name => acceptedOn(objects, podOf(name), 8080) !== 'STRICT' && name !== 'other/unknown').sort())
      .toEqual(PODS.filter(name => !strict.includes(name) && name !== 'other/unknown').sort());
    const lenient = ofKind(objects, 'PeerAuthentication').filter(({ spec }) => spec.mtls.mode !== 'STRICT');
    lenient.forEach(({ metadata }) => expect(JSON.parse(metadata.annotations['cdk8s-mtls.dev/exceptions'])).toContainEqual({ mode: 'PERMISSIVE', ...EXCEPTION }));
    expect(lenient.length === 0).toBe(stage === 'mesh');
  });

  test('an exempt port stays exempt', () => {
    expect(acceptedOn(objects, shopPod('web'), EXPORTED)).toBe('PERMISSIVE');
    expect(admits(objects, shopPod('web'), EXPORTED, undefined)).toBe(true);
    expect(JSON.parse(named(objects, 'PeerAuthentication', 'mtls.shop.web').metadata.annotations['cdk8s-mtls.dev/exceptions'])).toContainEqual({ port: EXPORTED, mode: 'PERMISSIVE', ...EXCEPTION, reason: 'scraped' });
  });

  test('callers are held to mutual TLS exactly where the server is strict, so that pods without a proxy are reached until then', () => {
    const held = PODS.filter(name => demandedOf(objects, `${name.split('/').reverse().join('.')}.svc.cluster.local`, 80) === 'ISTIO_MUTUAL');
    expect(held.sort()).toEqual(strict.filter(name => !name.endsWith('unknown')).sort());
  });

  test('the policy of the whole mesh says how far it is', () => {
    const annotated = objects.filter(({ metadata }) => metadata.annotations?.[STRICT_MIGRATION_ANNOTATION]);
    expect(annotated.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual(['PeerAuthentication istio-system/mtls.istio-system']);
    expect(readStrictMigration(annotated[0].metadata.annotations[STRICT_MIGRATION_ANNOTATION])).toMatchObject({ record: { stage } });
  });
});

describe('a migration', () => {
  test('that has come to its end says the same as none, but for its record', () => {
    const [ended, without] = [synth(twoNamespaces(StrictMigration.strictMesh())), synth(twoNamespaces())];
    delete named(ended, 'PeerAuthentication', 'mtls.istio-system').metadata.annotations;
    expect(ended).toEqual(without);
  });

  test('lets the one who is let in by identity in at every stage, and a stranger at none', () => {
    for (const [, migration] of STAGES) {
      const objects = synth(twoNamespaces(migration, mesh => mesh.namespace('shop').workload('web').allowFrom(mesh.namespace('shop').workload('cart'))));
      expect(['cart', 'stranger'].map(caller => admits(objects, shopPod('web'), 8080, principal('shop', caller)))).toEqual([true, false]);
    }
  });

  test('holds callers of a Service before several workloads to mutual TLS when all of them are strict', () => {
    const before = (...workloads: string[]) => demandedOf(synth(twoNamespaces(StrictMigration.strictWorkloads({ ...EXCEPTION, workloads }), mesh => {
      const shop = mesh.namespace('shop');
      ['one', 'two'].forEach(app => shop.addWorkload(app, { labels: { app, tier: 'front' } }));
      shop.addService('front', { selector: { tier: 'front' }, ports: [{ port: 80 }] });
    })), 'front.shop.svc.cluster.local', 80);
    expect(before('shop/one')).toBeUndefined();
    expect(before('shop/one', 'shop/two')).toBe('ISTIO_MUTUAL');
  });

  test('leaves a plaintext port of a strict workload in plaintext for callers too', () => {
    const objects = synth(twoNamespaces(StrictMigration.strictWorkloads({ ...EXCEPTION, workloads: ['shop/cart'] }),
      mesh => mesh.namespace('shop').workload('cart').exemptPort(EXPORTED, { ...EXCEPTION, mode: PortMode.PLAINTEXT })));
    expect([80, EXPORTED].map(port => demandedOf(objects, 'cart.shop.svc.cluster.local', port))).toEqual(['ISTIO_MUTUAL', 'DISABLE']);
  });

  test('allows exceptions where it has made everything strict, as always', () => {
    const inNamespace = synth(twoNamespaces(StrictMigration.strictNamespaces({ ...EXCEPTION, namespaces: ['shop'] }), mesh => mesh.namespace('shop').addWorkload('old', { enforcement: PERMISSIVE })));
    expect(acceptedOn(inNamespace, shopPod('old'), 8080)).toBe('PERMISSIVE');
    const inMesh = synth(twoNamespaces(StrictMigration.strictMesh(), mesh => mesh.addNamespace('old', { enforcement: PERMISSIVE })));
    expect(acceptedOn(inMesh, podOf('old/web'), 8080)).toBe('PERMISSIVE');
  });

  test('ends with its exception', () => {
    expect(() => synth(twoNamespaces(StrictMigration.observe({ ...EXCEPTION, until: '2026-06-14' })))).toThrow(/2026-06-14/);
  });

  test('makes strict what is named, whichever workloads are, in whichever order they are described', () => {
    const all = ['shop/web', 'shop/cart', 'pay/api', 'pay/db'];
    fc.assert(fc.property(fc.subarray(all, { minLength: 1 }), fc.shuffledSubarray(all, { minLength: 4 }), (workloads, order) => {
      const mesh = istioMesh({ migration: StrictMigration.strictWorkloads({ ...EXCEPTION, workloads }) });
      const namespaces = new Map([...new Set(order.map(name => name.split('/')[0]))].map(name => [name, mesh.addNamespace(name)]));
      for (const [namespace, name] of order.map(each => each.split('/'))) {
        namespaces.get(namespace)!.addService(name, { selector: { app: name }, ports: [{ port: 80 }] });
        namespaces.get(namespace)!.addWorkload(name);
      }
      const objects = synth(mesh);
      expect(all.filter(name => acceptedOn(objects, podOf(name), 80) === 'STRICT')).toEqual(workloads);
      expect(all.filter(name => demandedOf(objects, `${name.split('/').reverse().join('.')}.svc.cluster.local`, 80))).toEqual(workloads);
    }), { numRuns: 20 });
  });
});
