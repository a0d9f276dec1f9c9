import { cli } from './program';
import { ALLOW_WEB, NAMESPACE, peerAuthentication, workload } from './shop';

const service = (name: string, port: number): string => workload(name, port).split('---')[1];
/** The shop in two clusters: who calls in the east, who is called in the west. */
const EAST = [NAMESPACE, workload('web', 8080), service('cart', 7070)].join('---');
const WEST = [NAMESPACE, workload('cart', 7070), service('web', 8080)].join('---');
const files = {
  'east/shop.yaml': EAST,
  'east/mode.yaml': peerAuthentication('DISABLE'),
  'west/shop.yaml': [WEST, ALLOW_WEB].join('---'),
  'west/mode.yaml': peerAuthentication('STRICT'),
  'east.yaml': 'meshConfig: { trustDomain: prod.example.com }\nglobal: { network: a, meshID: one, multiCluster: { clusterName: east } }\n',
  'west.yaml': 'meshConfig: { trustDomain: prod.example.com }\nglobal: { network: a, meshID: two, multiCluster: { clusterName: west } }\n',
};
const CLUSTERS = ['--cluster', 'east=east', '--cluster', 'west=west'];
const MESHES = ['--mesh-config', 'east=east.yaml', '--mesh-config', 'west=west.yaml'];

describe('check over several clusters', () => {
  test('finds what is wrong in each, and between them, and shows them side by side', async () => {
    const { exitCode, out, err } = await cli(['check', ...CLUSTERS, ...MESHES], { files });
    expect([exitCode, err]).toEqual([1, '']);
    expect(out).toContain(`
error    MTLS0804  east: east/mode.yaml:9
         calls of east to cart.shop.svc.cluster.local:7070 in west are refused: DISABLE for the
         namespace: the server takes no mutual TLS in east; STRICT for the namespace: the server
         takes mutual TLS only in west
         Fix: Ask for one mode in all clusters: apply the same PeerAuthentications to each.
`);
    expect(out).toContain('warning  MTLS0809  west: west/mode.yaml:2\n');
    expect(out.slice(out.indexOf('Where the clusters'))).toBe(`\
Where the clusters disagree (≠), and where they do not
   cluster name          east: east
                         west: west
   network               a
≠  mesh ID               east: one
                         west: two
   trust domain          prod.example.com
   trust domain aliases  none
   mode of the mesh      PERMISSIVE
≠  mode in shop          east: DISABLE
                         west: STRICT

2 errors, 2 warnings in 11 objects of 4 files
`);
  });

  test('says in JSON of each object in which cluster it is', async () => {
    const { findings } = JSON.parse((await cli(['check', ...CLUSTERS, ...MESHES, '--format', 'json'], { files })).out);
    expect(findings.find(({ code }: any) => code === 'MTLS0804')).toMatchObject({
      cluster: 'east',
      objects: [
        { cluster: 'east', kind: 'PeerAuthentication', namespace: 'shop', name: 'default', field: 'spec.mtls.mode' },
        { cluster: 'west', kind: 'PeerAuthentication', namespace: 'shop', name: 'default' },
      ],
      file: 'east/mode.yaml',
      line: 9,
    });
    expect(findings.map(({ cluster }: any) => cluster)).not.toContain(undefined);
  });

  test('answers for code scanning and as a comment', async () => {
    const { runs: [{ tool, results }] } = JSON.parse((await cli(['check', ...CLUSTERS, '--format', 'sarif'], { files })).out);
    const result = results.find(({ ruleId }: any) => ruleId === 'MTLS0804');
    expect(tool.driver.rules[result.ruleIndex].id).toBe('MTLS0804');
    expect(result.locations[0].logicalLocations[0].fullyQualifiedName).toBe('east/PeerAuthentication/shop/default#spec.mtls.mode');
    expect(new Set(results.map(({ partialFingerprints }: any) => partialFingerprints['finding/v1'])).size).toBe(results.length);
    const { out } = await cli(['check', ...CLUSTERS, '--format', 'markdown'], { files });
    expect(out).toContain('| ≠ | mode in shop | DISABLE | STRICT |');
    expect(out).toContain('east: east/mode.yaml:9');
  });

  test('finds nothing missing in a cluster that another one has', async () => {
    const codesIn = async (...argv: string[]) => JSON.parse((await cli(['check', ...argv, '--format', 'json'], { files })).out).findings.map(({ code }: any) => code);
    expect(await codesIn('west')).toContain('MTLS0516');
    expect(await codesIn(...CLUSTERS)).not.toContain('MTLS0516');
    expect(await codesIn('--cluster', 'east=east/mode.yaml', '--cluster', 'west=west')).toContain('MTLS0516');
  });

  test('takes several paths for a cluster, and one of them from standard input', async () => {
    const { out } = await cli(['check', '--cluster', 'east=east/shop.yaml', '--cluster', 'east=east/mode.yaml', '--cluster', 'west=-'], { files, stdin: files['west/shop.yaml'] });
    expect(out).toContain('MTLS0805  east: east/mode.yaml:9');
  });

  test('says what cannot be read, and ends with 2', async () => {
    const { exitCode, err } = await cli(['check', '--cluster', 'east=east', '--cluster', 'west=nowhere'], { files });
    expect([exitCode, err]).toEqual([2, 'nowhere: cannot be read: there is nothing of that name\n']);
  });

  test('what is said of the mesh is of all clusters, unless it begins with the name of one', async () => {
    const domainsBy = async (...options: string[]) => /trust domain {2,}(.*(?:\n {10,}.*)*)/.exec((await cli(['check', ...CLUSTERS, ...options], { files })).out)?.[1].split(/\s*\n\s*/);
    expect(await domainsBy('--trust-domain', 'a.example.com')).toEqual(['a.example.com']);
    expect(await domainsBy('--trust-domain', 'a.example.com', '--trust-domain', 'west=b.example.com')).toEqual(['east: a.example.com', 'west: b.example.com']);
    expect(await domainsBy('--trust-domain', 'west=b.example.com', '--trust-domain', 'a.example.com')).toEqual(['east: a.example.com', 'west: b.example.com']);
  });
});

