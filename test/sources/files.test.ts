import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { inFolder, loadText, object, summary } from './loading';
import { loadManifests } from '../../src/sources';

/** What a folder's problems are, the folder left out. */
async function problemsIn(folder: string, ...paths: string[]): Promise<string[]> {
  const { problems } = await loadManifests(paths.map(path => join(folder, path)));
  return problems.map(({ file, message }) => `${relative(folder, file)}: ${message}`);
}

test('a folder is read with all that is below it, in the order of the names', () => inFolder({
  'b.yaml': object('b'), 'a/z.yml': object('z'), 'a/B.json': '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "json"}}', 'C.YAML': object('c'), 'a.txt': 'no: manifest: at all',
}, async folder => {
  expect(summary(await loadManifests([folder]), folder)).toEqual(['Service c C.YAML:1', 'Service json a/B.json:1', 'Service z a/z.yml:1', 'Service b b.yaml:1']);
}));

test('folders of dependencies and folders that begin with a dot are left out, unless they are named', () => inFolder({
  'a.yaml': object('a'), 'node_modules/x/b.yaml': object('b'), '.git/c.yaml': object('c'),
}, async folder => {
  expect(summary(await loadManifests([folder]))).toHaveLength(1);
  expect(summary(await loadManifests([join(folder, '.git')]))).toHaveLength(1);
}));

test('a file that is named is read whatever its ending', () => inFolder({ 'manifest.txt': object('a') }, async folder => {
  expect(summary(await loadManifests([join(folder, 'manifest.txt')]), folder)).toEqual(['Service a manifest.txt:1']);
}));

test('a path is shown as it was given: relative, with slashes', () => inFolder({ 'k8s/a.yaml': object('a') }, async folder => {
  const given = `./${relative(process.cwd(), folder)}//k8s/`;
  const { objects } = await loadManifests([given]);
  expect(objects[0].origin.file).toBe(`${relative(process.cwd(), folder)}/k8s/a.yaml`);
}));

test('what is not there is a problem, and the rest is read', () => inFolder({ 'a.yaml': object('a') }, async folder => {
  const { objects, problems } = await loadManifests([join(folder, 'nothing.yaml'), join(folder, 'a.yaml'), join(folder, 'a.yaml/b')]);
  expect(objects).toHaveLength(1);
  expect(problems.map(({ message }) => message)).toEqual(['cannot be read: a part of the path is a file', 'cannot be read: there is nothing of that name']);
}));

test('a folder without any manifest is a problem', () => inFolder({ 'read.me': 'x', 'empty/read.me': '' }, async folder => {
  expect(await problemsIn(folder, '.')).toEqual([': holds no .yaml, .yml or .json file']);
}));

test('a file that is reached twice is read once', () => inFolder({ 'a.yaml': object('a') }, async folder => {
  symlinkSync('a.yaml', join(folder, 'b.yaml'));
  symlinkSync('.', join(folder, 'again'));
  const { objects, problems } = await loadManifests([join(folder, 'b.yaml'), folder, folder, join(folder, 'again')]);
  expect(objects.map(({ origin }) => relative(folder, origin.file!))).toEqual(['b.yaml']);
  expect(problems).toEqual([]);
}));

test('two files of one content are two files', () => inFolder({ 'a.yaml': object('a') }, async folder => {
  linkSync(join(folder, 'a.yaml'), join(folder, 'b.yaml'));
  expect(summary(await loadManifests([folder]))).toHaveLength(2);
}));

test('a link back to a folder above ends there', () => inFolder({ 'a/b/c.yaml': object('c') }, async folder => {
  symlinkSync('..', join(folder, 'a/b/up'));
  symlinkSync(folder, join(folder, 'a/b/top'));
  expect(summary(await loadManifests([folder]), folder)).toEqual(['Service c a/b/c.yaml:1']);
  expect(await problemsIn(folder, '.')).toEqual([]);
}));

test('a link to itself and a link to nothing are problems if they look like manifests', () => inFolder({ 'a.yaml': object('a') }, async folder => {
  symlinkSync('self.yaml', join(folder, 'self.yaml'));
  symlinkSync('nothing', join(folder, 'gone.yaml'));
  symlinkSync('nothing', join(folder, 'gone'));
  expect(await problemsIn(folder, '.')).toEqual(['gone.yaml: cannot be read: there is nothing of that name', 'self.yaml: cannot be read: it is a link that leads back to itself']);
}));

test('the folders that Kubernetes mounts are read once: each file is a link into a folder with two dots', () => inFolder({ '..2027_01_01/a.yaml': object('a') }, async folder => {
  symlinkSync('..2027_01_01', join(folder, '..data'));
  symlinkSync('..data/a.yaml', join(folder, 'a.yaml'));
  expect(summary(await loadManifests([folder]), folder)).toEqual(['Service a a.yaml:1']);
}));

