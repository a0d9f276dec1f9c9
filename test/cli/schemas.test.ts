import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { ValidateFunction } from 'ajv/dist/2020';
import { cli } from './program';
import { ALLOW_WEB, peerAuthentication, SHOP } from './shop';

const SCHEMAS = join(__dirname, '..', '..', 'schemas');
const ajv = new Ajv2020({ strict: true, allErrors: true });
const schemas = Object.fromEntries(readdirSync(SCHEMAS).map(name => [name.split('.')[0], ajv.compile(JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8')))]));

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
