import { isAdmitted } from './_admission';
import { chainOf, Manifest, namesOf, objectIn, objectsOf } from './_chain';
import { IntermediatePhase } from '../../src/core/change/intermediate-phase';
import { INTERMEDIATE_ROTATION_ANNOTATION, IntermediateRotationRecord, readIntermediateRotation } from '../../src/core/change/intermediate-rotation-record';
import { intermediateStepProblems } from '../../src/core/change/intermediate-rotation-step';
import { IntermediateCaOptions, IntermediateCompromise, IntermediateRotation, RootCa } from '../../src/pki';

const ONE_TO_TWO = { from: '1', to: '2' };
const REASON = { reason: 'the key was in a backup that left the company' };
/** The steps of a whole replacement. */
const STEPS: IntermediateCaOptions[] = [
  {},
  { rotation: IntermediateRotation.prepare(ONE_TO_TWO) },
  { rotation: IntermediateRotation.activate(ONE_TO_TWO) },
  { rotation: IntermediateRotation.drain(ONE_TO_TWO) },
  { rotation: IntermediateRotation.retire(ONE_TO_TWO) },
  { rotation: IntermediateRotation.steady('2') },
];
const COMPROMISE: IntermediateCaOptions = { compromise: IntermediateCompromise.replaceAtOnce({ ...ONE_TO_TWO, ...REASON }) };

function written(options: IntermediateCaOptions, approverPolicy = false): Manifest[] {
  const chain = chainOf({ keyProtection: { administrators: ['pki-admins'], approverPolicy } });
  chain.addIntermediate('mesh', options).issuerFor('shop');
  chain.trustBundle.addNamespace('shop');
  return objectsOf(chain);
}

const FIRST: IntermediateRotationRecord = { chain: 'ca', name: 'mesh', phase: IntermediatePhase.STEADY, signs: '1' };

function recordIn(objects: Manifest[]): IntermediateRotationRecord {
  const texts = objects.flatMap(({ metadata }) => metadata.annotations?.[INTERMEDIATE_ROTATION_ANNOTATION] ?? []);
  expect(texts.length).toBeLessThan(2);
  const read = texts.length === 0 ? { record: FIRST } : readIntermediateRotation(texts[0]);
  if ('problem' in read) {
    throw new Error(read.problem);
  }
  return read.record;
}

const intermediates = (objects: Manifest[]) => namesOf(objects, 'Certificate').filter(name => name.startsWith('cert-manager/ca-mesh'));
const signsWith = (objects: Manifest[]) => objectIn(objects, 'ClusterIssuer', 'ca-mesh').spec.ca.secretName;

