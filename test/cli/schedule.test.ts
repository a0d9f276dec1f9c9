import { cli } from './program';

const CHAIN = `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: self-signed }
spec: { selfSigned: {} }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: root, namespace: cert-manager }
spec: { isCA: true, commonName: root, secretName: root, duration: 87600h, renewal: { policy: Disabled }, issuerRef: { name: self-signed, kind: ClusterIssuer } }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: root }
spec: { ca: { secretName: root } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: mesh, namespace: cert-manager }
spec: { isCA: true, commonName: mesh, secretName: mesh, duration: 2160h, renewBefore: 720h, issuerRef: { name: root, kind: ClusterIssuer } }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: mesh }
spec: { ca: { secretName: mesh } }
`;

function leaf(duration: string, name = 'web'): string {
  return `---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: "${name}", namespace: shop }
spec: { dnsNames: [web], secretName: web-tls, duration: ${duration}, issuerRef: { name: mesh, kind: ClusterIssuer } }
`;
}

const NOW = ['--now', '2026-01-01'];

test('schedule prints a table, a timeline, and what hangs together', async () => {
  const { exitCode, out, err } = await cli(['schedule', 'chain.yaml', ...NOW], { files: { 'chain.yaml': CHAIN + leaf('24h') } });
  expect([exitCode, err]).toEqual([0, '']);
  expect(out).toBe(`\
CERTIFICATE          ISSUED  RENEWED                    EXPIRES           SLACK
cert-manager/root    now     by hand, until 2035-10-01  2035-12-30
  cert-manager/mesh  now     2026-03-02                 2026-04-01        3560 days
    shop/web         now     2026-01-01 16:00           2026-01-02 00:00  29 days

Roots
                     2026-01-01                                                           2035-12-30
                     v
  cert-manager/root  ============================================================================H-|

Under cert-manager/root
                     2026-01-01                                                           2026-04-01
                     v
  cert-manager/mesh  ====================================================R-------------------------|

Under cert-manager/mesh
                     2026-01-01 00:00                                               2026-01-02 00:00
                     v
  shop/web           ====================================================R-------------------------|

= valid   R renewed   H last moment to replace it by hand   - left until its end   | end   v now

Who issues them, and what depends on them
  cert-manager/root
    root, issued by itself; signs 1 certificate
  cert-manager/mesh
    intermediate, issued by ClusterIssuer root; signs 1 certificate
  shop/web
    leaf, issued by ClusterIssuer mesh

Times are UTC. What nothing dates is taken to be issued now, 2026-01-01 00:00. Slack is what is left
of a CA when the last certificate that it signs ends.

3 certificates: 1 root, 1 intermediate, 1 leaf; none outlives its CA
`);
});

describe('a certificate that outlives its CA', () => {
  const files = { 'chain.yaml': CHAIN + leaf('840h') };

  test('is an error, with how long it does and what to write', async () => {
    const { exitCode, out } = await cli(['schedule', 'chain.yaml', ...NOW], { files });
    expect(exitCode).toBe(1);
    expect(out).toContain('    shop/web         now     2026-01-24                 2026-02-05  -5 days\n');
    expect(out).toContain(`
error    shop/web: lives 35 days, but its CA, cert-manager/mesh, has 30 days left when it signs for
         the last time: the certificate outlives it by 5 days
         Fix: Shorten the lifetime to at most 30 days, or let the CA be replaced earlier before its
         end.
`);
    expect(out).toMatch(/; 1 error\n$/);
  });

  test('does not fail where nothing is to fail', async () => {
    expect((await cli(['schedule', 'chain.yaml', ...NOW, '--fail-on', 'never'], { files })).exitCode).toBe(0);
  });

  test('is in JSON and in Markdown', async () => {
    const { problems, certificates } = JSON.parse((await cli(['schedule', 'chain.yaml', ...NOW, '--format', 'json'], { files })).out);
    expect(problems).toEqual([{ severity: 'error', certificate: 'Certificate/shop/web', message: expect.stringContaining('outlives it by 5 days'), fix: expect.any(String) }]);
    expect(certificates.at(-1)).toMatchObject({
      id: 'Certificate/shop/web',
      signer: 'Certificate/cert-manager/mesh',
      dates: 'assumed',
      issued: '2026-01-01T00:00:00Z',
      expires: '2026-02-05T00:00:00Z',
      renewal: { kind: 'automatic', from: '2026-01-24T08:00:00Z', to: '2026-01-24T08:00:00Z' },
      slackSeconds: -5 * 86_400,
    });
    const { out } = await cli(['schedule', 'chain.yaml', ...NOW, '--format', 'markdown'], { files });
    expect(out).toContain('| shop/web | leaf | ClusterIssuer mesh | now | 2026-01-24 | 2026-02-05 | -5 days |  |\n');
    expect(out).toContain('- ❌ shop/web: lives 35 days');
  });
});

test('what is late fails where warnings are to', async () => {
  const files = {
    'web.json': JSON.stringify({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { secretName: 'a', duration: '24h', issuerRef: { name: 'a' } },
      status: { notBefore: '2025-12-01T00:00:00Z', notAfter: '2025-12-02T00:00:00Z', renewalTime: '2025-12-01T16:00:00Z' },
    }),
  };
  expect(await cli(['schedule', 'web.json', ...NOW], { files })).toMatchObject({ exitCode: 0, out: expect.stringContaining('warning  shop/web: has ended 30 days ago\n') });
  expect((await cli(['schedule', 'web.json', ...NOW, '--fail-on', 'warning'], { files })).exitCode).toBe(1);
});