describe('explain over several clusters', () => {
  const explain = (from: string, to: string, ...more: string[]) => cli(['explain', '--from', from, '--to', to, ...CLUSTERS, ...more], { files });

  test('says of a call from one to another what becomes of it, and by which policy of which cluster', async () => {
    const { exitCode, out, err } = await explain('east/shop/web', 'west/shop/cart:7070');
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toBe(`\
east/shop/web → west/shop/cart:7070   REFUSED

1. DISABLE for the namespace: the server takes no mutual TLS, so clients send plaintext to the
   namespace "shop"
   PeerAuthentication shop/default of east, spec.mtls.mode  east/mode.yaml:9
2. STRICT for the namespace: the server takes mutual TLS only
   PeerAuthentication shop/default of west, spec.mtls.mode  west/mode.yaml:9
3. plaintext is refused
`);
  });

  test('answers about calls within one of them', async () => {
    expect((await explain('west/shop/cart', 'west/shop/cart:7070')).out).toMatch(/^west\/shop\/cart → west\/shop\/cart:7070 {3}REFUSED\n/);
  });

  test.each([
    ['shop/web', 'west/shop/cart:7070', '--from: "shop/web" does not begin with a cluster, which are east, west. Write for example east/shop/web.'],
    ['web', 'west/shop/cart:7070', '--from: "web" does not begin with a cluster, which are east, west. Write for example east/shop/web.'],
    ['east/shop/web', 'shop/cart:7070', '--to: "shop/cart:7070" does not begin with a cluster, which are east, west. Write for example east/shop/cart:7070.'],
    ['east/shop/wep', 'west/shop/cart:7070', '--from: there is no workload "shop/wep"; in the namespace "shop" there is web.'],
    ['east/shop/web', 'west/shop/cart:80', '--to: Service shop/cart has no port 80, but 7070.'],
    ['east/web', 'west/shop/cart:80', '--from: "web" is not NAMESPACE/WORKLOAD, for example shop/web.'],
  ])('from %s to %s it says in one line what to write instead', async (from, to, message) => {
    expect(await explain(from, to)).toEqual({ exitCode: 2, out: '', err: `cdk8s-mtls: ${message}\n` });
  });
});

describe('flows over several clusters', () => {
  test('follows the calls that are declared within each, and from each to the other', async () => {
    const { exitCode, out } = await cli(['flows', ...CLUSTERS, '--format', 'json'], { files });
    expect(exitCode).toBe(0);
    const [flow, ...more] = JSON.parse(out).flows;
    expect(more).toEqual([]);
    expect(flow).toMatchObject({ client: { cluster: 'east', name: 'web' }, server: { cluster: 'west', name: 'cart' }, port: 7070, verdict: 'refused', declaredBy: { cluster: 'west' } });
    expect((await cli(['flows', ...CLUSTERS], { files })).out).toMatch(/^east\/shop\/web +west\/shop\/cart +7070 +refused/m);
  });

  test('says what to ask where none are declared', async () => {
    expect((await cli(['flows', '--cluster', 'east=east', '--cluster', 'west=west/mode.yaml'], { files })).out).toBe(
      'No flows are declared: no object among the manifests says which of their workloads calls which. Ask about one pair with "explain".\n');
  });
});

test.each([
  [['check', '.', ...CLUSTERS], '"." and --cluster: give the manifests as paths or as clusters, and not both. Write for example --cluster east=..'],
  [['check', '--cluster', 'east=east'], '--cluster "east=east": this is one cluster alone. Give its manifests as a path, or the other clusters of the mesh too.'],
  [['check', '--cluster', 'east', '--cluster', 'west=west'], '--cluster "east": this is not NAME=PATH. Write for example --cluster east=manifests/east.'],
  [['flows', '--cluster', 'East=east', '--cluster', 'west=west'], expect.stringMatching(/^--cluster "East=east": .*\. Write for example --cluster east=manifests\/east\.$/)],
  [['check', '--cluster', 'east=-', '--cluster', 'west=-'], '--cluster: one cluster can be read from standard input, and no more. Give the others as files or folders.'],
  [['flows', '--all-pairs', ...CLUSTERS], '--all-pairs and --cluster: of several clusters, the declared calls are followed, and not every pair. Leave --all-pairs out, or ask about one pair with "explain".'],
  [['explain', '--from', 'a/b', '--to', 'c/d:1'], '"explain" of what? Give files or folders of manifests; or several clusters, --cluster east=DIR --cluster west=DIR.'],
])('%j is refused in one line, with what to write instead', async (argv, message) => {
  const { exitCode, err } = await cli(argv, { files });
  const [, said] = /^cdk8s-mtls: (.*)\n$/.exec(err) ?? [];
  expect(exitCode).toBe(2);
  expect(said).toEqual(message);
});
