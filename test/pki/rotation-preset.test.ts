import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chainOf, objectIn, objectsOf } from './_chain';
import { lifetimeSlack } from '../../src/core/change/lifetime-fit';
import { parseGoDuration } from '../../src/core/go-duration';
import { CertificateRotation, ChainRotation, RotationPreset } from '../../src/pki';

const PRESETS: Record<string, () => ChainRotation> = {
  productionMesh: () => RotationPreset.productionMesh(),
  smallTeamYearlyByHand: () => RotationPreset.smallTeamYearlyByHand(),
  regulatedShortLived: () => RotationPreset.regulatedShortLived(),
  demoCluster: () => RotationPreset.demoCluster(),
};
const SOURCE = readFileSync(join(__dirname, '..', '..', 'src', 'pki', 'rotation-preset.ts'), 'utf8');
const UNITS: Record<string, string> = { day: '24h', hour: '1h', minute: '1m' };

/** `3650 days` in milliseconds. */
function milliseconds(text: string): number {
  const [, amount, unit] = /^(\d+) (day|hour|minute)s?/.exec(text)!;
  return Number(amount) * parseGoDuration(UNITS[unit])!;
}

/** The rows of the table in the docstring of a preset. */
function documented(preset: string): Record<string, { lifetime: number; renewBefore: number; slack?: number }> {
  const docstring = SOURCE.split(`public static ${preset}(`)[0].split('/**').at(-1)!;
  const rows = [...docstring.matchAll(/\| (root|intermediate|workload) \| ([^|]+) \| ([^|]+) \| ([^|]*)\|/g)];
  return Object.fromEntries(rows.map(([, tier, lifetime, renewBefore, slack]) => [tier, {
    lifetime: milliseconds(lifetime), renewBefore: milliseconds(renewBefore), ...slack.trim() === '' ? {} : { slack: milliseconds(slack) },
  }]));
}

const timesOf = ({ lifetime, renewBefore }: CertificateRotation) => ({
  lifetime: lifetime.toMilliseconds(),
  renewBefore: renewBefore.toMilliseconds(),
});

test('every preset is tested', () => {
  const made = Object.getOwnPropertyNames(RotationPreset).filter(name => typeof (RotationPreset as any)[name] === 'function');
  expect(made).toEqual(Object.keys(PRESETS));
});

describe.each(Object.entries(PRESETS))('%s', (name, make) => {
  const { root, intermediate, workload } = make() as Required<ChainRotation>;
  const [r, i, w] = [root, intermediate, workload].map(timesOf);

  test('has the lifetimes and the slack that its description says', () => {
    expect(documented(name)).toEqual({
      root: { ...r, slack: lifetimeSlack(i.lifetime, r) },
      intermediate: { ...i, slack: lifetimeSlack(w.lifetime, i) },
      workload: w,
    });
  });

  test('leaves slack at every tier', () => {
    expect([lifetimeSlack(i.lifetime, r), lifetimeSlack(w.lifetime, i)].every(slack => slack > 0)).toBe(true);
  });

  test('is taken by a chain, whose objects are sound', () => {
    const chain = chainOf({ rotation: make() });
    chain.addIntermediate('mesh');
    expect(parseGoDuration(objectIn(objectsOf(chain), 'Certificate', 'ca-mesh').spec.duration)).toBe(i.lifetime);
  });
});

test('a small team may miss one of its yearly appointments', () => {
  const { root, intermediate } = RotationPreset.smallTeamYearlyByHand() as Required<ChainRotation>;
  expect(lifetimeSlack(timesOf(intermediate).lifetime, timesOf(root))).toBeGreaterThanOrEqual(milliseconds('730 days'));
});

test('the preset for production is what a chain has by itself', () => {
  const { root, intermediate, workload } = RotationPreset.productionMesh() as Required<ChainRotation>;
  const own = chainOf()._rotation;
  expect([root, intermediate, workload].map(timesOf)).toEqual([own.root, own.intermediate, own.workload].map(timesOf));
});
