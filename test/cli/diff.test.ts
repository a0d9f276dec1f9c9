import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { cli } from './program';
import { ALLOW_WEB, NAMESPACE, peerAuthentication, SHOP, workload } from './shop';

const schema = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync(join(__dirname, '..', '..', 'schemas', 'diff.schema.json'), 'utf8')));

const OLD = [SHOP, ALLOW_WEB].join('---');
const files = {
  'old.yaml': OLD,
  'disabled.yaml': [OLD, peerAuthentication('DISABLE')].join('---'),
  'strict.yaml': [OLD, peerAuthentication('STRICT')].join('---'),
  'unmeshed.yaml': [OLD.replace(NAMESPACE, NAMESPACE.replace('enabled', 'disabled'))].join('---'),
};

describe('diff', () => {
  test('says nothing of what did not change, and ends with 0', async () => {
    expect(await cli(['diff', 'old.yaml', 'old.yaml'], { files })).toEqual({ exitCode: 0, out: 'Nothing is different as far as mutual TLS is concerned\n', err: '' });
  });

  test('says what gets worse, where, and on the way, and ends with 1', async () => {
    const { exitCode, out, err } = await cli(['diff', 'strict.yaml', 'disabled.yaml'], { files });
    expect([exitCode, err]).toEqual([1, '']);
    expect(out).toBe(`Gets worse
  error    mutual TLS → refused
           Because: no rule of AuthorizationPolicy shop/cart allows a caller without an identity on
           port 7070
           AuthorizationPolicy shop/cart, spec.rules  disabled.yaml:53
             shop/web → shop/cart:7070
  warning  refused → plaintext, for callers without an identity
           Because: DISABLE for the namespace: the server takes no mutual TLS
           PeerAuthentication shop/default, spec.mtls.mode  disabled.yaml:64
             anyone → shop/web:8080

1 error, 1 warning
`);
  });

  test('says which order is safe', async () => {
    // Under a policy that names its callers, enrolled servers have to wait for the clients.
    const { exitCode, out } = await cli(['diff', 'unmeshed.yaml', 'strict.yaml'], { files });
    expect([exitCode, out]).toEqual([1, expect.stringContaining('Gets better\n           plaintext → mutual TLS\n             shop/web → shop/cart:7070\n')]);
    expect(out.replace(/\s+/g, ' ')).toContain('Fix: Apply the policies, then restart the pods of the client, and those of the server when all of the client\'s are new.');
    const before = [NAMESPACE.replace('enabled', 'disabled'), workload('web', 80).replace('image: web', 'image: web, args: ["cart:7070"]'), workload('cart', 7070)].join('---');
    const after = [before.replace('disabled', 'enabled'), peerAuthentication('STRICT')].join('---');
    const rollout = await cli(['diff', 'before.yaml', 'after.yaml'], { files: { 'before.yaml': before, 'after.yaml': after } });
    expect(rollout.exitCode).toBe(1);
    expect(rollout.out).toContain('Fails while rolling out\n  error    refused while the pods of the server are new and those of the client are old\n');
    expect(rollout.out).toContain('Fix: Let the new pods run first, and apply the policies when all of them do.\n             shop/web → shop/cart:7070\n');
  });

  test.each([['error', 0], ['warning', 1], ['never', 0]])('--fail-on %s of a port that opens ends with %i', async (threshold, exitCode) => {
    expect((await cli(['diff', 'strict.yaml', 'old.yaml', '--fail-on', threshold], { files })).exitCode).toBe(exitCode);
  });

  test('reads one of the two from standard input', async () => {
    expect((await cli(['diff', '-', 'strict.yaml'], { files, stdin: OLD })).exitCode).toBe(0);
    expect((await cli(['diff', 'strict.yaml', '-'], { files, stdin: files['disabled.yaml'] })).exitCode).toBe(1);
  });

  test('what cannot be read ends with 2, and the rest is compared', async () => {
    const { exitCode, out, err } = await cli(['diff', 'strict.yaml', 'folder'], { files: { ...files, 'folder/a.yaml': files['disabled.yaml'], 'folder/b.yaml': 'a: [' } });
    expect([exitCode, err]).toEqual([2, expect.stringMatching(/^folder\/b\.yaml:1: /)]);
    expect(out).toMatch(/mutual TLS → refused[^]*; 1 problem in reading: not everything was compared\n$/);
  });

  test.each([
    [['old.yaml'], '"diff" compares two files or folders, and not 1. Write for example "cdk8s-mtls diff old/ new/".'],
    [['old.yaml', 'old.yaml', 'old.yaml'], '"diff" compares two files or folders, and not 3. Write for example "cdk8s-mtls diff old/ new/".'],
    [['-', '-'], '"diff" can read one of the two from standard input, and not both. Give the other as a file or folder.'],
  ])('%j is bad usage', async (paths, message) => {
    expect(await cli(['diff', ...paths], { files })).toEqual({ exitCode: 2, out: '', err: `cdk8s-mtls: ${message}\n` });
  });

  test('its JSON fits the published schema, with every kind of difference in it', async () => {
    const trust = (name: string): string => `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: ca, namespace: shop }
spec: { ca: { secretName: ${name} } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: shop }
spec: { secretName: web, commonName: web, issuerRef: { name: ca } }
`;
    const all = { ...files, 'one/a.yaml': files['strict.yaml'], 'one/t.yaml': trust('one'), 'two/a.yaml': files['disabled.yaml'], 'two/t.yaml': trust('two') };
    for (const pair of [['one', 'two'], ['two', 'one'], ['unmeshed.yaml', 'strict.yaml'], ['strict.yaml', 'unmeshed.yaml']]) {
      const { out } = await cli(['diff', ...pair, '--format', 'json', '--all-pairs'], { files: all });
      schema(JSON.parse(out));
      expect(schema.errors ?? []).toEqual([]);
    }
    const { flows, servers, transitions, trust: trusted, summary } = JSON.parse((await cli(['diff', 'one', 'two', '--format', 'json'], { files: all })).out);
    expect([flows.length, servers.length, transitions.length, trusted.length > 0]).toEqual([1, 1, 0, true]);
    expect(flows[0]).toMatchObject({ kind: 'flow-refused', before: { verdict: 'mutual-tls' }, after: { verdict: 'refused' }, file: 'two/a.yaml', line: 53 });
    expect(summary).toMatchObject({ errors: 1, warnings: 2, problems: 0 });
    expect(schema({ flows, servers, transitions, trust: trusted })).toBe(false);
  });

  test('annotates the lines of a pull request', async () => {
    const { out } = await cli(['diff', 'strict.yaml', 'disabled.yaml', '--format', 'github'], { files });
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^::error file=disabled\.yaml,line=53,title=flow-refused::shop\/web → shop\/cart:7070: mutual TLS → refused, because no rule of /),
      expect.stringMatching(/^::warning file=disabled\.yaml,line=64,title=server-opened::anyone → shop\/web:8080: refused → plaintext, /),
      '1 error, 1 warning',
      '',
    ]);
  });

  test('is a comment on a pull request', async () => {
    const { out } = await cli(['diff', 'strict.yaml', 'disabled.yaml', '--format', 'markdown'], { files });
    expect(out).toMatch(/^### Mutual TLS: what this change does\n\n#### Gets worse\n\n\| {2}\| Calls \| What \| Because \| Fix \|\n\| --- \| --- \| --- \| --- \| --- \|\n\| ❌ error \| shop\/web → shop\/cart:7070 \| mutual TLS → refused \|/);
  });

  test('is a log for code scanning', async () => {
    const { runs: [{ tool, results }] } = JSON.parse((await cli(['diff', 'strict.yaml', 'disabled.yaml', '--format', 'sarif'], { files })).out);
    expect(results.map(({ ruleId, level }: any) => [ruleId, level])).toEqual([['flow-refused', 'error'], ['server-opened', 'warning']]);
    expect(results.every(({ ruleId, ruleIndex }: any) => tool.driver.rules[ruleIndex].id === ruleId)).toBe(true);
    expect(results[0].locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'disabled.yaml' }, region: { startLine: 53 } });
  });
});
