import * as fc from 'fast-check';
import { compact, oneOf, seldom } from './calls/draw';
import { PlainObject } from './calls/objects';
import { live, PATIENCE, run } from './programs';
import { keyOf, Vectors } from './vectors';
import { istiodRootRenewal } from '../../src/analysis/schedule/istio-renewal';
import { certManagerRenewal, Renewal } from '../../src/analysis/schedule/renewal-time';

interface Certificate {
  readonly notBefore: string;
  readonly notAfter: string;
  readonly spec: PlainObject;
}

interface Root {
  readonly notBefore: string;
  readonly notAfter: string;
  readonly gracePercentile: number;
  readonly now: string;
}

/** When it is renewed, and what is wrong; of a root, whether it is renewed at that moment. */
type Answer = { readonly time?: string; readonly error?: string } | boolean;

const SECOND = 1_000;
const HOUR = 3_600;
const DAY = 24 * HOUR;
const FRESH = 2000;
const RECORDED_SEED = 20260101;

const iso = (seconds: number): string => new Date(seconds * SECOND).toISOString().replace('.000Z', 'Z');

/** From a minute to thirty years, in seconds: as odd as clamping issuers make them. */
const lifetime = fc.oneof(
  fc.integer({ min: 60, max: HOUR }),
  fc.integer({ min: HOUR, max: 90 * DAY }),
  fc.integer({ min: DAY, max: 30 * 365 * DAY }),
  oneOf(HOUR, DAY, 90 * DAY, 3650 * DAY),
);
/** Some begin where clocks are put forward or back. */
const notBefore = fc.oneof(
  fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }),
  oneOf('2026-03-28T12:00:00Z', '2026-10-24T12:00:00Z', '2026-11-01T04:00:00Z', '2027-04-03T00:00:00Z', '2018-11-03T12:00:00Z').map(text => Date.parse(text) / SECOND),
);
const goDuration = fc.tuple(fc.integer({ min: 0, max: 40_000 }), oneOf('h', 'm', 's', 'm0.5s', 'ms')).map(([amount, unit]) => `${amount}${unit}`);
const field = (least: number, most: number): fc.Arbitrary<string> => fc.oneof(
  { weight: 3, arbitrary: oneOf('*') },
  { weight: 4, arbitrary: fc.integer({ min: least, max: most }).map(String) },
  { weight: 1, arbitrary: oneOf('?', '*/2', '*/15', `${least}-${most}/3`, `${least}/5`, `${least},${most}`, `*,${least}`) },
);
const SCHEDULES = [
  '30 2 * * *', '0 2 * * sun', '0 0 * * *', '@weekly', '@daily', '@hourly', '@monthly', '0 0 29 2 *', '0 0 30 2 *', '0 0 13 * 5',
  'CRON_TZ=Europe/Berlin 0 2 * * *',
];
const cron = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6)).map(fields => fields.join(' ')) },
  { weight: 4, arbitrary: oneOf(...SCHEDULES) },
);
const window = fc.record({
  cron,
  windowDuration: fc.oneof({ weight: 9, arbitrary: oneOf('1h', '30m', '4h', '24h', '1m') }, { weight: 1, arbitrary: oneOf('0s', '-1h') }),
  timezone: seldom(oneOf('Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'), 2),
}).map(compact);
const renewal = fc.oneof(
  { weight: 3, arbitrary: fc.array(window, { minLength: 1, maxLength: 3 }).map(windows => ({ policy: 'RenewBefore', windows })) },
  { weight: 1, arbitrary: oneOf<PlainObject>({ policy: 'RenewBefore' }, { policy: 'Disabled' }, { policy: '' }, { policy: 'Sometimes' }) },
);
const certificate: fc.Arbitrary<Certificate> = fc.record({
  start: notBefore,
  lives: lifetime,
  renewBefore: seldom(fc.oneof(goDuration, oneOf('8760h0m0s', '720h', '0s', '-1h')), 2),
  renewBeforePercentage: seldom(fc.integer({ min: -1, max: 101 }), 3),
  renewal: seldom(renewal, 2),
}).map(({ start, lives, ...spec }) => ({ notBefore: iso(start), notAfter: iso(start + lives), spec: compact(spec) }));

/** At any moment of its life, or two seconds before or after the one at which it turns. */
const moment = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), oneOf(-1, 1));
const root: fc.Arbitrary<Root> = fc.record({ start: notBefore, lives: lifetime, gracePercentile: fc.integer({ min: 0, max: 100 }), at: moment })
  .map(({ start, lives, gracePercentile, at }) => {
    const turn = start + lives - Math.floor(lives * gracePercentile / 100);
    const now = Math.abs(at) === 1 ? turn + 2 * at : start + Math.floor(lives * at);
    return { notBefore: iso(start), notAfter: iso(start + lives), gracePercentile, now: iso(now) };
  });

interface Questions {
  readonly certificates: readonly Certificate[];
  readonly roots: readonly Root[];
}

