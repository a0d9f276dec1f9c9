import { chainOf, Manifest, objectIn, objectsOf } from './_chain';
import { ROOT_STEPS, rootRecordIn, SLOTS, TWO_ROOTS } from './_root-steps';
import { ROOT_PEM } from './certmanager/fixtures';
import { rotationStepProblems } from '../../src/core/change/root-rotation-step';
import { IssuerChainProps, RootCa, RootRotation } from '../../src/pki';

/** What a chain with two intermediates writes: one whose key stays, one in the namespace that uses it. */
function written(props: Partial<IssuerChainProps>): Manifest[] {
  const chain = chainOf(props);
  chain.addIntermediate('mesh').issuerFor('shop');
  chain.addIntermediate('istio', { namespace: 'istio-system', secretName: 'cacerts' }).issuerFor('istio-system');
  chain.trustBundle.addNamespace('shop');
  return objectsOf(chain);
}

/** Which objects a step changes, without the guards, which list what there is. */
function changed(before: Manifest[], after: Manifest[]): string[] {
  const byName = (objects: Manifest[]) => new Map(objects
    .filter(({ kind }) => !kind.startsWith('ValidatingAdmissionPolicy'))
    .map(object => [[object.kind, object.metadata.namespace, object.metadata.name].join(' '), JSON.stringify(object)]));
  const [old, now] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter(key => old.get(key) !== now.get(key)).sort();
}

const trusted = (objects: Manifest[]) => objectIn(objects, 'Bundle', 'ca-roots').spec.sources.map((source: any) => source.secret.name);
const signers = (objects: Manifest[]) => ['ca-mesh', 'ca-istio'].map(name => objectIn(objects, 'Certificate', name).spec.issuerRef.name);

describe('the replacement of a root, step by step', () => {
  const states = ROOT_STEPS.map(written);
  const step = (to: number) => changed(states[to - 1], states[to]);

  test('who is trusted, and who signs', () => {
    expect(states.map(objects => [trusted(objects).join(), ...new Set(signers(objects))].join(' → '))).toEqual([
      'ca-root-2026 → ca-root-2026',
      'ca-root-2026,ca-root-2027 → ca-root-2026',
      'ca-root-2026,ca-root-2027 → ca-root-2027',
      'ca-root-2026,ca-root-2027 → ca-root-2027',
      'ca-root-2027 → ca-root-2027',
      'ca-root-2027 → ca-root-2027',
    ]);
  });

  test('publishing leaves the objects of the first root and of the intermediates as they are, to the last byte', () => {
    expect(step(1)).toEqual([
      'Bundle  ca-roots', 'Certificate cert-manager ca-root-2027', 'ClusterIssuer  ca-root-2027', 'Issuer cert-manager ca-root-2027', 'Issuer cert-manager ca-root-2027-bootstrap',
    ]);
  });

  test('activating gives the intermediates another issuer and touches nothing else; what the bundle holds stays', () => {
    expect(step(2)).toEqual(['Bundle  ca-roots', 'Certificate cert-manager ca-mesh', 'Certificate istio-system ca-istio']);
    for (const name of ['ca-mesh', 'ca-istio']) {
      const [old, now] = [states[1], states[2]].map(objects => objectIn(objects, 'Certificate', name).spec);
      expect(now).toEqual({ ...old, issuerRef: { ...old.issuerRef, name: 'ca-root-2027' } });
    }
    expect(objectIn(states[2], 'Bundle', 'ca-roots').spec).toEqual(objectIn(states[1], 'Bundle', 'ca-roots').spec);
  });

  test('draining takes away what could sign under the first root, and not the root', () => {
    expect(step(3)).toEqual(['Bundle  ca-roots', 'ClusterIssuer  ca-root-2026', 'Issuer cert-manager ca-root-2026']);
  });

  test('retiring takes the first root out of the bundle, and keeps it, so that it could be published again', () => {
    expect(step(4)).toEqual(['Bundle  ca-roots']);
    expect(objectIn(states[4], 'Certificate', 'ca-root-2026')).toEqual(objectIn(states[0], 'Certificate', 'ca-root-2026'));
  });

  test('ending it takes the first root away', () => {
    expect(step(5)).toEqual(['Bundle  ca-roots', 'Certificate cert-manager ca-root-2026', 'Issuer cert-manager ca-root-2026-bootstrap']);
  });

  test('every step is legal by what the bundles record, and so is every way back but those that drop a root in use', () => {
    const records = states.map(rootRecordIn);
    const problems = (from: number, to: number) => rotationStepProblems(records[from], records[to]).map(({ name, root }) => `${name} ${root}`);
    for (const to of [1, 2, 3, 4, 5]) {
      expect([to, problems(to - 1, to)]).toEqual([to, []]);
      expect([to, problems(to, to)]).toEqual([to, []]);
    }
    expect([1, 2, 3, 4].map(from => problems(from, from - 1))).toEqual([[], [], [], []]);
    expect(problems(2, 0)).toEqual(['retired-while-presented 2027']);
    expect(problems(5, 0)).toEqual(['slot-renamed 2027']);
  });

  test.each([
    [0, 2, ['activated-before-trusted 2027', 'phase-skipped 2027']],
    [0, 3, ['activated-before-trusted 2027', 'phase-skipped 2027']],
    [0, 4, ['slot-renamed 2026']],
    [1, 3, ['phase-skipped 2027']],
    [1, 4, ['retired-while-presented 2026', 'phase-skipped 2027']],
    [2, 4, ['retired-while-presented 2026', 'phase-skipped 2027']],
    [2, 5, ['retired-while-presented 2026', 'phase-skipped 2027']],
    [3, 5, ['phase-skipped 2027']],
  ])('from step %i straight to step %i it is not', (from, to, problems) => {
    expect(rotationStepProblems(rootRecordIn(states[from]), rootRecordIn(states[to])).map(({ name, root }) => `${name} ${root}`)).toEqual(problems);
  });

  test('the next replacement may begin when this one has retired its root, and not before', () => {
    const next = rootRecordIn(written({ roots: [TWO_ROOTS[1], RootCa.selfSigned('2028')], rootRotation: RootRotation.publish({ from: '2027', to: '2028' }) }));
    expect(states.map(rootRecordIn).map(record => rotationStepProblems(record, next).map(({ name }) => name))).toEqual([
      ['slot-renamed'], ['second-rotation'], ['second-rotation'], ['second-rotation'], [], [],
    ]);
  });
});

