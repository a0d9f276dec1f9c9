import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledPackage } from '../packages/compiled';

const ROOT = join(__dirname, '..', '..');
const PATIENCE = 120_000;

/** An app of plain objects, in which two policies have one name. The second one has the mode of the environment. */
const APP = `
  const { ApiObject, App, Chart } = require('cdk8s');
  const app = new App();
  if (process.env.ATTACH) {
    require('cdk8s-mtls').MtlsChecks.attach(app);
  }
  for (const [namespace, mode] of [['jobs', 'STRICT'], ['shop', process.env.MODE], ['zoo', 'STRICT']]) {
    const name = process.env.ATTACH ? 'default' : namespace;
    new ApiObject(new Chart(app, namespace), 'policy', { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace }, spec: { mtls: { mode } } });
  }
  app.synth();`;

let compiled: CompiledPackage;
let folder: string;

beforeAll(() => {
  compiled = new CompiledPackage();
  folder = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-synth-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  symlinkSync(compiled.folder, join(folder, 'cdk8s-mtls'), 'dir');
  writeFileSync(join(folder, 'main.js'), APP.replace('\'cdk8s-mtls\'', '\'./cdk8s-mtls\''));
}, PATIENCE);

afterAll(() => {
  compiled.remove();
  rmSync(folder, { recursive: true });
});

/** Runs the real `cdk8s synth`. */
function synth(environment: NodeJS.ProcessEnv, properties = '{}'): { status: number | null; output: string } {
  writeFileSync(join(folder, 'cdk8s.yaml'), `
app: ${process.execPath} main.js
language: typescript
output: dist
validations:
  - package: ./cdk8s-mtls
    version: 0.0.0
    class: MtlsValidation
    properties: ${properties}
`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s'), 'synth', '--no-check-upgrade'], { cwd: folder, env: { ...process.env, ...environment }, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

describe('a real cdk8s synth', () => {
  test('stops at a wrong object that none of our constructs made, and names its construct', () => {
    const { status, output } = synth({ MODE: 'STRIKT' });
    expect(status).toBe(2);
    expect(output).toContain('MTLS0501');
    expect(output).toContain('- Construct Path: shop/policy\n');
    expect(output).toContain('- Manifest Path: dist/shop.k8s.yaml\n');
    expect(output).toContain('- Resource Name: PeerAuthentication shop/shop\n');
    expect(output).toContain('> spec.mtls.mode, line ');
  }, PATIENCE);

  test('passes a right one', () => {
    const { status, output } = synth({ MODE: 'STRICT' });
    expect([status, output]).toEqual([0, expect.stringContaining('Validations ended succesfully')]);
  }, PATIENCE);

  test('names the right one of several constructs whose objects have one name, where our checks ran', () => {
    const { status, output } = synth({ MODE: 'PERMISSIVE', ATTACH: '1' }, '{ failOn: warning }');
    expect(status).toBe(2);
    expect(output).toContain('MTLS0505');
    expect(output.match(/Construct Path: .*/g)).toEqual(['Construct Path: shop/policy']);
  }, PATIENCE);
});