describe('the replacement of an intermediate, step by step', () => {
  const states = STEPS.map(options => written(options));

  test('which Certificates there are, and which of them the issuer signs with, under its one name', () => {
    expect(states.map(objects => `${intermediates(objects).map(name => name.slice('cert-manager/'.length))} → ${signsWith(objects)}`)).toEqual([
      'ca-mesh → ca-mesh',
      'ca-mesh,ca-mesh-2 → ca-mesh',
      'ca-mesh,ca-mesh-2 → ca-mesh-2',
      'ca-mesh,ca-mesh-2 → ca-mesh-2',
      'ca-mesh-2 → ca-mesh-2',
      'ca-mesh-2 → ca-mesh-2',
    ]);
    states.forEach(objects => expect(namesOf(objects, 'ClusterIssuer')).toEqual(['ca-mesh']));
  });

  test('preparing leaves the first generation as it is, to the last byte, and trust as it is at every step', () => {
    expect(objectIn(states[1], 'Certificate', 'ca-mesh')).toEqual(objectIn(states[0], 'Certificate', 'ca-mesh'));
    for (const objects of states) {
      expect(objectIn(objects, 'Bundle', 'ca-roots')).toEqual(objectIn(states[0], 'Bundle', 'ca-roots'));
    }
  });

  test('both generations are alike but for their names, come from the same root, and have keys of their own', () => {
    const [first, second] = ['ca-mesh', 'ca-mesh-2'].map(name => objectIn(states[2], 'Certificate', name).spec);
    expect(second).toEqual({ ...first, secretName: 'ca-mesh-2', commonName: 'ca-mesh-2' });
    expect(first.secretName).toBe('ca-mesh');
  });

  test('what is drained is not renewed, and nothing else is changed of it', () => {
    const [active, drained] = [2, 3].map(step => objectIn(states[step], 'Certificate', 'ca-mesh').spec);
    expect(drained.renewal).toEqual({ policy: 'Disabled' });
    expect({ ...drained, renewal: undefined, renewBefore: active.renewBefore }).toEqual({ ...active, renewal: undefined });
    expect(objectIn(states[3], 'Certificate', 'ca-mesh-2').spec).toEqual(objectIn(states[2], 'Certificate', 'ca-mesh-2').spec);
  });

  test('the first generation is what there is without any of this, and the second one keeps its names', () => {
    expect(written({ rotation: IntermediateRotation.steady('1') }).map(withoutRecord)).toEqual(states[0]);
    expect(namesOf(states[5], 'Certificate')).toContain('cert-manager/ca-mesh-2');
  });

  test('every step is legal by what the Certificates record, and so is every way back while the key is there', () => {
    const records = states.map(recordIn);
    const problems = (from: number, to: number) => intermediateStepProblems(records[from], records[to]).map(({ name }) => name);
    expect([1, 2, 3, 4, 5].map(to => [problems(to - 1, to), problems(to, to)])).toEqual(Array(5).fill([[], []]));
    expect([1, 2, 3, 4].map(from => problems(from, from - 1))).toEqual([[], [], [], []]);
    expect([problems(4, 1), problems(5, 0)]).toEqual([['activated-before-issued'], ['activated-before-issued']]);
  });

  test.each([
    [0, 2, ['activated-before-issued', 'phase-skipped']],
    [0, 5, ['activated-before-issued']],
    [1, 3, ['phase-skipped']],
    [1, 4, ['phase-skipped']],
    [2, 4, ['phase-skipped']],
    [3, 5, ['phase-skipped']],
  ])('from step %i straight to step %i it is not', (from, to, problems) => {
    expect(intermediateStepProblems(recordIn(states[from]), recordIn(states[to])).map(({ name }) => name)).toEqual(problems);
  });

  test('the next replacement may begin when this one has retired its key, and not before', () => {
    const next = recordIn(written({ rotation: IntermediateRotation.prepare({ from: '2', to: '3' }) }));
    expect(states.map(recordIn).map(record => intermediateStepProblems(record, next).map(({ name }) => name))).toEqual([
      ['activated-before-issued'], ['second-rotation'], ['second-rotation'], ['second-rotation'], [], [],
    ]);
  });

  test('approver-policy lets every generation have its certificate', () => {
    expect(STEPS.map(options => namesOf(written(options, true), 'CertificateRequestPolicy').filter(name => /^ca-mesh(-2)?$/.test(name)))).toEqual([
      ['ca-mesh'], ['ca-mesh', 'ca-mesh-2'], ['ca-mesh', 'ca-mesh-2'], ['ca-mesh', 'ca-mesh-2'], ['ca-mesh-2'], ['ca-mesh-2'],
    ]);
  });
});

describe('what guards the keys', () => {
  const user = 'alice';
  const mayWrite = (objects: Manifest[], name: string) => isAdmitted(objects, {
    operation: 'UPDATE', resource: 'secrets', user, object: { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'cert-manager', name } },
  });
  const maySign = (objects: Manifest[], secretName: string, name = 'ca-mesh') => isAdmitted(objects, {
    operation: 'UPDATE',
    resource: 'clusterissuers',
    user,
    object: { apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name }, spec: { ca: { secretName } } },
  });
  const table = (options: IntermediateCaOptions[], ask: (objects: Manifest[], name: string) => boolean) =>
    options.map(each => ['ca-mesh', 'ca-mesh-2'].map(name => ask(written(each), name)));

  test('nobody writes the Secret of a generation that has been, until its replacement has ended', () => {
    expect(table([...STEPS, COMPROMISE], mayWrite)).toEqual([
      [false, true], [false, false], [false, false], [false, false], [false, false], [true, false], [false, false],
    ]);
  });

  test('the issuer may go to the next generation, and back, as long as that is a step, whichever of the two reaches the API server first', () => {
    expect(table([...STEPS, COMPROMISE], maySign)).toEqual([
      [true, true], [true, true], [true, true], [false, true], [false, true], [true, true], [false, true],
    ]);
  });

  test('no other issuer signs with either', () => {
    expect(['ca-mesh', 'ca-mesh-2'].map(secretName => maySign(written(STEPS[2]), secretName, 'mine'))).toEqual([false, false]);
  });
});

describe('a compromised intermediate', () => {
  const states = STEPS.map(options => recordIn(written(options)));
  const compromise = recordIn(written(COMPROMISE));
  const problems = (...step: Parameters<typeof intermediateStepProblems>) => intermediateStepProblems(...step).map(({ name }) => name);

  test('is replaced in one step, which says why', () => {
    const objects = written(COMPROMISE);
    expect([intermediates(objects), signsWith(objects)]).toEqual([['cert-manager/ca-mesh-2'], 'ca-mesh-2']);
    expect(compromise.compromise).toEqual(REASON);
  });

  test('from every phase, and that is no step of the ordinary order', () => {
    expect(states.map(before => problems(before, compromise))).toEqual(states.map(() => []));
    expect(problems(states[0], states[4])).not.toEqual([]);
  });

  test('never signs again', () => {
    expect(states.map(after => problems(compromise, after))).toEqual([
      ['compromised-key-returns'], ['compromised-key-returns'], ['compromised-key-returns'], ['compromised-key-returns'], [], [],
    ]);
  });
});

