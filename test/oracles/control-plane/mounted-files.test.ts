import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { MountedFiles, MountOptions, Source } from './mounted-files';
import { Manifest } from '../../variety';

const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'cart', namespace: 'shop' } };

/** A cluster with one object, whose states the test tells. */
class OneObject implements Source {
  private seen?: (state: Manifest | undefined) => void;

  constructor(private present?: Manifest) {}

  public watch(_object: object, seen: (state: Manifest | undefined) => void): AbortController {
    this.seen = seen;
    seen(this.present);
    return new AbortController();
  }

  public becomes(state: Manifest | undefined): void {
    this.present = state;
    this.seen!(state);
  }
}

function secret(contents: Record<string, string>): Manifest {
  return { ...SECRET, data: Object.fromEntries(Object.entries(contents).map(([key, value]) => [key, Buffer.from(value).toString('base64')])) };
}

describe('a Secret as files', () => {
  let folder: string;
  let files: MountedFiles;

  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-mount-')); });
  afterEach(() => {
    files.close();
    rmSync(folder, { recursive: true });
  });

  const mount = async (cluster: OneObject, options?: MountOptions) => {
    files = await MountedFiles.mount(cluster, SECRET, folder, options);
  };
  const settled = () => new Promise(resolve => setImmediate(resolve));

  test('waits for the object, as a pod does', async () => {
    const cluster = new OneObject();
    let mounted = false;
    const mounting = mount(cluster).then(() => { mounted = true; });
    await settled();
    expect(mounted).toBe(false);
    cluster.becomes(secret({ 'tls.crt': 'one' }));
    await mounting;
    expect(readFileSync(join(folder, 'tls.crt'), 'utf8')).toBe('one');
  });

  test('shows each key through one link, which leads to another folder after a change', async () => {
    const cluster = new OneObject(secret({ 'tls.crt': 'one', 'tls.key': 'one', 'ca.crt': 'one' }));
    await mount(cluster);
    const before = readlinkSync(join(folder, '..data'));
    expect(readlinkSync(join(folder, 'tls.crt'))).toBe(join('..data', 'tls.crt'));

    cluster.becomes(secret({ 'tls.crt': 'two', 'tls.key': 'two', 'extra': 'two' }));
    await settled();
    expect(readlinkSync(join(folder, '..data'))).not.toBe(before);
    expect(existsSync(join(folder, before))).toBe(false);
    expect(readdirSync(folder).filter(name => !name.startsWith('..')).sort()).toEqual(['extra', 'tls.crt', 'tls.key']);
    expect(files.read()).toEqual({ 'tls.crt': 'two', 'tls.key': 'two', 'extra': 'two' });
  });

  test('does not change what is shown if only something else of the object changed', async () => {
    const cluster = new OneObject(secret({ 'tls.crt': 'one' }));
    await mount(cluster);
    const before = readlinkSync(join(folder, '..data'));
    cluster.becomes({ ...secret({ 'tls.crt': 'one' }), metadata: { ...SECRET.metadata, labels: { a: 'b' } } });
    await settled();
    expect(readlinkSync(join(folder, '..data'))).toBe(before);
  });

  test('stays as it is when the object is deleted', async () => {
    const cluster = new OneObject(secret({ 'tls.crt': 'one' }));
    await mount(cluster);
    cluster.becomes(undefined);
    await settled();
    expect(files.read()).toEqual({ 'tls.crt': 'one' });
  });

  test('changes after the delay, to what the object is then', async () => {
    let pass!: () => void;
    const cluster = new OneObject(secret({ 'tls.crt': 'one' }));
    await mount(cluster, { delay: () => new Promise<void>(resolve => { pass = resolve; }) });
    cluster.becomes(secret({ 'tls.crt': 'two' }));
    cluster.becomes(secret({ 'tls.crt': 'three' }));
    await settled();
    expect(files.read()).toEqual({ 'tls.crt': 'one' });
    pass();
    await settled();
    expect(files.read()).toEqual({ 'tls.crt': 'three' });
  });

  test('never changes as a subPath', async () => {
    const cluster = new OneObject(secret({ 'tls.crt': 'one' }));
    await mount(cluster, { subPath: true });
    const before = statSync(join(folder, 'tls.crt')).ino;
    cluster.becomes(secret({ 'tls.crt': 'two' }));
    await settled();
    expect(files.read()).toEqual({ 'tls.crt': 'one' });
    expect(statSync(join(folder, 'tls.crt')).ino).toBe(before);
  });
});
