import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { object } from './loading';
import { folderOf } from '../cli/program';
import { CompiledPackage } from '../packages/compiled';

const PATIENCE = 60_000;
const LIST = 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: X, metadata: {name: in-a-list}}\n';
const ALIASED = `${object('aliased')}a: &a {b: c}\nd: *a\n`;

/** Three megabytes in files large and small, with what is handed over, what is not, and what is broken. */
const FILES = Object.fromEntries(Array.from({ length: 60 }, (_, file) => {
  const documents = Array.from({ length: file % 3 === 0 ? 1 : 70 }, (__, index) => `${object(`o-${file}-${index}`)}data: {text: "${'x'.repeat(1000)}"}\n`);
  const odd = [LIST, ALIASED, 'a: [\n', '{"apiVersion": "v1", "kind": "X", "metadata": {"name": "json"}}\n', '# nothing\n'];
  return [`f${file}.yaml`, [...documents, ...file % 10 === 1 ? odd : []].map(document => `---\n${document}`).join('')];
}));

let compiled: CompiledPackage;
let folder: string;
beforeAll(() => {
  compiled = new CompiledPackage();
  folder = folderOf(FILES);
}, PATIENCE);
afterAll(() => compiled.remove());

/** What a script answers that uses the compiled package, on a machine of so many processors. */
function answerOf(processors: number, script: string, before = ''): any {
  const source = (name: string) => JSON.stringify(join(compiled.folder, 'lib', 'sources', name));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', `
    require('node:os').availableParallelism = () => ${processors};
    ${before}
    const { loadManifests, lineOfField } = require(${source('index.js')});
    const { chunksOf, valuesOfChunk } = require(${source('chunks.js')});
    const { ReadAhead } = require(${source('read-ahead.js')});
    const { Inputs } = require(${source('inputs.js')});
    const { LIMITS } = require(${source('limits.js')});
    const workers = [];
    process.on('worker', worker => workers.push(worker));
    const answer = value => process.stdout.write(JSON.stringify(value));
    const started = () => new Promise(setImmediate);
    (async () => { ${script} })();
  `], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

const LOADED = `
  const { objects, problems } = await loadManifests([${JSON.stringify('FOLDER')}]);
  const read = objects.map(({ manifest, origin }) => [manifest, { ...origin }, lineOfField(origin, 'metadata.name')]);
  await started();
  answer({ threads: workers.length, objects: read, problems });`;
const loaded = (processors: number, before?: string) => answerOf(processors, LOADED.replace('FOLDER', folder), before);

test('with more processors the same is read, by as many threads as are worth it', () => {
  const [alone, two, many] = [loaded(1), loaded(2), loaded(64)];
  expect([alone.threads, two.threads, many.threads]).toEqual([0, 1, 1]);
  expect(alone.objects).toHaveLength(20 + 40 * 70 + 6 * 3);
  expect(alone.problems).toHaveLength(6);
  expect(two).toEqual({ ...alone, threads: 1 });
  expect(many).toEqual({ ...alone, threads: 1 });
}, PATIENCE);

test('other threads read everything that nobody asks for', () => {
  const answer = answerOf(2, `
    const inputs = new Inputs(LIMITS.bytes);
    inputs.addPath(${JSON.stringify(folder)});
    const chunks = inputs.all.flatMap(text => [...chunksOf(text)]);
    const ahead = ReadAhead.of(chunks, LIMITS);
    await started();
    workers[0].ref();
    await new Promise(resolve => workers[0].once('exit', resolve));
    const differing = chunks.filter(chunk => {
      const own = [...valuesOfChunk(chunk.text.bytes.subarray(chunk.start, chunk.end), LIMITS)];
      const handed = own.filter(([, { value, aliased }]) => !aliased && !Array.isArray(value?.items));
      const plain = values => JSON.stringify([...values].map(([start, { value, size, where }]) => [start, value, size, where]));
      return plain(handed) !== plain(ahead.take(chunk));
    });
    answer({ chunks: chunks.length, differing: differing.length, again: ahead.take(chunks[0]) === undefined });`);
  expect(answer).toEqual({ chunks: expect.any(Number), differing: 0, again: true });
  expect(answer.chunks).toBeGreaterThan(60);
}, PATIENCE);

test('where Node starts no threads everything is read all the same', () => {
  const refusing = 'require("node:worker_threads").Worker = class { constructor() { throw new Error("no threads here"); } };';
  expect(loaded(2, refusing)).toEqual(loaded(1));
}, PATIENCE);

test('a thread that fails leaves its work to the one that asks', () => {
  const alone = loaded(1);
  rmSync(join(compiled.folder, 'lib', 'sources', 'read-ahead-thread.js'));
  expect(loaded(2)).toEqual({ ...alone, threads: 1 });
}, PATIENCE);
