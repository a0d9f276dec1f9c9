import { STRICT_MESH, StrictMigrationRecord } from '../../../src/core/change/strict-migration-record';
import { strictStepProblems } from '../../../src/core/change/strict-migration-step';
import { StrictStage } from '../../../src/core/change/strict-stage';

const PERMISSIVE = undefined;
const OBSERVE: StrictMigrationRecord = { stage: StrictStage.OBSERVE, workloads: [], namespaces: [] };
const workloads = (...names: string[]): StrictMigrationRecord => ({ stage: StrictStage.WORKLOADS, workloads: names, namespaces: [] });
const namespaces = (...names: string[]): StrictMigrationRecord => ({ stage: StrictStage.NAMESPACES, workloads: [], namespaces: names });
const WATCHED = [OBSERVE, workloads('shop/web'), namespaces('shop')];

describe('a step on the way to strict', () => {
  test.each<[string, StrictMigrationRecord | undefined, StrictMigrationRecord | undefined]>([
    ['from nothing to observing', PERMISSIVE, OBSERVE],
    ['from strict back to observing', STRICT_MESH, OBSERVE],
    ['from strict to single workloads, which were strict all the while', STRICT_MESH, workloads('shop/web')],
    ['to single workloads that were watched', OBSERVE, workloads('shop/web')],
    ['to more of them', workloads('shop/web'), workloads('shop/web', 'shop/cart')],
    ['to namespaces', workloads('shop/web'), namespaces('shop')],
    ['to namespaces that were watched as a whole', OBSERVE, namespaces('shop')],
    ['to more of them', namespaces('shop'), namespaces('shop', 'pay')],
    ['from namespaces to the mesh', namespaces('shop'), STRICT_MESH],
    ['back from the mesh', STRICT_MESH, namespaces('shop')],
    ['back from everything', namespaces('shop'), PERMISSIVE],
    ['to nothing new', STRICT_MESH, STRICT_MESH],
  ])('%s is taken', (_name, before, after) => {
    expect(strictStepProblems(before, after)).toEqual([]);
  });

  test.each<[string, StrictMigrationRecord | undefined, StrictMigrationRecord, string[]]>([
    ['to the mesh without a migration', PERMISSIVE, STRICT_MESH, ['mesh']],
    ['to the mesh out of observing', OBSERVE, STRICT_MESH, ['mesh']],
    ['to the mesh out of single workloads', workloads('shop/web'), STRICT_MESH, ['mesh']],
    ['to workloads that nobody watched', PERMISSIVE, workloads('shop/web', 'pay/api'), ['shop/web', 'pay/api']],
    ['to namespaces that nobody watched', PERMISSIVE, { ...namespaces('shop'), workloads: ['pay/api'] }, ['shop', 'pay/api']],
  ])('%s is strict before the gate', (_name, before, after, scopes) => {
    const problems = strictStepProblems(before, after);
    expect(problems.map(({ name, scope }) => [name, scope])).toEqual(scopes.map(scope => ['strict-before-gate', scope]));
    problems.forEach(({ outage }) => expect(outage).toMatch(/without a certificate of the mesh is refused/));
  });

  test('says which stage comes first', () => {
    expect(strictStepProblems(PERMISSIVE, STRICT_MESH)[0].fix).toContain('StrictMigration.observe(');
    expect(strictStepProblems(OBSERVE, STRICT_MESH)[0].fix).toContain('StrictMigration.strictNamespaces(');
  });

  test('between stages in which everything was watched is taken, back and forth', () => {
    for (const before of WATCHED) {
      expect(WATCHED.flatMap(after => strictStepProblems(before, after))).toEqual([]);
    }
  });
});
