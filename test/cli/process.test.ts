import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from './program';
import { peerAuthentication, SHOP } from './shop';
import { CompiledPackage } from '../packages/compiled';

const ENVIRONMENT = { ...process.env, SOURCE_DATE_EPOCH: '1767225600' };
const PATIENCE = 60_000;

let compiled: CompiledPackage;
beforeAll(() => { compiled = new CompiledPackage(); }, PATIENCE);
afterAll(() => compiled.remove());

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end. */
function ending(command: string, args: readonly string[], stdin = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: ENVIRONMENT });
    const written = { out: '', err: '' };
    child.stdout.on('data', (data: Buffer) => { written.out += data.toString(); });
    child.stderr.on('data', (data: Buffer) => { written.err += data.toString(); });
    child.on('error', reject);
    child.on('close', code => resolve({ code, ...written }));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}

describe('as a process, the program', () => {
  test('reads standard input, answers on standard output, and ends with the code', async () => {
    const { code, out, err } = await ending(process.execPath, [compiled.main, 'check', '-'], peerAuthentication('STRIKT'));
    expect([code, err]).toEqual([1, '']);
    expect(out).toMatch(/^error {4}MTLS0501 {2}<stdin>:9\n/);
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/\u001b/);
  }, PATIENCE);

  test('ends quietly when nobody reads on', async () => {
    const folder = folderOf({ 'many.yaml': Array.from({ length: 2000 }, (_, index) => peerAuthentication('STRIKT', `p${index}`)).join('---') });
    const command = [process.execPath, compiled.main, 'check', join(folder, 'many.yaml')].map(word => `'${word}'`).join(' ');
    expect(await ending('sh', ['-c', `${command} | head -1`])).toEqual({ code: 0, out: expect.stringMatching(/^error {4}MTLS0501 .*\n$/), err: '' });
  }, PATIENCE);

  test('says that it works to whoever watches for longer than a second, and takes it back', async () => {
    const working = (milliseconds: number, isTTY: boolean) => ending(process.execPath, ['-e', `
      const { withProgress } = require(${JSON.stringify(join(compiled.folder, 'lib', 'cli', 'progress.js'))});
      const output = { isTTY: ${isTTY}, write: text => process.stderr.write(text) };
      const work = () => { for (const end = Date.now() + ${milliseconds}; Date.now() < end;); return 'done'; };
      withProgress('working', output, work).then(result => process.stdout.write(result));`]);
    expect(await working(2500, true)).toEqual({ code: 0, out: 'done', err: expect.stringMatching(/^\rworking … 1 s(\rworking … \d s)*\r\u001b\[K$/) });
    expect(await working(10, true)).toEqual({ code: 0, out: 'done', err: '' });
    expect(await working(1500, false)).toEqual({ code: 0, out: 'done', err: '' });
  }, PATIENCE);

  test('has the mark by which a shell finds its interpreter', () => {
    expect(readFileSync(compiled.main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('loads neither cdk8s nor constructs, whatever it is asked', async () => {
    const folder = folderOf({ 'shop.yaml': SHOP });
    const script = `
      process.on('exit', () => console.error(Object.keys(require.cache).filter(file => /node_modules.(cdk8s|constructs|cdk8s-plus)/.test(file)).length));
      process.argv = [process.argv[0], 'main', ...process.argv.slice(1)];
      require(${JSON.stringify(compiled.main)});`;
    for (const args of [['--version'], ['check', join(folder, 'shop.yaml')]]) {
      expect(await ending(process.execPath, ['-e', script, '--', ...args])).toMatchObject({ code: 0, err: '0\n' });
    }
  }, PATIENCE);
});
