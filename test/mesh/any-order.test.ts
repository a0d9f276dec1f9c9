import * as fc from 'fast-check';
import { MeshClient, MeshNamespace, PortMode, PortProtocol, WorkloadPort } from '../../src';
import { LabelIndex, selects } from '../../src/mesh/label-index';
import { EXCEPTION, istioMesh, synth } from '../istio/fixtures';
import type { Manifest } from '../istio/reading';

/** Something that a program says about the namespace; what it needs is described first, whenever that is. */
interface Step {
  readonly name: string;
  run(shop: MeshNamespace): void;
}

const ports = [WorkloadPort.of(8080, PortProtocol.HTTP, 'http'), WorkloadPort.of(9090, PortProtocol.HTTP, 'metrics')];

function workload(shop: MeshNamespace, name: string) {
  return shop.workloads.find(known => known.name === name)
    ?? shop.addWorkload(name, { labels: { app: name, tier: name === 'old' ? 'legacy' : 'front' }, ports, enrolled: name !== 'old' });
}

const STEPS: Step[] = [
  ...['web', 'cart', 'old'].map(name => ({ name: `describe ${name}`, run: (shop: MeshNamespace) => void workload(shop, name) })),
  ...[['web', 'front'], ['legacy', 'legacy']].map(([name, tier]) => ({
    name: `Service ${name}`,
    run: (shop: MeshNamespace) => void shop.addService(name, { selector: { tier }, ports: [{ port: 80, targetPort: 8080 }, { port: 9000, targetPortName: 'metrics' }] }),
  })),
  { name: 'cart lets web in', run: shop => workload(shop, 'cart').allowFrom(workload(shop, 'web')) },
  { name: 'cart lets tools in on one port', run: shop => workload(shop, 'cart').allowFrom(MeshClient.namespace('tools'), { ports: [9090] }) },
  { name: 'all let tools in', run: shop => shop.allowFrom(MeshClient.serviceAccount('tools', 'crawler')) },
  { name: 'cart exempts a port', run: shop => workload(shop, 'cart').exemptPort(9090, EXCEPTION) },
  { name: 'web exempts a port', run: shop => workload(shop, 'web').exemptPort(9090, { ...EXCEPTION, mode: PortMode.PLAINTEXT }) },
];
const OPEN_STEPS = STEPS.filter(({ name }) => name !== 'all let tools in');

/** The objects that a program makes, without the order of objects and of rules, which means nothing. */
function outcome(steps: Step[], defaultDeny: boolean): unknown[] {
  const mesh = istioMesh();
  const shop = mesh.addNamespace('shop', { defaultDeny });
  steps.forEach(({ run }) => run(shop));
  return synth(mesh).map(unordered).sort();
}

function unordered(object: Manifest): string {
  const rules = object.spec?.rules?.map((rule: Manifest) => JSON.stringify(rule)).sort();
  return JSON.stringify(rules ? { ...object, spec: { ...object.spec, rules } } : object);
}

test.each([
  ['closed', true, STEPS],
  ['open', false, OPEN_STEPS],
])('in a %s namespace, the order in which things are said changes nothing', (_name, defaultDeny, steps) => {
  fc.assert(fc.property(
    fc.subarray(steps).chain(some => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
    ([inOrder, shuffled]) => expect(outcome(shuffled, defaultDeny)).toEqual(outcome(inOrder, defaultDeny)),
  ), { numRuns: 60 });
});

describe('the index of labels', () => {
  const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'track'), fc.constantFrom('a', 'b'), { maxKeys: 3 });

  test('finds what comparing all with all finds', () => {
    fc.assert(fc.property(fc.array(labels), fc.array(labels), (selectors, pods) => {
      const index = new LabelIndex<number, number>();
      selectors.forEach((selector, number) => index.addSelector(selector, number));
      pods.forEach((pod, number) => index.addLabels(pod, number));
      for (const pod of pods) {
        expect(index.selecting(pod).sort()).toEqual([...selectors.keys()].filter(number => selects(selectors[number], pod)));
      }
      for (const selector of selectors) {
        expect(index.selectedBy(selector).sort()).toEqual([...pods.keys()].filter(number => selects(selector, pods[number])));
      }
    }));
  });

  test('takes an empty selector to select nothing', () => {
    expect(selects({}, { app: 'web' })).toBe(false);
  });
});
