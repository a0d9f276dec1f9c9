import { chainOf, Manifest, namesOf, objectIn, objectsOf } from './_chain';
import { ROOT_STEPS, rootRecordIn, SLOTS, TWO_ROOTS } from './_root-steps';
import { rootHarms } from '../../src/core/change/root-harms';
import { readRootRotation } from '../../src/core/change/root-rotation-record';
import { rotationStepProblems } from '../../src/core/change/root-rotation-step';
import { IssuerChainProps, RootCa, RootCompromise, RootRotation } from '../../src/pki';

const STOLEN = { ...SLOTS, reason: 'the key was in a backup that left the company' };
const REPLACED: Partial<IssuerChainProps> = { roots: TWO_ROOTS, rootCompromise: RootCompromise.replaceAtOnce(STOLEN) };
const DISTRUSTED: Partial<IssuerChainProps> = { roots: TWO_ROOTS, rootCompromise: RootCompromise.distrustAtOnce(STOLEN) };

function written(props: Partial<IssuerChainProps>): Manifest[] {
  const chain = chainOf(props);
  chain.addIntermediate('mesh').issuerFor('shop');
  chain.trustBundle.addNamespace('shop');
  return objectsOf(chain);
}

const recordOf = (props: Partial<IssuerChainProps>) => rootRecordIn(written(props));

function problems(before: Partial<IssuerChainProps>, after: Partial<IssuerChainProps>): string[] {
  return rotationStepProblems(recordOf(before), recordOf(after)).map(({ name }) => name);
}

describe('a compromised root', () => {
  test.each([
    ['is replaced, both being trusted, by the new one, and can sign no more', REPLACED, ['ca-root-2026', 'ca-root-2027']],
    ['is trusted no more', DISTRUSTED, ['ca-root-2027']],
  ])('%s', (_, props, trusted) => {
    const objects = written(props);
    expect(objectIn(objects, 'Bundle', 'ca-roots').spec.sources.map((source: any) => source.secret.name)).toEqual(trusted);
    expect(objectIn(objects, 'Certificate', 'ca-mesh').spec.issuerRef.name).toBe('ca-root-2027');
    expect(namesOf(objects, 'Issuer')).not.toContain('cert-manager/ca-root-2026');
    expect(recordOf(props).compromise).toEqual({ reason: STOLEN.reason });
  });

  test('may be replaced from every phase of an ordinary replacement, and from none', () => {
    expect(ROOT_STEPS.slice(0, 4).map(before => problems(before, REPLACED))).toEqual([[], [], [], []]);
  });

  test('is distrusted when another root signs, and not before: nobody would have a certificate that anybody trusts', () => {
    expect([...ROOT_STEPS.slice(0, 4), REPLACED].map(before => problems(before, DISTRUSTED))).toEqual([['phase-skipped'], ['phase-skipped'], [], [], []]);
    expect(rotationStepProblems(recordOf(ROOT_STEPS[0]), recordOf(DISTRUSTED))[0].fix).toContain('RootCompromise.replaceAtOnce({ from: "2026", to: "2027", reason })');
  });

  test('does not become legal by the value of the ordinary order', () => {
    expect(problems(ROOT_STEPS[0], ROOT_STEPS[3])).toEqual(['activated-before-trusted', 'phase-skipped']);
    expect(problems(ROOT_STEPS[2], ROOT_STEPS[4])).not.toEqual([]);
  });

  test('never signs, and is never trusted, again', () => {
    expect(ROOT_STEPS.map(after => problems(REPLACED, after))).toEqual([
      ['compromised-key-returns'], ['compromised-key-returns'], [], [], [], ['phase-skipped'],
    ]);
    expect([...ROOT_STEPS.slice(0, 4), REPLACED].map(after => problems(DISTRUSTED, after))).toEqual(Array(5).fill(['compromised-key-returns']));
    expect([ROOT_STEPS[4], ROOT_STEPS[5]].map(after => problems(DISTRUSTED, after))).toEqual([[], []]);
  });

  test('may be the new one of a replacement: the old one signs again', () => {
    const back: Partial<IssuerChainProps> = { roots: TWO_ROOTS, rootCompromise: RootCompromise.replaceAtOnce({ ...STOLEN, from: '2027', to: '2026' }) };
    expect(ROOT_STEPS.slice(1, 4).map(before => problems(before, back))).toEqual([[], [], []]);
  });

  test('must not be confused with another one, under which everything is', () => {
    const third = { ...STOLEN, from: '2028', to: '2027' };
    const other = { roots: [TWO_ROOTS[1], RootCa.selfSigned('2028')], rootCompromise: RootCompromise.replaceAtOnce(third) };
    expect(problems(ROOT_STEPS[0], other)).toEqual(['retired-while-presented']);
  });
});

describe('what it breaks', () => {
  test('is said of each step: who, what, and how long, from the lifetimes of the chain', () => {
    const [replaced, distrusted] = [REPLACED, DISTRUSTED].map(props => rootHarms(recordOf(props)));
    expect(replaced.map(({ who }) => who)).toEqual([
      'every sidecar that has got no certificate since', 'every workload that mounts the bundle',
      'callers and servers outside the cluster that trust the roots of the chain', 'everybody',
    ]);
    expect(replaced[0]).toMatchObject({ what: expect.stringContaining('refuses all certificates under "2027"'), howLong: expect.stringContaining('at most about 12 hours later') });
    expect(distrusted[0]).toMatchObject({ who: 'every workload whose certificate is still under "2026"', what: expect.stringContaining('is refused') });
  });

  test('is nothing in the ordinary order', () => {
    expect(ROOT_STEPS.map(props => rootHarms(recordOf(props)))).toEqual(ROOT_STEPS.map(() => []));
  });
});

describe('refused at once', () => {
  test.each<[string, () => unknown, string]>([
    ['no reason', () => RootCompromise.replaceAtOnce({ ...SLOTS, reason: '' }),
      'RootCompromise.replaceAtOnce({ from: "2026", to: "2027" }): no reason is given, and the step breaks something. Say what has happened'],
    ['a root that replaces itself', () => RootCompromise.distrustAtOnce({ ...STOLEN, to: '2026' }),
      'RootCompromise.distrustAtOnce({ from: "2026", to: "2026" }): a root cannot replace itself.'],
    ['both orders at once', () => chainOf({ ...REPLACED, rootRotation: RootRotation.activate(SLOTS) }),
      '[p/ca] rootRotation and rootCompromise: both say which root is replaced. Leave rootRotation out: a compromised root is replaced in an order of its own.'],
    ['a slot that no root has', () => chainOf({ ...REPLACED, roots: [TWO_ROOTS[0]] }),
      '[p/ca] rootCompromise: drain, from "2026" to "2027": no root has the slot "2027".'],
    ['an active root beside it', () => chainOf({ ...REPLACED, activeRoot: '2027' }), '[p/ca] activeRoot "2027": rootCompromise says which root signs.'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('the record of a compromise', () => {
  const record = { chain: 'ca', phase: 'drain', signs: '2027', trusts: ['2026', '2027'], ...SLOTS };

  test.each<[object, string]>([
    [{ ...record, compromise: {} }, 'it does not say why the old root is compromised'],
    [{ ...record, compromise: { reason: 7 } }, 'it does not say why the old root is compromised'],
    [{ ...record, phase: 'activate', compromise: { reason: 'stolen' } }, 'a compromised root is not replaced in phase "activate"'],
  ])('%j is none', (value, problem) => {
    expect(readRootRotation(JSON.stringify(value))).toEqual({ problem });
  });
});
