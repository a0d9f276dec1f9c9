import { Chart, Testing } from 'cdk8s';
import { LinkerdLikeMesh } from './linkerd-like-provider';
import { Enforcement, StrictMigration } from '../../src';
import { EXCEPTION, istioMesh, PERMISSIVE, synth } from '../istio/fixtures';
import { ofKind } from '../istio/reading';

const OBSERVE = StrictMigration.observe(EXCEPTION);
const workloads = (...names: string[]) => StrictMigration.strictWorkloads({ ...EXCEPTION, workloads: names });
const namespaces = (...names: string[]) => StrictMigration.strictNamespaces({ ...EXCEPTION, namespaces: names });
const linkerd = (migration: StrictMigration) => new LinkerdLikeMesh(new Chart(Testing.app(), 'platform'), 'mesh', { migration });

describe('a migration is refused with', () => {
  test.each<[string, () => unknown, string]>([
    ['no reason', () => StrictMigration.observe({ ...EXCEPTION, reason: ' ' }), 'StrictMigration.observe(): no reason. Add "reason"'],
    ['no end', () => StrictMigration.strictWorkloads({ reason: 'x', workloads: ['shop/web'] } as any), 'StrictMigration.strictWorkloads(): no end date. Add "until"'],
    ['nothing', () => StrictMigration.strictNamespaces(undefined as any), 'StrictMigration.strictNamespaces(): no reason.'],
    ['no workload', () => workloads(), 'StrictMigration.strictWorkloads(): it names no workload. Name each namespace once, for example "shop", and each workload outside of them once with its namespace, for example "shop/web".'],
    ['no namespace', () => namespaces(), 'StrictMigration.strictNamespaces(): it names no namespace.'],
    ['a workload without its namespace', () => workloads('web', 'shop/web/8080'), 'StrictMigration.strictWorkloads(): workload "web" is not of the form namespace/name; workload "shop/web/8080" is not of the form namespace/name.'],
    ['a name that is none', () => namespaces('Shop'), 'StrictMigration.strictNamespaces(): namespace "Shop" must be lower-case letters'],
    ['a name twice', () => namespaces('shop', 'shop'), 'StrictMigration.strictNamespaces(): namespace "shop" is named twice.'],
    ['a workload of a strict namespace', () => StrictMigration.strictNamespaces({ ...EXCEPTION, namespaces: ['shop'], workloads: ['shop/web'] }), 'workload "shop/web" is in namespace "shop", which is strict as a whole'],
    ['another enforcement of the mesh', () => istioMesh({ enforcement: Enforcement.strict(), migration: OBSERVE }), '[platform/mesh] enforcement and migration: both say what the mesh requires. Leave enforcement out: the migration says it, stage by stage.'],
    ['another enforcement of a namespace', () => istioMesh({ migration: OBSERVE }).addNamespace('shop', { enforcement: Enforcement.strict() }), '[platform/mesh/shop] addNamespace("shop", { enforcement }): what namespaces require is said by the migration of the mesh. Leave enforcement out. To make the namespace strict, name it there: StrictMigration.strictNamespaces({ namespaces: ["shop"], reason, until }).'],
    ['another enforcement of a strict namespace', () => istioMesh({ migration: namespaces('shop') }).addNamespace('shop', { enforcement: PERMISSIVE }), 'what namespaces require is said by the migration of the mesh'],
    ['another enforcement of a workload', () => istioMesh({ migration: OBSERVE }).addNamespace('shop').addWorkload('web', { enforcement: Enforcement.strict() }), '[platform/mesh/shop/web] addWorkload("web", { enforcement }): until its namespace is strict, what a workload requires is said by the migration of the mesh. Leave enforcement out. To make the workload strict, name it there: StrictMigration.strictWorkloads({ workloads: ["shop/web"], reason, until }).'],
    ['a strict workload that is not enrolled', () => istioMesh({ migration: workloads('shop/web') }).addNamespace('shop').addWorkload('web', { enrolled: false }), '[platform/mesh/shop/web] addWorkload("web"), strict by the migration: the workload is not enrolled in the mesh, so nothing would enforce this.'],
    ['a strict workload without labels', () => istioMesh({ migration: workloads('shop/web') }).addNamespace('shop').addWorkload('web', { labels: {} }), 'its pods have no labels, so no policy can select them'],
  ])('%s', (_name, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('names that nothing in the mesh has', () => {
  test('are refused when the app is synthesized, all of them, with the name that may be meant', () => {
    const mesh = istioMesh({ migration: StrictMigration.strictNamespaces({ ...EXCEPTION, namespaces: ['shp', 'else'], workloads: ['pay/ap', 'pays/api'] }) });
    mesh.addNamespace('shop');
    mesh.addNamespace('pay').addWorkload('api');
    for (const message of [
      'migration, namespace "shp": there is no such namespace in the mesh. Write the name of one that is described, or take it out. Did you mean "shop"?',
      'migration, namespace "else": there is no such namespace in the mesh. Write the name of one that is described, or take it out.',
      'migration, workload "pay/ap": there is no such workload in the mesh. Write the name of one that is described, or take it out. Did you mean "pay/api"?',
      'migration, workload "pays/api": there is no such workload in the mesh. Write the name of one that is described, or take it out. Did you mean "pay/api"?',
    ]) {
      expect(() => synth(mesh)).toThrow(message);
    }
  });

  test('may be described after the mesh', () => {
    const mesh = istioMesh({ migration: StrictMigration.strictNamespaces({ ...EXCEPTION, namespaces: ['shop'], workloads: ['pay/api.v1'] }) });
    mesh.addNamespace('pay').addWorkload('api.v1');
    mesh.addNamespace('shop');
    expect(() => synth(mesh)).not.toThrow();
  });
});

describe('a mesh that is little like Istio', () => {
  const inboundPolicy = (migration: StrictMigration) => {
    const mesh = linkerd(migration);
    mesh.addNamespace('shop', { defaultDeny: false });
    return ofKind(Testing.synth(mesh.node.scope as Chart), 'Namespace')[0].metadata.annotations['config.linkerd.io/default-inbound-policy'];
  };

  test('goes its way to strict by its own means', () => {
    expect([OBSERVE, namespaces('shop'), StrictMigration.strictMesh()].map(inboundPolicy)).toEqual(['all-unauthenticated', 'all-authenticated', 'all-authenticated']);
  });

  test.each<[string, () => unknown, string]>([
    ['strict workloads', () => linkerd(workloads('shop/web')).addNamespace('shop', { defaultDeny: false }).addWorkload('web'), '[platform/mesh/shop/web] addWorkload("web"), strict by the migration: Linkerd cannot express this. Annotate the pods with config.linkerd.io/default-inbound-policy.'],
    ['closed namespaces that are watched', () => linkerd(OBSERVE).addNamespace('shop'), '[platform/mesh/shop] addNamespace("shop"): Linkerd cannot express this. Set defaultDeny to false while the namespace is permissive.'],
  ])('refuses %s, which it cannot express', (_name, call, message) => {
    expect(call).toThrow(message);
  });
});
