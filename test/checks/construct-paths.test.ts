import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { MtlsChecks } from '../../src';
import { CONSTRUCT_PATHS } from '../../src/checks/construct-paths';

const folders: string[] = [];
afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true })));

function synthesized(recordConstructMetadata: boolean): string {
  const outdir = mkdtempSync(join(tmpdir(), 'out-'));
  folders.push(outdir);
  const app = new App({ outdir, recordConstructMetadata });
  for (const namespace of ['shop', 'jobs']) {
    new ApiObject(new Chart(app, namespace, { namespace }), 'policy', { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'default' }, spec: { mtls: { mode: 'STRICT' } } });
  }
  MtlsChecks.attach(app);
  app.synth();
  return join(outdir, CONSTRUCT_PATHS);
}

test('where cdk8s records which construct made what, so do the checks, by kind, namespace and name', () => {
  expect(JSON.parse(readFileSync(synthesized(true), 'utf8'))).toEqual({
    version: 1,
    objects: [
      { kind: 'PeerAuthentication', namespace: 'shop', name: 'default', path: 'shop/policy' },
      { kind: 'PeerAuthentication', namespace: 'jobs', name: 'default', path: 'jobs/policy' },
    ],
  });
});

test('where it does not, nothing but manifests is written', () => {
  expect(existsSync(synthesized(false))).toBe(false);
});
