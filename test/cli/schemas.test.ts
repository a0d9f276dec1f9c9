import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { ValidateFunction } from 'ajv/dist/2020';
import { cli } from './program';
import { ALLOW_WEB, peerAuthentication, SHOP } from './shop';

const SCHEMAS = join(__dirname, '..', '..', 'schemas');
const ajv = new Ajv2020({ strict: true, allErrors: true });
const schemas = Object.fromEntries(readdirSync(SCHEMAS).map(name => [name.split('.')[0], ajv.compile(JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8')))]));

/** Certificates with renewals of every kind. */
const CHAIN = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: unread, namespace: shop }
spec: { secretName: b, duration: 30d, issuerRef: { name: a } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: a, namespace: istio-system }
spec: { isCA: true, secretName: cacerts, renewal: { policy: Disabled }, issuerRef: { name: a } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: b, namespace: shop }
spec: { secretName: c, renewal: { policy: Never }, issuerRef: { name: a } }
`;

/** Fails with what does not fit. */
function expectToFit(text: string, fits: ValidateFunction): void {
  fits(JSON.parse(text));
  expect(fits.errors ?? []).toEqual([]);
}

const files = { 'shop.yaml': SHOP, 'policies.yaml': [peerAuthentication('STRIKT'), peerAuthentication('PERMISSIVE', 'default', 'jobs')].join('---') };

describe('what the commands answer in JSON fits the published schemas:', () => {
  test('check', async () => {
    const { out } = await cli(['check', '--format', 'json', 'shop.yaml', 'policies.yaml', 'nothing'], { files });
    expectToFit(out, schemas.check);
    const { findings, summary } = JSON.parse(out);
    expect(findings[0]).toEqual({
      code: 'MTLS0501',
      severity: 'error',
      message: expect.stringContaining('STRIKT'),
      fix: expect.any(String),
      objects: [{ kind: 'PeerAuthentication', namespace: 'shop', name: 'default', field: 'spec.mtls.mode' }],
      file: 'policies.yaml',
      line: 9,
    });
    expect(summary).toEqual({ errors: 1, warnings: 1, objects: 9, files: 2, problems: 1 });
  });

  test.each([
    ['shop/web', 'shop/cart:7070'],
    ['jobs/batch', 'shop/cart:7070'],
    ['shop/web', 'jobs/batch:9090'],
    ['shop/web', 'shop/Deployment/cart:1'],
  ])('explain from %s to %s', async (from, to) => {
    const { out } = await cli(['explain', '--format', 'json', '--from', from, '--to', to, 'shop.yaml', 'policies.yaml'], { files });
    expectToFit(out, schemas.explain);
  });

  test.each([[[]], [['--all-pairs']]])('flows %j', async options => {
    const { out } = await cli(['flows', '--format', 'json', ...options, 'shop.yaml', 'policies.yaml', 'allow.yaml'], { files: { ...files, 'allow.yaml': ALLOW_WEB } });
    expectToFit(out, schemas.flows);
    expect(JSON.parse(out).flows).not.toEqual([]);
  });

  test('schedule', async () => {
    const { out } = await cli(['schedule', '--format', 'json', '--mesh-config', 'mesh.yaml', 'chain.yaml'], { files: { 'mesh.yaml': 'trustDomain: a\n', 'chain.yaml': CHAIN } });
    expectToFit(out, schemas.schedule);
    const { certificates } = JSON.parse(out);
    expect(certificates.map(({ renewal }: any) => renewal?.kind)).toEqual([undefined, 'by-hand', 'automatic', 'with-ca', 'unknown']);
    expect(schemas.schedule({ ...JSON.parse(out), more: 1 })).toBe(false);
  });

  test.each([
    ['check', []],
    ['flows', []],
    ['explain', ['--from', 'east/shop/web', '--to', 'west/shop/cart:7070']],
  ])('%s of several clusters', async (command, more) => {
    const clusters = ['--cluster', 'east=shop.yaml', '--cluster', 'east=policies.yaml', '--cluster', 'west=shop.yaml'];
    const { out } = await cli([command, '--format', 'json', ...more, ...clusters, '--cluster', 'west=allow.yaml'], { files: { ...files, 'allow.yaml': ALLOW_WEB } });
    expectToFit(out, schemas[command]);
    expect(out).toMatch(/"cluster": "(?:east|west)"/);
  });

  test('and what has a field more or less does not', async () => {
    const check = JSON.parse((await cli(['check', '--format', 'json', 'policies.yaml'], { files })).out);
    expect(schemas.check({ ...check, more: 1 })).toBe(false);
    expect(schemas.check({ ...check, findings: [{ ...check.findings[0], fix: undefined }] })).toBe(false);
    expect(schemas.check({ ...check, findings: [{ ...check.findings[0], line: 0 }] })).toBe(false);
    const explain = JSON.parse((await cli(['explain', '--format', 'json', '--from', 'shop/web', '--to', 'shop/cart:7070', 'shop.yaml'], { files })).out);
    expect(schemas.explain(explain)).toBe(true);
    expect(schemas.explain({ ...explain, verdict: 'maybe' })).toBe(false);
    expect(schemas.explain({ ...explain, because: [{ statement: 'x', where: 'y' }] })).toBe(false);
  });
});
