import { cli } from './program';
import { ALLOW_WEB, peerAuthentication, SHOP, workload } from './shop';

describe('flows', () => {
  const files = { 'shop.yaml': [SHOP, ALLOW_WEB, peerAuthentication('STRICT')].join('---') };

  test('lists the calls that the manifests declare, and what becomes of them', async () => {
    const { exitCode, out, err } = await cli(['flows', 'shop.yaml'], { files });
    expect([exitCode, err]).toEqual([0, '']);
    const [head, ...rows] = out.split('\n');
    expect(head).toMatch(/^CLIENT +SERVER +PORT +VERDICT +BECAUSE$/);
    expect(rows).toEqual([expect.stringMatching(/^shop\/web +shop\/cart +7070 +mutual TLS +\S/), '', '1 flow: 1 mutual TLS', '']);
  });

  test('says in JSON what declares each', async () => {
    const { flows } = JSON.parse((await cli(['flows', 'shop.yaml', '--format', 'json'], { files })).out);
    expect(flows).toEqual([expect.objectContaining({
      client: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      port: 7070,
      verdict: 'mutual-tls',
      declaredBy: expect.objectContaining({ kind: 'AuthorizationPolicy', namespace: 'shop', name: 'cart' }),
    })]);
  });

  test('lists every pair on request, the worst first', async () => {
    const { flows } = JSON.parse((await cli(['flows', 'shop.yaml', '--all-pairs', '--format', 'json'], { files })).out);
    const ends = flows.map(({ client, server, verdict }: any) => `${client.name} ${server.name} ${verdict}`);
    expect(ends).toHaveLength(9);
    expect(ends).toEqual(expect.arrayContaining(['web cart mutual-tls', 'cart cart refused', 'web batch unknown']));
    expect(ends[0]).toMatch(/ refused$/);
    expect(ends.at(-1)).toMatch(/ mutual-tls$/);
    expect(flows.every((flow: object) => !('declaredBy' in flow))).toBe(true);
  });

  test('refuses to list more pairs than anybody reads', async () => {
    const many = Array.from({ length: 450 }, (_, index) => workload(`w${index}`, 80)).join('---');
    const { exitCode, out, err } = await cli(['flows', '-', '--all-pairs'], { stdin: many });
    expect([exitCode, out, err]).toEqual([2, '', expect.stringMatching(/^cdk8s-mtls: --all-pairs: there are more than 200000 pairs.*\n$/)]);
  });

  test('says so where nothing is declared', async () => {
    const { exitCode, out } = await cli(['flows', '-'], { stdin: SHOP });
    expect([exitCode, out]).toEqual([0, expect.stringMatching(/^No flows are declared: .*\n$/)]);
  });

  test('is a table on a pull request', async () => {
    const { out } = await cli(['flows', 'shop.yaml', '--format', 'markdown'], { files });
    expect(out).toMatch(/^### Calls\n\n\| Client \| Server \| Port \| Verdict \| Because \|\n/);
  });

  test.each(['sarif', 'github'])('has no form as %s', async format => {
    expect(await cli(['flows', 'shop.yaml', '--format', format], { files })).toEqual({ exitCode: 2, out: '', err: `cdk8s-mtls: --format "${format}": "flows" cannot answer in it. Write text, json or markdown.\n` });
  });
});
