import { join } from 'path';
import { Example, itIsWritten } from './_example';
import { cli } from '../cli/program';

let example: Example;
beforeAll(() => { example = Example.synth('root-rotation'); });

itIsWritten(() => example);

const PHASES = ['0-before', '1-publish', '2-activate', '3-drain', '4-retire', '5-after'];
const folder = (phase: string) => join(example.directory, 'dist', phase);

test('every phase is free of findings', async () => {
  for (const phase of PHASES) {
    expect(await cli(['check', folder(phase), '--fail-on', 'warning'])).toMatchObject({ exitCode: 0 });
  }
});

test('each phase may be deployed after the one before it, and says so', async () => {
  for (const [index, phase] of PHASES.slice(1).entries()) {
    const { exitCode, out } = await cli(['plan', folder(phase), '--deployed', folder(PHASES[index]), '--format', 'json']);
    expect([phase, exitCode]).toEqual([phase, 0]);
    expect(JSON.parse(out).deployment.mayBeDeployed).toBe(true);
    expect(await cli(['diff', folder(PHASES[index]), folder(phase)])).toMatchObject({ exitCode: 0 });
  }
});

test.each([
  ['0-before', '2-activate', 'activated-before-trusted'],
  ['1-publish', '4-retire', 'retired-while-presented'],
  ['2-activate', '4-retire', 'retired-while-presented'],
  ['0-before', '5-after', 'slot-renamed'],
])('from %s straight to %s may not be deployed, and neither plan nor diff lets it pass', async (from, to, name) => {
  for (const command of [['plan', folder(to), '--deployed', folder(from)], ['diff', folder(from), folder(to)]]) {
    const { exitCode, out } = await cli([...command, '--format', 'json']);
    expect(exitCode).toBe(1);
    expect(out).toContain(`"${name}"`);
  }
});

test('following the edits of the plan leads from one phase to the next', async () => {
  for (const [phase, next] of [['1-publish', 'activate'], ['2-activate', 'drain'], ['3-drain', 'retire']]) {
    const { changes } = JSON.parse((await cli(['plan', folder(phase), '--format', 'json'])).out);
    const root = changes.find(({ subject }: any) => subject === 'root of chain "ca"');
    expect(root.next.stage).toBe(next);
    expect(root.next.edit).toMatchObject({
      remove: [`rootRotation: RootRotation.${phase.slice(2)}({ from: "2026", to: "2027" }),`],
      add: [`rootRotation: RootRotation.${next}({ from: "2026", to: "2027" }),`],
    });
  }
});
