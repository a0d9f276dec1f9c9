import { PATIENCE } from './programs';
import { keyOf, Vectors } from './vectors';
import { judgeEach, Verdict } from './verdict';
import { findingsBy, findingsOf } from '../analysis/objects';
import { BROKEN_OBJECTS } from '../analysis/broken-objects';
import { VALID_OBJECTS } from '../analysis/valid-objects';
import { Severity } from '../../src';
import { Manifest, wholeVariety } from '../variety';

const variety = wholeVariety();
const vectors = new Vectors<Verdict>('admission');

beforeAll(() => vectors.load(() => judgeEach(Object.fromEntries([
  ...variety.flatMap(({ manifests }) => manifests), ...BROKEN_OBJECTS.map(({ object }) => object), ...VALID_OBJECTS.map(({ object }) => object),
].map(object => [keyOf(object), object])))), PATIENCE);

function verdictOn(object: Manifest): Verdict {
  return vectors.answer(keyOf(object));
}

describe('all that an app writes is admitted:', () => {
  test.each(variety)('$name', ({ manifests }) => {
    expect(manifests.map(verdictOn).filter(({ admitted, warnings }) => !admitted || warnings)).toEqual([]);
  });
});

describe('an object that is wrong is refused:', () => {
  test.each(BROKEN_OBJECTS.map(broken => ({ ...broken, by: broken.alone ? 'at synth and in the cluster' : 'at synth' })))('$code: $name, $by', ({ object, code, alone }) => {
    expect(findingsBy(code, [object])).not.toEqual([]);
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