function questions(seed: number, number: number): Questions {
  return { certificates: fc.sample(certificate, { seed, numRuns: number }), roots: fc.sample(root, { seed, numRuns: number / 5 }) };
}

/** What the real software answers, by the question. */
function ask(asked: Questions): { versions: Record<string, string>; answers: Record<string, Answer> } {
  const { versions, certificates, roots } = run('renewals', {
    certificates: asked.certificates.map(each => ({ ...each, spec: { secretName: 'a', issuerRef: { name: 'a' }, ...each.spec } })), roots: asked.roots,
  });
  return {
    versions,
    answers: Object.fromEntries([
      ...asked.certificates.map((each, index) => [keyOf(each), certificates[index]]),
      ...asked.roots.map((each, index) => [keyOf(each), roots[index]]),
    ]),
  };
}

const validity = (each: Certificate | Root) => ({ notBefore: Date.parse(each.notBefore), notAfter: Date.parse(each.notAfter) });

/** Ours in the words of the real software; what is wrong has words of its own. */
function ours(each: Certificate): object {
  const found: Renewal = certManagerRenewal(each.spec, validity(each));
  return {
    ...found.kind === 'automatic' ? { time: new Date(found.from).toISOString().replace('.000Z', 'Z') } : {},
    isWrong: found.kind === 'unknown' || (found.kind === 'automatic' && found.problem !== undefined),
  };
}

const theirs = ({ time, error }: { time?: string; error?: string }) => ({ ...time === undefined ? {} : { time }, isWrong: error !== undefined });

function isRenewedByIstiod(each: Root): boolean {
  const found = istiodRootRenewal(validity(each), { interval: 1, gracePercentile: each.gracePercentile });
  return found.kind === 'automatic' && Date.parse(each.now) >= found.from;
}

/** What fresh ones have found: a percentage that floating point makes a little larger, and windows on the day on which clocks go back by half an hour. */
const FOUND: readonly Certificate[] = [
  { notBefore: '2026-03-28T12:00:00Z', notAfter: '2045-12-13T00:12:20Z', spec: { renewBeforePercentage: 70 } },
  { notBefore: '2022-03-10T23:53:25Z', notAfter: '2048-06-17T10:04:55Z', spec: { renewBeforePercentage: 30 } },
  {
    notBefore: '2027-04-03T00:00:00Z',
    notAfter: '2027-04-04T00:00:00Z',
    spec: {
      renewal: {
        policy: 'RenewBefore',
        windows: [{ cron: '0 2 * * sun', windowDuration: '30m', timezone: 'Australia/Lord_Howe' }, { cron: '@daily', windowDuration: '4h' }],
      },
    },
  },
];
const drawn = questions(RECORDED_SEED, 1000);
const recorded: Questions = { ...drawn, certificates: [...drawn.certificates, ...FOUND] };
const vectors = new Vectors<Answer>('renewals');

beforeAll(() => vectors.load(() => ask(recorded)), PATIENCE);

test('certificates are renewed when cert-manager renews them', () => {
  for (const each of recorded.certificates) {
    expect({ ...each, ...ours(each) }).toEqual({ ...each, ...theirs(vectors.answer(keyOf(each)) as any) });
  }
});

test('the cases have renewals of every kind', () => {
  const answers = recorded.certificates.map(each => ({ ...each, ...theirs(vectors.answer(keyOf(each)) as any) }));
  const number = (is: (each: typeof answers[number]) => boolean) => answers.filter(is).length;
  expect(number(({ time, isWrong }) => time === undefined && !isWrong)).toBeGreaterThan(10);
  expect(number(({ time, isWrong }) => time === undefined && isWrong)).toBeGreaterThan(10);
  expect(number(({ time, isWrong }) => time !== undefined && isWrong)).toBeGreaterThan(50);
  const moved = number(({ time, isWrong, spec, ...each }) => spec.renewal?.windows !== undefined && !isWrong
    && time !== (ours({ ...each, spec: { ...spec, renewal: undefined } }) as any).time);
  expect(moved).toBeGreaterThan(50);
});

test('the root of istiod is renewed when istiod renews it', () => {
  for (const each of recorded.roots) {
    expect({ ...each, renewed: isRenewedByIstiod(each) }).toEqual({ ...each, renewed: vectors.answer(keyOf(each)) });
  }
});

(live ? test : test.skip)('so are many fresh ones', () => {
  const seed = Date.now() % 2 ** 31;
  process.stdout.write(`${FRESH} fresh certificates (seed ${seed})\n`);
  const fresh = questions(seed, FRESH);
  const { answers } = ask(fresh);
  for (const each of fresh.certificates) {
    expect({ seed, ...each, ...ours(each) }).toEqual({ seed, ...each, ...theirs(answers[keyOf(each)] as any) });
  }
  for (const each of fresh.roots) {
    expect({ seed, ...each, renewed: isRenewedByIstiod(each) }).toEqual({ seed, ...each, renewed: answers[keyOf(each)] });
  }
}, PATIENCE);

test('the recorded answers are those of the pinned versions, and none is left over', () => vectors.expectCurrent());
