import { X509Certificate } from 'crypto';
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { hasOpenSsl } from './control-plane/certificates';
import { ControlPlane } from './control-plane/control-plane';
import { Phase, PHASES, RotatedExample } from './control-plane/rotated-example';
import { live, PATIENCE, recording } from './programs';

/** What was seen in one phase of a run. */
interface SeenPhase {
  readonly phase: string;
  readonly handshakes: number;
  readonly failed: number;
  /** The names of the roots in the bundle. */
  readonly trusted: readonly string[];
  /** Under which root what the workloads present is. */
  readonly presented: readonly string[];
}

const RECORD = join(__dirname, 'vectors', 'root-rotation.json');
const PAGE = join(__dirname, '..', '..', 'docs', 'replacing-a-root.md');
const values = join(__dirname, '..', '..', 'examples', 'quickstart', 'expected', 'values');

const MINUTE = 60_000;
/** Whoever does not know the root says this, or hears it from the other end. */
const UNKNOWN_ROOT = /unable to get (local )?issuer certificate|UNABLE_TO_GET_ISSUER_CERT/i;

const asked = live && hasOpenSsl();
(asked ? describe : describe.skip)('the example root-rotation under traffic (which needs Go and OpenSSL)', () => {
  let plane: ControlPlane;
  let example: RotatedExample | undefined;

  beforeAll(async () => {
    plane = await ControlPlane.start({ certManager: join(values, '1-cert-manager.yaml'), trustManager: join(values, '2-trust-manager.yaml') });
  }, PATIENCE);
  afterAll(() => plane?.stop(), MINUTE);
  afterEach(async () => {
    await example?.stop();
    example = undefined;
  }, MINUTE);

  const rootsOf = async (one: RotatedExample): Promise<string[]> => {
    const known = (await one.trusted()).map(pem => new X509Certificate(pem));
    return known.map(({ subject }) => subject.replace('CN=', '')).sort();
  };
  const failures = async (one: RotatedExample): Promise<(string | undefined)[]> => (await one.pods.handshakes.round()).map(({ failure }) => failure);
  const expectRefusals = async (one: RotatedExample): Promise<void> => {
    const found = await failures(one);
    expect(found.filter(failure => !UNKNOWN_ROOT.test(failure ?? ''))).toEqual([]);
  };

  test('loses no handshake from the first phase to the last, and ends under the new root', async () => {
    example = await RotatedExample.start(plane);
    const { handshakes } = example.pods;
    const seen: SeenPhase[] = [];
    let [counted, failed] = [0, 0];
    const presented = (): Promise<string[]> => Promise.all(['accounts', 'archive'].map(async name => {
      const last = (await example!.chainOf(name)).at(-1)!;
      return new X509Certificate(last).issuer.replace('CN=', '');
    }));

    for (const phase of PHASES) {
      await example.deploy(phase);
      await example.settle();
      if (phase === '3-drain') {
        await example.drain();
      }
      await example.pods.catchUp();
      expect((await failures(example)).filter(failure => failure !== undefined)).toEqual([]);
      const [all, bad] = [handshakes.all.length, handshakes.failures.length];
      const [trusted, under] = [await rootsOf(example), [...new Set(await presented())]];
      seen.push({ phase, handshakes: all - counted, failed: bad - failed, trusted, presented: under });
      [counted, failed] = [all, bad];
    }

    expect(handshakes.failures).toEqual([]);
    expect(seen.map(phase => [phase.trusted.join(), phase.presented.join()])).toEqual([
      ['ca-root-2026', 'ca-root-2026'],
      ['ca-root-2026,ca-root-2027', 'ca-root-2026'],
      ['ca-root-2026,ca-root-2027', 'ca-root-2026'],
      ['ca-root-2026,ca-root-2027', 'ca-root-2027'],
      ['ca-root-2027', 'ca-root-2027'],
      ['ca-root-2027', 'ca-root-2027'],
    ]);
    process.stdout.write(`${handshakes.all.length} handshakes from the first phase of the example to the last, ${handshakes.failures.length} failed\n`);
    if (recording) {
      writeFileSync(RECORD, `${JSON.stringify({ versions: plane.versions, phases: seen }, undefined, 1)}\n`);
    }
  }, 5 * MINUTE);

  test('loses them if the second root signs before everybody has loaded it, until they have', async () => {
    let arrive!: () => void;
    const arrived = new Promise<void>(resolve => { arrive = resolve; });
    example = await RotatedExample.start(plane, { delay: () => arrived });
    await example.deploy('2-activate'); // skips publish
    await example.settle();
    await example.drain('accounts');
    await example.pods.catchUp('accounts');
    const between = await failures(example);
    expect(between.some(failure => UNKNOWN_ROOT.test(failure ?? ''))).toBe(true);
    arrive();
    await example.pods.catchUp();
    expect((await failures(example)).filter(failure => failure !== undefined)).toEqual([]);
  }, 2 * MINUTE);

  test.each<[string, readonly Phase[]]>([
    ['the first root is retired before its certificates are drained, until they are', ['1-publish', '4-retire']], // skips activate and drain
    ['the slot of the root is given another name, until everybody has followed', ['5-after']], // has another root in place of the first
  ])('loses them if %s', async (_, phases) => {
    example = await RotatedExample.start(plane);
    for (const phase of phases) {
      await example.deploy(phase);
      await example.settle();
      await example.pods.catchUp();
    }
    await expectRefusals(example);
    await example.drain();
    await example.pods.catchUp();
    expect((await failures(example)).filter(failure => failure !== undefined)).toEqual([]);
  }, 2 * MINUTE);
});

test('what the documentation says of the run is what was recorded', () => {
  const { phases, versions } = JSON.parse(readFileSync(RECORD, 'utf8')) as { phases: SeenPhase[]; versions: Record<string, string> };
  const page = readFileSync(PAGE, 'utf8');
  for (const { phase, handshakes, failed, trusted, presented } of phases) {
    expect(page).toContain(`| \`${phase}\` | ${trusted.join(', ')} | ${presented.join(', ')} | ${handshakes} | ${failed} |`);
  }
  expect(page).toContain(`cert-manager ${versions['cert-manager']}, trust-manager ${versions['trust-manager']}`);
});