describe('refused at once', () => {
  const rotation = RootRotation.publish(SLOTS);

  test.each<[string, () => unknown, string]>([
    ['a slot that is no name', () => RootRotation.activate({ from: 'The old one', to: '2027' }), 'RootRotation.activate({ from: "The old one", to: "2027" }): slot "The old one"'],
    ['a root that replaces itself', () => RootRotation.drain({ from: '2026', to: '2026' }),
      'RootRotation.drain({ from: "2026", to: "2026" }): a root cannot replace itself. Add a root in a slot of its own to the chain, and name that as "to".'],
    ['a slot that no root has', () => chainOf({ roots: [TWO_ROOTS[0], RootCa.selfSigned('2028')], rootRotation: rotation }),
      '[p/ca] rootRotation: publish, from "2026" to "2027": no root has the slot "2027". The slots are 2026, 2028. Did you mean "2026"?'],
    ['an active root beside it', () => chainOf({ roots: TWO_ROOTS, rootRotation: rotation, activeRoot: '2026' }),
      '[p/ca] activeRoot "2026": rootRotation says which root signs. Leave activeRoot out until the replacement of the root has ended.'],
    ['a root that cannot sign', () => chainOf({ roots: [TWO_ROOTS[0], RootCa.trusted('2027', ROOT_PEM)], rootRotation: rotation }),
      '[p/ca] rootRotation: publish, from "2026" to "2027": the root "2027" is trusted alone and cannot sign. Name roots that sign, for example RootCa.selfSigned("2027").'],
    ['a third root that could sign', () => chainOf({ roots: [...TWO_ROOTS, RootCa.selfSigned('2028')], rootRotation: rotation }),
      '[p/ca] rootRotation: publish, from "2026" to "2027": there is a third root that can sign, "2028". Replace one root at a time: add the next one when this replacement has ended.'],
    ['two roots of which it is not said which one signs', () => chainOf({ roots: [...TWO_ROOTS].reverse() }),
      '[p/ca] roots: "2027", "2026": it is not said which root signs. To replace a root, add "rootRotation"; otherwise add "activeRoot" with the slot of the root that signs.'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('a root that is trusted alone, of another cluster, stays trusted in every phase', () => {
    const other = RootCa.trusted('west', ROOT_PEM);
    for (const phase of [RootRotation.publish(SLOTS), RootRotation.retire(SLOTS)]) {
      expect(rootRecordIn(written({ roots: [...TWO_ROOTS, other], rootRotation: phase })).trusts).toContain('west');
    }
  });
});
