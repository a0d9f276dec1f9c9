import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, relative } from 'path';
import { parseAllDocuments } from 'yaml';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** The day on which the examples are synthesized, so that an exception that ends breaks no test. */
const TODAY = new Date('2026-01-01T00:00:00Z');

const directories: string[] = [];
afterAll(() => directories.forEach(directory => rmSync(directory, { recursive: true })));

/** What an example writes, freshly synthesized. */
export class Example {
  /** Synthesizes an example, in modules of its own, as if nothing had run before. */
  public static synth(name: string, { now = TODAY, entry = 'main' } = {}): Example {
    const directory = mkdtempSync(join(tmpdir(), `cdk8s-mtls-${name}-`));
    directories.push(directory);
    const environment = { ...process.env };
    const { argv } = process;
    process.env.CDK8S_OUTDIR = join(directory, 'dist');
    process.env.SOURCE_DATE_EPOCH = `${now.getTime() / 1000}`;
    process.argv = [argv[0], entry, join(directory, 'values')];
    try {
      jest.isolateModules(() => jest.requireActual(join(EXAMPLES, name, entry)));
    } finally {
      process.env = environment;
      process.argv = argv;
    }
    return new Example(name, directory);
  }

  /** The text of each file that was written. */
  public readonly files: Record<string, string>;

  private constructor(private readonly name: string, public readonly directory: string) {
    this.files = textsIn(directory);
  }

  /** The text of each file that is expected; written anew if UPDATE_EXPECTED is set. */
  public get expected(): Record<string, string> {
    const expected = join(EXAMPLES, this.name, 'expected');
    if (process.env.UPDATE_EXPECTED) {
      rmSync(expected, { recursive: true, force: true });
      mkdirSync(dirname(expected), { recursive: true });
      cpSync(this.directory, expected, { recursive: true });
    }
    return textsIn(expected);
  }

  /** The Kubernetes objects of a file, or of all manifests. */
  public objects(file?: string): any[] {
    const manifests = Object.keys(this.files).filter(path => file ? path === file : path.startsWith('dist/'));
    return manifests.flatMap(path => parseAllDocuments(this.files[path]).map(document => document.toJS()));
  }

  /** The objects of a kind, in a namespace if one is given. */
  public ofKind(kind: string, namespace?: string): any[] {
    return this.objects().filter(object => object.kind === kind && (namespace === undefined || object.metadata.namespace === namespace));
  }

  /** The object of a kind and name. */
  public get(kind: string, name: string): any {
    const found = this.ofKind(kind).filter(object => object.metadata.name === name);
    expect(found).toHaveLength(1);
    return found[0];
  }

  /** Who is let in where: `<callers> -> <labels of the server>:<ports>`, without the default deny. */
  public get allowed(): string[] {
    return this.ofKind('AuthorizationPolicy').filter(({ spec }) => spec.rules).flatMap(({ metadata, spec }) => {
      expect(spec.action).toBe('ALLOW');
      const labels = Object.entries(spec.selector.matchLabels).map(([key, value]) => `${key}=${value}`).join(',');
      return spec.rules.map(({ from, to }: any) => {
        const callers = from.map(({ source: { principals, notPrincipals, ipBlocks } }: any) => (principals ?? [`no identity (not ${notPrincipals}) at ${ipBlocks}`]).join('|'));
        return `${callers.join('|')} -> ${metadata.namespace}/${labels}:${to.map(({ operation }: any) => operation.ports.join(',')).join(',')}`;
      });
    });
  }
}

/** What must hold for every example, strict or on its way there. */
export function itIsWritten(example: () => Example): void {
  test('writes what is expected, byte by byte', () => {
    expect(example().files).toEqual(example().expected);
  });

  test('contains no private key, and no Secret', () => {
    expect(example().ofKind('Secret')).toEqual([]);
    Object.values(example().files).forEach(text => expect(text).not.toMatch(/PRIVATE KEY/));
  });
}

/** What must hold for every example that is strict. */
export function itIsSound(example: () => Example): void {
  itIsWritten(example);

  test('requires mutual TLS everywhere', () => {
    const policies = example().ofKind('PeerAuthentication');
    expect(new Set(policies.map(({ spec }) => spec.mtls.mode))).toEqual(new Set(['STRICT']));
    expect(policies.filter(({ metadata, spec }) => metadata.namespace === 'istio-system' && !spec.selector)).not.toEqual([]);
  });

  test('refuses every call into an enrolled namespace that it does not let in', () => {
    const enrolled = example().ofKind('Namespace').filter(({ metadata }) => metadata.labels?.['istio-injection'] === 'enabled').map(({ metadata }) => metadata.name);
    const closed = example().ofKind('AuthorizationPolicy').filter(({ spec }) => Object.keys(spec).length === 0).map(({ metadata }) => metadata.namespace);
    expect(enrolled).not.toEqual([]);
    expect(closed).toEqual(enrolled);
  });
}

function textsIn(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map(path => join(directory, path)).filter(path => statSync(path).isFile()).sort();
  return Object.fromEntries(paths.map(path => [relative(directory, path), readFileSync(path, 'utf8')]));
}
