import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { cli, Ran } from './program';

const ROOT = join(__dirname, '..', '..');
const fits = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync(join(ROOT, 'schemas', 'plan.schema.json'), 'utf8')));

/** The folders of an example, beside each other. */
function example(name: string): Record<string, string> {
  const folder = join(ROOT, 'examples', name, 'expected', 'dist');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.yaml'));
  return Object.fromEntries(paths.map(path => [path, readFileSync(join(folder, path), 'utf8')]));
}

const ROTATION = example('root-rotation');
const STRICT = example('going-strict');

function plan(argv: readonly string[], files: Record<string, string>, stdin?: string): Promise<Ran> {
  return cli(['plan', ...argv], { files, stdin });
}

/** What comes of each, one after the other: the program runs in the folder of its files. */
async function inTurn<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    results.push(await run(item));
  }
  return results;
}

async function json(argv: readonly string[], files: Record<string, string>): Promise<any> {
  const { out } = await plan([...argv, '--format', 'json'], files);
  const answer = JSON.parse(out);
  fits(answer);
  expect(fits.errors ?? []).toEqual([]);
  return answer;
}

/** A file of an example with its records written otherwise. */
function withRecord(file: string, change: (text: string) => string): string {
  const changed = change(file);
  expect(changed).not.toBe(file);
  return changed;
}

describe('the replacement of a root', () => {
  const rootOf = ({ changes }: any) => changes.find(({ subject }: any) => subject === 'root of chain "ca"');

  test('has a next step in every phase, with guards, a time to wait, and a way back', async () => {
    const answers = await inTurn(['1-publish', '2-activate', '3-drain', '4-retire'], async phase => rootOf(await json([phase], ROTATION)));
    expect(answers.map(({ next }) => [next.stage, next.wait.least])).toEqual([['activate', '12h16m24s'], ['drain', '0s'], ['retire', '12h14m24s'], ['steady', '0s']]);
    expect(answers.map(({ back }) => back.isSafe)).toEqual([true, true, true, true]);
    expect(answers[0].next.guards.map(({ question }: any) => question)).toContain('Has everybody loaded the new root "2027"?');
    expect(answers[2].next.guards.map(({ question }: any) => question)).toContain('Is every Certificate below them issued again since?');
    expect(answers[0].stages).toEqual([
      { name: 'publish', state: 'now' }, { name: 'activate', state: 'to-come' }, { name: 'drain', state: 'to-come' }, { name: 'retire', state: 'to-come' },
    ]);
  });

  test('is not under way before it and after it', async () => {
    for (const phase of ['0-before', '5-after']) {
      expect(rootOf(await json([phase], ROTATION))).toMatchObject({ stages: [], standing: expect.stringContaining('nothing is being replaced') });
    }
  });

  test('stands where the cluster does, and not where the manifests do', async () => {
    const answer = await json(['2-activate', '--deployed', '1-publish'], ROTATION);
    expect(rootOf(answer).next.stage).toBe('activate');
    expect(answer.deployment).toMatchObject({
      mayBeDeployed: true,
      steps: expect.arrayContaining([expect.objectContaining({
        deployed: 'publish, from "2026" to "2027"', manifests: 'activate, from "2026" to "2027"', statement: 'may be deployed, once the guards of this step hold',
      })]),
    });
  });

  test('the way back is as legal as the way on', async () => {
    for (const [deployed, manifests] of [['2-activate', '1-publish'], ['3-drain', '2-activate'], ['4-retire', '3-drain']]) {
      expect(await plan([manifests, '--deployed', deployed], ROTATION)).toMatchObject({ exitCode: 0 });
    }
  });

  test('what is deployed may come from kubectl, on standard input', async () => {
    const { exitCode, out } = await plan(['4-retire', '--deployed', '-'], ROTATION, ROTATION['1-publish/platform.k8s.yaml']);
    expect(exitCode).toBe(1);
    expect(out).toContain('NO root of chain "ca": publish, from "2026" to "2027" → retire, from "2026" to "2027"');
    expect(out).toContain('retired-while-presented: the root "2026" would not be trusted any more');
  });
});