describe('a record', () => {
  const record = { chain: 'ca', name: 'mesh', phase: 'activate', signs: '2', from: '1', to: '2', lifetime: '2160h0m0s' };

  test('is read as it was written', () => {
    expect(readIntermediateRotation(JSON.stringify(record))).toEqual({ record });
  });

  test.each<[unknown, string]>([
    [undefined, 'it is not an object in JSON'],
    ['[]', 'it is not an object in JSON'],
    ['{', 'it is not an object in JSON'],
    [{ ...record, chain: undefined }, 'it does not name the chain, the intermediate, and the generation that signs'],
    [{ ...record, signs: 'Two' }, 'it does not name the chain, the intermediate, and the generation that signs'],
    [{ ...record, phase: 'publish' }, 'its phase is not one of steady, prepare, activate, drain, retire'],
    [{ ...record, from: '2' }, 'it does not name the generation that is replaced ("from") and the one that replaces it ("to")'],
    [{ ...record, signs: '1' }, 'in phase "activate" the generation "2" signs, and not "1"'],
    [{ ...record, lifetime: '90d' }, 'its lifetime is no duration'],
    [{ ...record, compromise: REASON }, 'a compromised key is not replaced in phase "activate"'],
    [{ ...record, phase: 'retire', compromise: { reason: ' ' } }, 'it does not say why the old key is compromised'],
    [{ ...record, phase: 'retire', compromise: 'yes' }, 'it does not say why the old key is compromised'],
  ])('%j is none', (value, problem) => {
    expect(readIntermediateRotation(typeof value === 'object' ? JSON.stringify(value) : value)).toEqual({ problem });
  });
});

describe('refused at once', () => {
  test.each<[string, () => unknown, string]>([
    ['a generation that is no name', () => IntermediateRotation.prepare({ from: '1', to: 'The next' }), 'IntermediateRotation.prepare({ from: "1", to: "The next" }): generation "The next"'],
    ['a generation that replaces itself', () => IntermediateRotation.drain({ from: '2', to: '2' }),
      'IntermediateRotation.drain({ from: "2", to: "2" }): a generation cannot replace itself. Name the next one as "to", for example from: "1", to: "2".'],
    ['a compromise without a reason', () => IntermediateCompromise.replaceAtOnce({ ...ONE_TO_TWO, reason: ' ' }),
      'IntermediateCompromise.replaceAtOnce({ from: "1", to: "2" }): no reason is given, and the step breaks something. Say what has happened'],
    ['both orders at once', () => chainOf().addIntermediate('mesh', { ...STEPS[1], ...COMPROMISE }),
      '[p/ca] addIntermediate("mesh"): rotation and compromise both say which generation signs. Leave rotation out'],
    ['a Secret that has one name', () => chainOf().addIntermediate('istio', { ...STEPS[1], namespace: 'istio-system', secretName: 'cacerts' }),
      'addIntermediate("istio"): the Secret is called "cacerts" for whoever reads it, so that two generations cannot be beside each other. Have cert-manager issue it again with a new key at once: cmctl renew ca-istio --namespace istio-system.'],
    ['objects with the names of another intermediate', () => { const chain = chainOf(); chain.addIntermediate('mesh-2'); chain.addIntermediate('mesh', STEPS[1]); },
      '[p/ca] addIntermediate("mesh"): the objects of the intermediate "mesh-2" are called "ca-mesh-2" too. Use the name of the cluster or mesh, and another generation.'],
    ['objects with the names of a root', () => chainOf({ roots: [RootCa.selfSigned('2')] }).addIntermediate('root', STEPS[1]),
      '[p/ca] addIntermediate("root"): the objects of the root in slot "2" are called "ca-root-2" too.'],
    ['a name that is too long with its generation', () => chainOf().addIntermediate('i'.repeat(60), STEPS[1]), 'the subject of a certificate has 64 characters at most'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

function withoutRecord(object: Manifest): Manifest {
  const { annotations = {}, ...metadata } = object.metadata;
  const { [INTERMEDIATE_ROTATION_ANNOTATION]: record, ...others } = annotations;
  return { ...object, metadata: { ...metadata, ...Object.keys(others).length > 0 ? { annotations: others } : {} } };
}
