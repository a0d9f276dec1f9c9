import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { describeDifference, differences, judge, Judged, shrink } from './calls/judge';
import { ours } from './calls/ours';
import { scene } from './calls/scene';
import { live, PATIENCE, recording } from './programs';
import { Verdict } from '../../src/core/flow';

/** Recorded from a fixed seed, so that recording again without a change upstream or in the generator changes nothing. */
const RECORDED = { seed: 20_261_124, scenes: 170 };
/** How many fresh calls are drawn where the real software is there; `npm run oracles` takes another number from the environment. */
const FRESH = Number(process.env.CDK8S_MTLS_FRESH_CALLS ?? 1000);
/** The seed of an earlier run, to draw its clusters again. */
const SEED = process.env.CDK8S_MTLS_FRESH_SEED;
const CALLS_A_SCENE = 14;
const SHOWN = 3;
const file = join(__dirname, 'vectors', 'calls.json');

interface Recording {
  readonly versions: Record<string, string>;
  readonly scenes: readonly Judged[];
}

if (recording) {
  const { versions, judged } = judge(fc.sample(scene, { seed: RECORDED.seed, numRuns: RECORDED.scenes }));
  writeFileSync(file, `{"versions":${JSON.stringify(versions)},\n"scenes":[\n${judged.map(one => JSON.stringify(one)).join(',\n')}\n]}\n`);
}
const { versions: recordedVersions, scenes: recorded } = JSON.parse(readFileSync(file, 'utf8')) as Recording;

describe('what becomes of a call is what istiod makes of it', () => {
  test.each(recorded.map((judged, index) => [index, judged] as const))('in the recorded cluster %i', (_, judged) => {
    expect(differences(judged).map(describeDifference)).toEqual([]);
  });

  test('the recorded calls are many and of every kind', () => {
    const expected = recorded.flatMap(judged => judged.expected);
    expect(expected.length).toBeGreaterThanOrEqual(2000);
    for (const verdict of [Verdict.MUTUAL_TLS, Verdict.TLS, Verdict.PLAINTEXT, Verdict.REFUSED]) {
      expect(expected.filter(({ verdicts }) => verdicts.includes(verdict)).length).toBeGreaterThan(100);
    }
    expect(expected.filter(({ perRequest }) => perRequest).length).toBeGreaterThan(20);
  });

  test('the answers say why, and each reason is a sentence', () => {
    for (const { because } of recorded.slice(0, 20).flatMap(judged => ours(judged.scene))) {
      expect(because.length).toBeGreaterThan(0);
      expect(because.map(({ statement }) => statement)).toEqual(because.map(() => expect.stringMatching(/^\S.*[^.\s]$/)));
    }
  });

  const whereAsked = live ? test : test.skip;
  whereAsked('in fresh random clusters (asks istiod, which needs Go)', () => {
    const seed = Number(SEED ?? Date.now() % 2 ** 31);
    const { versions, judged } = judge(fc.sample(scene, { seed, numRuns: Math.ceil(FRESH / CALLS_A_SCENE) }));
    const different = judged.flatMap(differences);
    const calls = judged.reduce((sum, { expected }) => sum + expected.length, 0);
    process.stdout.write(`${calls} fresh calls in ${judged.length} random clusters (seed ${seed}): ${different.length} differences\n`);
    expect(versions).toEqual(recordedVersions);
    expect(different.slice(0, SHOWN).map(shrink).map(describeDifference)).toEqual([]);
    expect(different).toHaveLength(0);
  }, PATIENCE);
});
