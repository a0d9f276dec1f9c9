import { exampleOutputs } from './examples';
import { PATIENCE } from './programs';
import { keyOf, Vectors } from './vectors';
import { judgeEach, Verdict } from './verdict';
import { approverpolicy, Severity } from '../../src';
import { BROKEN_OBJECTS } from '../analysis/broken-objects';
import { findingsBy, findingsOf } from '../analysis/objects';
import { VALID_OBJECTS } from '../analysis/valid-objects';
import { Manifest, manifestsOf, wholeVariety } from '../variety';

const variety = wholeVariety();
/** Kinds of operators that are neither ours nor run here; an example includes them as an application brings them. */
const FOREIGN = ['monitoring.coreos.com/v1'];
const examples = exampleOutputs().map(({ name, manifests }) => ({
  name,
  manifests: manifests.filter(({ apiVersion }) => !FOREIGN.includes(apiVersion)),
}));
const vectors = new Vectors<Verdict>('admission');

/** What upstream admits with a warning, and why it is written all the same. */
const WARNED: Record<string, { warning: string; explained: string }> = {
  'an endpoint at: another network': {
    warning: 'address is unset with network "dc"',
    explained: 'the east-west gateway of the network stands in for the address; Istio documents it, and only warns in case it was forgotten',
  },
};

/** What the synth cannot know and a cluster refuses. */
const REFUSED_LATER = [{
  name: 'a policy for a plugin',
  judge: 'approver-policy',
  explained: 'plugins are compiled into approver-policy, and the one that is asked here has none',
  manifests: manifestsOf(chart => new approverpolicy.CertificateRequestPolicy(chart, 'policy', {
    issuers: approverpolicy.IssuerPattern.any(), plugins: { rego: { policy: 'shop' } },
  })),
}];

beforeAll(() => vectors.load(() => judgeEach(Object.fromEntries([
  ...[...variety, ...examples, ...REFUSED_LATER].flatMap(({ manifests }) => manifests),
  ...[...BROKEN_OBJECTS, ...VALID_OBJECTS].map(({ object }) => object),
].map(object => [keyOf(object), object])))), PATIENCE);

function verdictOn(object: Manifest): Verdict {
  return vectors.answer(keyOf(object));
}

describe('all that an app writes is admitted, without a warning:', () => {
  test.each(variety.filter(({ name }) => !Object.hasOwn(WARNED, name)))('$name', ({ manifests }) => {
    expect(manifests.map(verdictOn).filter(({ admitted, warnings }) => !admitted || warnings)).toEqual([]);
  });
});

describe('what an app may mean is admitted with a warning:', () => {
  test.each(variety.filter(({ name }) => Object.hasOwn(WARNED, name)))('$name', ({ name, manifests }) => {
    const verdicts = manifests.map(verdictOn);
    expect(verdicts.every(({ admitted }) => admitted)).toBe(true);
    expect(verdicts.flatMap(({ warnings = [] }) => warnings)).toEqual([WARNED[name].warning]);
    expect(WARNED[name].explained).not.toBe('');
  });
});

describe('all that an example writes is admitted, without a warning:', () => {
  test.each(examples)('$name', ({ manifests }) => {
    expect(manifests.map(verdictOn).filter(({ admitted, warnings }) => !admitted || warnings)).toEqual([]);
  });
});

describe('what the synth cannot know is refused in the cluster alone:', () => {
  test.each(REFUSED_LATER)('$name, since $explained', ({ manifests, judge }) => {
    expect(manifests.map(verdictOn)).toEqual([expect.objectContaining({ admitted: false, judge })]);
  });
});

describe('an object that is wrong is refused:', () => {
  test.each(BROKEN_OBJECTS.map(broken => ({ ...broken, by: broken.alone ? 'at synth and in the cluster' : 'at synth' })))('$code: $name, $by', ({ object, code, alone }) => {
    expect(findingsBy(code, [object])).not.toEqual([]);
    // What breaks only later, or only beside other objects, the cluster cannot know yet: there the synth is the stricter one.
    expect(verdictOn(object)).toMatchObject({ admitted: !alone });
  });
});

describe('an object that is just right is admitted:', () => {
  test.each(VALID_OBJECTS.map(valid => ({ ...valid, kind: valid.object.kind as string })))('$kind: $name', ({ object }) => {
    expect(findingsOf([object]).filter(finding => finding.severity === Severity.ERROR)).toEqual([]);
    expect(verdictOn(object)).toMatchObject({ admitted: true });
  });
});

test('the recorded verdicts are those of the pinned versions, and none is left over', () => vectors.expectCurrent());
