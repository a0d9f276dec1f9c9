import { cli } from './program';
import { peerAuthentication, SHOP } from './shop';

/** Two files, with an error in the second document of one and a warning in the other. */
const FILES = {
  'manifests/shop.yaml': SHOP,
  'manifests/policies/broken.yaml': `${peerAuthentication('STRICT', 'fine', 'other')}---${peerAuthentication('STRIKT')}`,
  'manifests/policies/lenient.yaml': peerAuthentication('PERMISSIVE', 'default', 'jobs'),
};

describe('check', () => {
  test('says file by file what is wrong and what to do about it, and ends with 1', async () => {
    const { exitCode, out, err } = await cli(['check', 'manifests'], { files: FILES });
    expect([exitCode, err]).toEqual([1, '']);
    const [error, warning, summary] = out.split(/\n\n|\n(?=1 error)/);
    expect(error).toBe(`error    MTLS0501  manifests/policies/broken.yaml:18
         PeerAuthentication shop/default: spec.mtls.mode "STRIKT" is not one of "UNSET", "DISABLE",
         "PERMISSIVE", "STRICT"
         Fix: Write one of them, for example "UNSET".`);
    expect(warning).toMatch(/^warning {2}MTLS0505 {2}manifests\/policies\/lenient\.yaml:9\n( {9}\S.*\n)+ {9}Fix: \S/);
    expect(summary).toBe('1 error, 1 warning in 10 objects of 3 files\n');
  });

  test('says what it looked at where there is nothing wrong, and ends with 0', async () => {
    expect(await cli(['check', 'shop.yaml'], { files: { 'shop.yaml': SHOP } })).toEqual({
      exitCode: 0, err: '', out: 'No findings in 7 objects of 1 file: 3 Deployment, 3 Service, 1 Namespace\n',
    });
  });

  test('does not pass silently over an input without a single object', async () => {
    expect(await cli(['check', '-'], { stdin: '# nothing\n' })).toEqual({ exitCode: 0, err: '', out: 'Nothing was checked: there are no Kubernetes objects\n' });
  });

  test('reads standard input', async () => {
    const { exitCode, out } = await cli(['check', '-'], { stdin: peerAuthentication('STRIKT') });
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^error {4}MTLS0501 {2}<stdin>:9\n/);
  });

  test('reads standard input beside files', async () => {
    const { out } = await cli(['check', 'shop.yaml', '-'], { files: { 'shop.yaml': SHOP }, stdin: peerAuthentication('STRIKT') });
    expect(out).toContain('1 error in 8 objects of 2 files');
  });

  test.each([
    ['error', 'PERMISSIVE', 0],
    ['error', 'STRIKT', 1],
    ['warning', 'PERMISSIVE', 1],
    ['warning', 'STRIKT', 1],
    ['never', 'STRIKT', 0],
  ])('with --fail-on %s and the mode %s ends with %i', async (threshold, mode, exitCode) => {
    expect((await cli(['check', '-', '--fail-on', threshold], { stdin: peerAuthentication(mode) })).exitCode).toBe(exitCode);
  });

  test('checks what can be read, says on standard error what cannot, and ends with 2', async () => {
    const { exitCode, out, err } = await cli(['check', 'good.yaml', 'bad.yaml', 'nothing'], { files: { 'good.yaml': peerAuthentication('STRIKT'), 'bad.yaml': 'kind: [\n' } });
    expect(exitCode).toBe(2);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^bad\.yaml:\d: is not valid YAML: /),
      'nothing: cannot be read: there is nothing of that name',
      '',
    ]);
    expect(out).toContain('MTLS0501  good.yaml:9');
    expect(out).toMatch(/1 error in 1 object of 1 file; 2 problems in reading: not everything was checked\n$/);
  });

  test('compares end dates with the day that it is told', async () => {
    const until = (mode: string) => peerAuthentication(mode).replace('  name: default', '  annotations: { cdk8s-mtls.dev/exceptions: \'[{"mode":"PERMISSIVE","reason":"migration","until":"2027-01-31"}]\' }\n  name: default');
    const at = async (...now: string[]) => (await cli(['check', '-', ...now], { stdin: until('PERMISSIVE') })).out;
    expect(await at()).toMatch(/^No findings/);
    expect(await at('--now', '2027-01-31')).toMatch(/^No findings/);
    expect(await at('--now', '2027-02-01')).toMatch(/^error {4}MTLS0103/);
    expect(await at('--now', '2027-01-31T23:30:00-02:00')).toMatch(/^error {4}MTLS0103/);
  });

  test('is in colour on a terminal alone, and never where NO_COLOR is set', async () => {
    const stdin = peerAuthentication('STRIKT');
    const colours = (text: string) => text.includes('\u001b[31m');
    expect(colours((await cli(['check', '-'], { stdin, terminal: 80 })).out)).toBe(true);
    expect(colours((await cli(['check', '-'], { stdin })).out)).toBe(false);
    expect(colours((await cli(['check', '-'], { stdin, terminal: 80, env: { NO_COLOR: '1' } })).out)).toBe(false);
    expect(colours((await cli(['check', '-'], { stdin, terminal: 80, env: { TERM: 'dumb' } })).out)).toBe(false);
  });

  test.each([[40, 80], [90, 90], [300, 120]])('is set for a terminal of %i columns in %i', async (terminal, width) => {
    const { out } = await cli(['check', '-'], { stdin: `${peerAuthentication('PERMISSIVE')}`, terminal, env: { NO_COLOR: '1' } });
    const longest = Math.max(...out.split('\n').map(line => line.length));
    expect(longest).toBeLessThanOrEqual(width);
    expect(longest).toBeGreaterThan(width - 20);
  });

  test('says the same, byte for byte, each time', async () => {
    for (const format of ['text', 'json', 'sarif', 'github', 'markdown']) {
      const [first, second] = [await cli(['check', 'manifests', '--format', format], { files: FILES }), await cli(['check', 'manifests', '--format', format], { files: FILES })];
      expect(second).toEqual(first);
    }
  });
});