test('pipes, sockets and devices are refused without waiting for them', () => inFolder({ 'a.yaml': object('a') }, async folder => {
  try {
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  } catch {
    process.stderr.write('skipped: there is no mkfifo on this machine\n');
    return;
  }
  const server = createServer().listen(join(folder, 'socket.yaml'));
  await new Promise(resolve => server.on('listening', resolve));
  try {
    expect(await problemsIn(folder, '.')).toEqual([expect.stringMatching(/^pipe.yaml: is neither a file nor a folder/), expect.stringMatching(/^socket.yaml: is neither/)]);
    expect(await problemsIn(folder, 'pipe.yaml')).toHaveLength(1);
    expect((await loadManifests(['/dev/zero'])).problems[0].message).toMatch(/give "-" and pipe into standard input/);
  } finally {
    await new Promise(resolve => server.close(resolve));
  }
}));

test('what may not be read is a problem', () => inFolder({ 'a.yaml': object('a'), 'b.yaml': object('b'), 'c/d.yaml': object('d') }, async folder => {
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'a.yaml'), 0);
  chmodSync(join(folder, 'c'), 0);
  expect(await withoutPrivileges(() => problemsIn(folder, '.'))).toEqual(['a.yaml: cannot be read: permission denied', 'c: cannot be listed: permission denied']);
  chmodSync(join(folder, 'c'), 0o755);
}));

/** Root may read everything, and is nobody for a while. */
async function withoutPrivileges<T>(use: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) {
    return use();
  }
  process.seteuid!(65534);
  try {
    return await use();
  } finally {
    process.seteuid!(0);
  }
}

test('files in /proc, whose size is said to be 0, are read to their end', async () => {
  const { problems } = await loadManifests(['/proc/self/status']);
  // Its content is no manifest, but it is content.
  expect(problems[0]?.message ?? 'read').not.toMatch(/cannot be read/);
});

test('"-" is standard input, however often it is given', async () => {
  const { objects } = await loadManifests(['-', '-'], { stdin: Readable.from([Buffer.from(object('a'))]) });
  expect(summary({ objects, problems: [] })).toEqual(['Service a <stdin>:1']);
});

test('a character that comes in two pieces is one character', async () => {
  const bytes = Buffer.from(object('ä'));
  const { objects } = await loadManifests(['-'], { stdin: Readable.from([bytes.subarray(0, -2), bytes.subarray(-2)]) });
  expect(objects[0].manifest.metadata.name).toBe('ä');
});

test('standard input that breaks off is a problem', async () => {
  const stdin = new Readable({ read() { this.destroy(new Error('the other side hung up')); } });
  expect((await loadManifests(['-'], { stdin })).problems).toEqual([{ file: '<stdin>', message: 'cannot be read: the other side hung up' }]);
});

describe('more than there is room for', () => {
  test('is refused, and smaller files are still read', () => inFolder({ 'a.yaml': object('a').repeat(9), 'b.yaml': object('b') }, async folder => {
    const { objects, problems } = await loadManifests([folder], { limits: { bytes: 100 } });
    expect(objects.map(({ manifest }) => manifest.metadata.name)).toEqual(['b']);
    expect(problems[0].message).toMatch(/more than 100 bytes/);
  }));

  test('is refused in standard input without reading on', async () => {
    let given = 0;
    const stdin = new Readable({ read() { given++; this.push(Buffer.alloc(1000, 32)); } });
    expect((await loadManifests(['-'], { stdin, limits: { bytes: 5000 } })).problems[0].message).toMatch(/more than 5000 bytes/);
    expect(given).toBeLessThan(100);
    expect(stdin.destroyed).toBe(true);
  });

  test('ends the reading, and says where', () => inFolder({ 'a.yaml': `${object('a')}---\n`.repeat(10), 'b.yaml': object('b') }, async folder => {
    const { objects, problems } = await loadManifests([folder], { limits: { values: 40 } });
    expect(objects).toHaveLength(3);
    expect(problems).toEqual([{ file: join(folder, 'a.yaml'), line: 16, message: expect.stringMatching(/reading stopped, at 40 values/) }]);
  }));
});

test('the order does not depend on the order in which files were made', () => inFolder({}, async folder => {
  for (const name of ['b', 'a', 'ä', 'Z', 'a-b', 'a.b']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'x.yaml'), object(name));
  }
  const { objects } = await loadManifests([folder]);
  expect(objects.map(({ manifest }) => manifest.metadata.name)).toEqual(['Z', 'a', 'a-b', 'a.b', 'b', 'ä']);
}));

test('problems are sorted by file and line', async () => {
  const { problems } = await loadText('a: [\n---\nb: [\n---\n7\n');
  expect(problems.map(({ line }) => line)).toEqual([2, 4, 5]);
});
