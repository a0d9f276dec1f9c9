import { cli } from './program';

/** Names that would do something if they reached a terminal, a runner or a page as they are. */
const NAMES = [
  '\u001b]0;title\u0007',
  '\u001b[2Jcleared',
  '\u009b31mred',
  'a\u202eb\u2066c',
  'a\r\n::error::b',
  '::add-mask::secret',
  'x ::stop-commands::y',
  '##[add-mask]z',
  '| x | <img src=x onerror=alert(1)> `code` [link](http://evil.example) @everyone',
  '%0A::warning::q',
];

/** A kind of object in which rules find something, under such a name. */
function manifests(name: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace: name }, spec: { mtls: { mode: name } } },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' }, spec: { template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'x', ports: [{ containerPort: 80 }] }] } } } },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec: { template: { spec: { containers: [{ name: 'x' }] } } } },
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart', namespace: 'shop' }, spec: { selector: { app: name }, ports: [{ port: 80 }] } },
    ],
  });
}

/** Lines that the runner of GitHub Actions would obey. */
function commandsIn(out: string): string[] {
  return out.split(/\r\n|\r|\n/).filter(line => /^\s*::[a-z_-]/i.test(line) || line.includes('##['));
}

describe.each(NAMES)('an object called %j', name => {
  test.each(['text', 'json', 'sarif', 'markdown'])('sends no command to a terminal or a runner as %s', async format => {
    const { exitCode, out, err } = await cli(['check', '-', '--format', format], { stdin: manifests(name) });
    expect([exitCode, err]).toEqual([1, '']);
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(commandsIn(out)).toEqual([]);
  });

  test('gives the runner one annotation for each finding, and no more', async () => {
    const { out } = await cli(['check', '-', '--format', 'github'], { stdin: manifests(name) });
    const { findings } = JSON.parse((await cli(['check', '-', '--format', 'json'], { stdin: manifests(name) })).out);
    const lines = out.split(/\r\n|\r|\n/);
    expect(lines.filter(line => /^::(error|warning) title=MTLS\d{4}::/.test(line))).toHaveLength(findings.length);
    expect(lines).toHaveLength(findings.length + 2);
    expect(lines.slice(findings.length).filter(line => line.includes('::') || line.includes('##['))).toEqual([]);
  });

  test('is a name and nothing else in an explanation', async () => {
    const { out, exitCode } = await cli(['explain', '-', '--from', 'shop/web', '--to', 'shop/cart:80'], { stdin: manifests(name) });
    expect(exitCode).toBe(0);
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(commandsIn(out)).toEqual([]);
  });
});

test('a name makes no HTML, no link, no code, no mention and no cell of a table', async () => {
  const { out } = await cli(['check', '-', '--format', 'markdown'], { stdin: manifests(NAMES[8]) });
  expect(out).not.toMatch(/<img|[^\\]`code|[^\\]\[link|http:\/\/|@everyone/);
  const rows = out.split('\n').filter(line => line.startsWith('| '));
  const cells = rows.map(row => row.replace(/\\./g, '').split('|').length);
  expect(new Set(cells)).toEqual(new Set([7]));
});