describe('what is no plan, and never looks like one', () => {
  const deployed = (text: string) => ({ ...ROTATION, 'cluster/all.yaml': text });
  const platform = ROTATION['1-publish/platform.k8s.yaml'];

  test('a cluster that records nothing, as an older version leaves it', async () => {
    const text = withRecord(platform, each => each.replace(/^.*cdk8s-mtls\.dev\/root-rotation.*\n/m, ''));
    const { deployment } = await json(['2-activate', '--deployed', 'cluster'], deployed(text));
    expect(deployment.steps.find(({ subject }: any) => subject === 'root of chain "ca"')).toMatchObject({
      deployed: 'not recorded', statement: expect.stringContaining('Nobody can say whether this is the next step'),
    });
    const { exitCode } = await plan(['2-activate', '--deployed', 'cluster'], deployed(text));
    expect(exitCode).toBe(1);
  });

  test('a cluster of another chain', async () => {
    const { exitCode, out } = await plan(['2-activate', '--deployed', 'cluster'], deployed(withRecord(platform, text => text.replace('"chain":"ca"', '"chain":"other"'))));
    expect(exitCode).toBe(1);
    expect(out).toContain('the manifests do not have it');
  });

  test('a slot that was renamed', async () => {
    const { exitCode, out } = await plan(['1-publish', '--deployed', 'cluster'], deployed(withRecord(ROTATION['0-before/platform.k8s.yaml'], text => text.replaceAll('"2026"', '"a"'))));
    expect(exitCode).toBe(1);
    expect(out).toContain('slot-renamed: "2026" is another root, with a key of its own');
  });

  test.each([
    ['a record that is no JSON', '"phase":"publish"', '"phase":'],
    ['a phase that there is not', '"phase":"publish"', '"phase":"constructor"'],
    ['a record that contradicts itself', '"signs":"2026"', '"signs":"2027"'],
  ])('%s', async (_, from, to) => {
    const files = { 'all.yaml': withRecord(platform, text => text.replace(from, to)) };
    const { exitCode, out } = await plan(['all.yaml'], files);
    expect(exitCode).toBe(2);
    expect(out).toContain('Bundle ca-roots: the annotation cdk8s-mtls.dev/root-rotation cannot be used: ');
    expect(out).not.toContain('Next:');
    await json(['all.yaml'], files);
  });

  test('files that cannot be read', async () => {
    expect(await plan(['1-publish', '--deployed', 'nothing'], ROTATION)).toMatchObject({ exitCode: 2, err: expect.stringContaining('nothing') });
    expect(await plan(['-', '--deployed', '-'], ROTATION)).toMatchObject({ exitCode: 2, err: expect.stringContaining('and not both') });
  });
});

describe('going strict', () => {
  const meshOf = ({ changes }: any) => changes.find(({ subject }: any) => subject === 'enforcement of the mesh');

  test('begins with workloads of which nothing is known that would break, then namespaces, then the mesh', async () => {
    const answers = await inTurn(['observe', 'strict-workloads', 'strict-namespaces', 'strict-mesh'], async stage => meshOf(await json([stage], STRICT)));
    expect(answers.map(({ next }) => next?.stage)).toEqual(['workloads', 'namespaces', 'namespaces', undefined]);
    expect(answers[0].next.edit.add).toEqual([
      'migration: StrictMigration.strictWorkloads({ workloads: ["billing/ledger"], reason: "not all callers are known to have sidecars yet", until: "2030-03-31" }),',
    ]);
    expect(answers[3].standing).toContain('everything is strict');
  });

  test('lists what would break, as the analysis of the stage finds it', async () => {
    const { next } = meshOf(await json(['observe'], STRICT));
    expect(next.breaks.map(({ kind }: any) => kind)).toEqual(['possible-callers']);
    expect(next.wait.least).toBe('168h0m0s');
  });

  test('must not leave stages out', async () => {
    const { exitCode, out } = await plan(['strict-mesh', '--deployed', 'observe'], STRICT);
    expect(exitCode).toBe(1);
    expect(out).toContain('strict-before-gate: everything would be strict at once, straight from stage "observe"');
    expect(await plan(['observe', '--deployed', 'strict-mesh'], STRICT)).toMatchObject({ exitCode: 0 });
  });
});

test('as a page to follow, in Markdown', async () => {
  const { out } = await plan(['3-drain', '--format', 'markdown'], ROTATION);
  expect(out).toContain('✅ publish → ✅ activate → ▶️ **drain** → retire');
  expect(out).toContain('```diff\n- rootRotation: RootRotation.drain({ from: "2026", to: "2027" }),\n+ rootRotation: RootRotation.retire({ from: "2026", to: "2027" }),\n```');
  expect(out).toMatch(/^- \[ \] Is every Certificate below them issued again since\?/m);
});
