import * as fc from 'fast-check';
import { readStrictMigration, STRICT_MESH } from '../../../src/core/change/strict-migration-record';
import { StrictStage } from '../../../src/core/change/strict-stage';

const OBSERVE = { stage: 'observe', workloads: [], namespaces: [] };
const read = (value: unknown) => readStrictMigration(JSON.stringify(value));

describe('the record of a migration to strict', () => {
  test.each([
    ['of observing', OBSERVE],
    ['of single workloads', { stage: 'workloads', workloads: ['shop/web', 'shop/cart'], namespaces: [] }],
    ['of namespaces, and single workloads of others', { stage: 'namespaces', workloads: ['pay/api'], namespaces: ['shop'] }],
    ['of a strict mesh', STRICT_MESH],
  ])('%s is read as it is written', (_name, record) => {
    expect(read(record)).toEqual({ record });
  });

  test('without lists has empty ones', () => {
    expect(read({ stage: 'observe' })).toEqual({ record: OBSERVE });
  });

  test.each<[string, unknown, string]>([
    ['no annotation', undefined, 'it is not an object in JSON'],
    ['no JSON', '{', 'it is not an object in JSON'],
    ['a list', '[]', 'it is not an object in JSON'],
    ['null', 'null', 'it is not an object in JSON'],
    ['another stage', '{"stage":"strict"}', 'its stage is not one of observe, workloads, namespaces, mesh'],
    ['a stage that every object has', '{"stage":"constructor"}', 'its stage is not one of observe, workloads, namespaces, mesh'],
    ['one workload in place of a list', '{"stage":"workloads","workloads":"shop/web"}', 'its workloads and namespaces are not lists of names'],
    ['numbers', '{"stage":"namespaces","namespaces":[1]}', 'its workloads and namespaces are not lists of names'],
    ['stage workloads without any', '{"stage":"workloads"}', 'it names no workload'],
    ['stage namespaces without any', '{"stage":"namespaces","workloads":["shop/web"]}', 'it names no namespace'],
    ['namespaces in stage workloads', '{"stage":"workloads","workloads":["shop/web"],"namespaces":["pay"]}', 'it names single namespaces, which stage "workloads" has not'],
    ['workloads in stage mesh', '{"stage":"mesh","workloads":["shop/web"]}', 'it names single workloads, which stage "mesh" has not'],
    ['a workload without a namespace', '{"stage":"workloads","workloads":["web"]}', 'workload "web" is not of the form namespace/name'],
    ['a workload with a kind', '{"stage":"workloads","workloads":["shop/Deployment/web"]}', 'workload "shop/Deployment/web" is not of the form namespace/name'],
    ['a workload twice', '{"stage":"workloads","workloads":["shop/web","shop/web"]}', 'workload "shop/web" is named twice'],
    ['a workload of a strict namespace', '{"stage":"namespaces","namespaces":["shop"],"workloads":["shop/web"]}', 'workload "shop/web" is in namespace "shop", which is strict as a whole'],
    ['a namespace that is none', '{"stage":"namespaces","namespaces":["Shop"]}', 'namespace "Shop" must be lower-case letters, digits and "-", and begin and end with a letter or digit'],
  ])('with %s is refused', (_name, text, problem) => {
    expect(readStrictMigration(text)).toEqual({ problem });
  });

  test('whatever it holds is read or refused, and never throws', () => {
    const name = fc.oneof(fc.constantFrom('shop', 'shop/web', 'pay', '__proto__', ''), fc.string());
    const anything = fc.oneof(
      fc.anything(), fc.json(),
      fc.record({ stage: fc.constantFrom(...Object.values(StrictStage), 'x'), workloads: fc.array(name), namespaces: fc.array(name) }, { requiredKeys: [] }).map(value => JSON.stringify(value)),
    );
    fc.assert(fc.property(anything, text => {
      const found = readStrictMigration(text);
      if ('record' in found) {
        expect(readStrictMigration(JSON.stringify(found.record))).toEqual(found);
      } else {
        expect(found.problem).not.toBe('');
      }
    }));
  });
});
