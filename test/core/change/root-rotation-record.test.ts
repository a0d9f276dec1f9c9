import { readRootRotation } from '../../../src/core/change/root-rotation-record';

const publish = { chain: 'ca', phase: 'publish', signs: '2026', trusts: ['2026', '2027'], from: '2026', to: '2027' };

describe('the record of a rotation, which anybody may have written', () => {
  test.each([
    { chain: 'ca', phase: 'steady', signs: '2026', trusts: ['2026', 'west'] },
    publish,
    { ...publish, phase: 'activate', signs: '2027', workloads: { lifetime: '24h0m0s', renewBefore: '12h0m0s' } },
    { ...publish, phase: 'drain', signs: '2027' },
    { ...publish, phase: 'retire', signs: '2027', trusts: ['2027', 'west'] },
  ])('is read: %j', record => {
    expect(readRootRotation(JSON.stringify(record))).toEqual({ record });
  });

  test.each<[unknown, string]>([
    [undefined, 'it is not an object in JSON'],
    ['{', 'it is not an object in JSON'],
    ['[]', 'it is not an object in JSON'],
    ['"__proto__"', 'it is not an object in JSON'],
    [{ ...publish, chain: 7 }, 'it does not name the chain'],
    [{ ...publish, trusts: [] }, 'it does not name the chain'],
    [{ ...publish, trusts: ['2026', 'no name'] }, 'it does not name the chain'],
    [{ ...publish, workloads: { lifetime: '1d', renewBefore: '12h0m0s' } }, 'its durations of the certificates of workloads are none'],
    [{ ...publish, workloads: 7 }, 'its durations of the certificates of workloads are none'],
    [{ ...publish, phase: 'toString' }, 'its phase is not one of steady, publish, activate, drain, retire'],
    [{ ...publish, to: undefined }, 'it does not name the root that is replaced ("from") and the one that replaces it ("to")'],
    [{ ...publish, to: '2026' }, 'it does not name the root that is replaced'],
    [{ ...publish, signs: '2027' }, 'in phase "publish" the root "2026" signs, and not "2027"'],
    [{ ...publish, phase: 'drain', signs: '2026' }, 'in phase "drain" the root "2027" signs, and not "2026"'],
    [{ ...publish, trusts: ['2026'] }, 'in phase "publish" the root "2027" is trusted, and it is not among "2026"'],
    [{ ...publish, phase: 'retire', signs: '2027' }, 'in phase "retire" the root "2026" is not trusted any more'],
    [{ chain: 'ca', phase: 'steady', signs: '2028', trusts: ['2026'] }, 'the root that signs, "2028", is not among those that are trusted'],
  ])('is refused: %j', (record, problem) => {
    const text = typeof record === 'string' || record === undefined ? record : JSON.stringify(record);
    expect(readRootRotation(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
});