test('the mesh is as the values of istiod and of istio-csr have it', async () => {
  const files = {
    'chain.yaml': CHAIN,
    'istiod.yaml': 'global: { caAddress: "csr:443" }\nmeshConfig: { defaultConfig: { proxyMetadata: { SECRET_TTL: 8h } } }\nenv: { ENABLE_CA_SERVER: "false" }\n',
    'csr.yaml': 'app: { certmanager: { issuer: { name: mesh, kind: ClusterIssuer } }, server: { maxCertificateDuration: 4h }, tls: { istiodCertificateEnable: false } }\n',
  };
  const { out } = await cli(['schedule', 'chain.yaml', ...NOW, '--mesh-config', 'istiod.yaml', '--istio-csr-values', 'csr.yaml'], { files });
  expect(out).toContain('    sidecars of the mesh  now     2026-01-01 01:57 to 02:02  2026-01-01 04:00  29.8 days\n');
  const alone = await cli(['schedule', 'chain.yaml', ...NOW, '--mesh-config', 'istiod.yaml'], { files });
  expect(alone.out).toContain('leaf, issued by the CA at csr:443');
});

test('where there is nothing to schedule, that is said', async () => {
  expect(await cli(['schedule', 'empty.yaml', ...NOW], { files: { 'empty.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: a }\n' } }))
    .toEqual({ exitCode: 0, out: 'There are no certificates among the manifests\n', err: '' });
});

test.each([
  ['nothing is known of the CA', leaf('24h'), '1 certificate: 1 leaf; whether one outlives its CA is not known'],
  ['nothing is known of the CA of one', CHAIN + leaf('24h').replace('name: mesh', 'name: other'),
    '3 certificates: 1 root, 1 intermediate, 1 leaf; none is seen to outlive its CA; whether one outlives\nits CA is not known'],
])('where %s, that is said instead of a verdict', async (_, text, summary) => {
  const { exitCode, out } = await cli(['schedule', 'web.yaml', ...NOW], { files: { 'web.yaml': text } });
  expect([exitCode, out]).toEqual([0, expect.stringMatching(new RegExp(`\\n\\n${summary}\\n$`))]);
  expect(out).toMatch(/shop\/web .* not known\n/);
});

describe('bad input', () => {
  test('that cannot be read is reported, and the rest is in the schedule', async () => {
    const { exitCode, out, err } = await cli(['schedule', 'chain.yaml', 'nothing.yaml', ...NOW], { files: { 'chain.yaml': CHAIN } });
    expect([exitCode, err]).toEqual([2, expect.stringContaining('nothing.yaml')]);
    expect(out).toMatch(/2 certificates: 1 root, 1 intermediate; none outlives its CA; 1 problem in reading: not everything\nis here\n$/);
  });

  test.each([
    [['--istio-csr-values', 'none.yaml'], 'cdk8s-mtls: --istio-csr-values: none.yaml cannot be read: there is nothing of that name.'],
    [['--istio-csr-values', 'broken.yaml'], expect.stringMatching(/^cdk8s-mtls: --istio-csr-values: broken\.yaml:1 /)],
    [['--now', 'tomorrow'], 'cdk8s-mtls: --now "tomorrow": this is no date. Write one as 2027-01-31 or 2027-01-31T12:00:00Z.'],
    [['--format', 'sarif'], 'cdk8s-mtls: --format "sarif": "schedule" cannot answer in it. Write text, json or markdown.'],
  ])('in %j is refused', async (options, message) => {
    const { exitCode, out, err } = await cli(['schedule', 'chain.yaml', ...options], { files: { 'chain.yaml': CHAIN, 'broken.yaml': '{' } });
    expect([exitCode, out, err.trim()]).toEqual([2, '', message]);
  });

  test('in names is shown, and not obeyed', async () => {
    const { out } = await cli(['schedule', 'chain.yaml', ...NOW], { files: { 'chain.yaml': CHAIN + leaf('24h', '\\u001b[2J##[error]') } });
    expect(out).toContain('shop/\\u{1b}[2J#\\#[error]');
    expect(out).not.toContain('\u001b');
  });
});

test.each([80, 120])('a timeline is as wide as a terminal of %i columns', async columns => {
  const { out } = await cli(['schedule', 'chain.yaml', ...NOW], { files: { 'chain.yaml': CHAIN + leaf('24h') }, terminal: columns, env: { NO_COLOR: '1' } });
  const bars = out.split('\n').filter(line => /=R|=H/.test(line));
  expect(bars.map(bar => bar.length)).toEqual([columns, columns, columns]);
});

test('a timeline shows what began before now, in its place', async () => {
  const dated = CHAIN.replace('name: mesh, namespace: cert-manager }', '$&\nstatus: { notBefore: "2025-11-17T00:00:00Z", notAfter: "2026-02-15T00:00:00Z", renewalTime: "2026-01-16T00:00:00Z" }');
  const { out } = await cli(['schedule', 'chain.yaml', ...NOW], { files: { 'chain.yaml': dated } });
  expect(out).toContain(`\
Under cert-manager/root
                     2025-11-17                                                           2026-02-15
                                                            v
  cert-manager/mesh  ====================================================R-------------------------|
`);
});
