import { ValidationContext } from 'cdk8s-cli/plugins';
import { contextOf } from './context';
import * as library from '../../src';
import { CONSTRUCT_PATHS, ConstructPath } from '../../src/checks/construct-paths';
import { peerAuthentication } from '../cli/shop';

type ValidationReportJson = ReturnType<ValidationContext['report']['toJson']>;

async function validate(context: ValidationContext, properties?: unknown): Promise<ValidationReportJson> {
  await new library.MtlsValidation(properties).validate(context);
  return context.report.toJson();
}

function recorded(...objects: ConstructPath[]): Record<string, string> {
  return { [`dist/${CONSTRUCT_PATHS}`]: JSON.stringify({ version: 1, objects }) };
}

/** The construct paths that a report gives. */
function pathsIn({ violations }: ValidationReportJson): (string | undefined)[] {
  return violations.flatMap(({ violatingConstructs }) => violatingConstructs.map(({ constructPath }) => constructPath));
}

describe('the validation plugin', () => {
  test('reports each finding at its file, line and field, and fails', async () => {
    const { summary, violations } = await validate(contextOf({ 'dist/app.k8s.yaml': peerAuthentication('STRIKT') }));
    expect(summary).toEqual({ status: 'failure', plugin: 'cdk8s-mtls', version: '1.0.0', metadata: { Objects: '1', Errors: '1', Warnings: '0' } });
    expect(violations).toEqual([{
      ruleName: 'MTLS0501',
      recommendation: expect.stringContaining('"STRIKT"'),
      fix: expect.any(String),
      violatingConstructs: [{
        resourceName: 'PeerAuthentication shop/default', constructPath: undefined, manifestPath: expect.stringMatching(/dist\/app\.k8s\.yaml$/), locations: ['spec.mtls.mode, line 9'],
      }],
    }]);
  });

  test('passes what is right', async () => {
    const { summary, violations } = await validate(contextOf({ 'dist/app.k8s.yaml': peerAuthentication('STRICT') }));
    expect([summary.status, violations]).toEqual(['success', []]);
  });

  test.each([
    [undefined, 'PERMISSIVE', 'success'],
    ['error', 'STRIKT', 'failure'],
    ['warning', 'PERMISSIVE', 'failure'],
    ['never', 'STRIKT', 'success'],
  ])('with failOn %s and the mode %s is a %s', async (failOn, mode, status) => {
    const report = await validate(contextOf({ 'dist/app.k8s.yaml': peerAuthentication(mode) }), failOn && { failOn });
    expect([report.summary.status, report.violations.length]).toEqual([status, 1]);
  });

  test('marks a warning as one', async () => {
    const { violations } = await validate(contextOf({ 'dist/app.k8s.yaml': peerAuthentication('PERMISSIVE') }));
    expect(violations).toEqual([expect.objectContaining({ ruleName: 'MTLS0505', recommendation: expect.stringMatching(/^\(warning\) /) })]);
  });

  test('takes the settings that the command line takes', async () => {
    const until = peerAuthentication('PERMISSIVE').replace('  name:', '  annotations: { cdk8s-mtls.dev/exceptions: \'[{"mode":"PERMISSIVE","reason":"x","until":"2027-01-31"}]\' }\n  name:');
    expect((await validate(contextOf({ 'dist/a.yaml': until }), { now: '2027-01-31' })).summary.status).toBe('success');
    expect((await validate(contextOf({ 'dist/a.yaml': until }), { now: '2027-02-01', rootNamespace: 'mesh', enrolled: ['shop'], autoMtls: true })).summary.status).toBe('failure');
  });

  test('fails on what it cannot read', async () => {
    const { summary, violations } = await validate(contextOf({ 'dist/a.yaml': 'a: [\n' }));
    expect([summary.status, violations]).toEqual(['failure', [expect.objectContaining({ ruleName: 'unreadable' })]]);
  });

  test('sends no control characters to the terminal', async () => {
    const name = '\u001b[2J\u202e';
    const context = contextOf({ 'dist/a.yaml': JSON.stringify({ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace: name }, spec: { mtls: { mode: name } } }) });
    const [{ recommendation, fix, violatingConstructs: [{ resourceName, locations }] }] = (await validate(context)).violations;
    const text = [recommendation, fix, resourceName, ...locations].join();
    expect(text).toContain('PeerAuthentication \\u{1b}[2J\\u{202e}');
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u001b\u202e]/);
  });

  test.each([
    [[], 'The properties of MtlsValidation are not named values', 'Write for example "failOn: warning" below "properties:".'],
    [{ failon: 'error' }, 'MtlsValidation has no property "failon"', expect.stringMatching(/^Write one of failOn, .*enrolled\. Did you mean "failOn"\?$/)],
    [{ failOn: 'errors' }, 'The property failOn of MtlsValidation is "errors", not error, warning or never', 'Write error, warning or never.'],
    [{ now: 'soon' }, 'The property now of MtlsValidation is "soon", not a date in quotes, for example "2027-01-31"', expect.any(String)],
    [{ enrolled: 'shop' }, 'The property enrolled of MtlsValidation is "shop", not a list of texts', 'Write a list of texts.'],
    [{ autoMtls: 'no' }, 'The property autoMtls of MtlsValidation is "no", not true or false', 'Write true or false.'],
    [{ trustDomain: 3 }, 'The property trustDomain of MtlsValidation is 3, not a text', 'Write a text.'],
  ])('with the properties %j fails and says what to write instead', async (properties, recommendation, fix) => {
    const { summary, violations } = await validate(contextOf({ 'dist/app.k8s.yaml': peerAuthentication('STRICT') }), properties);
    expect([summary.status, violations]).toEqual(['failure', [expect.objectContaining({ ruleName: 'misconfigured', recommendation, fix })]]);
  });

  test('with a SOURCE_DATE_EPOCH that is none fails and says so', async () => {
    const before = process.env.SOURCE_DATE_EPOCH;
    process.env.SOURCE_DATE_EPOCH = 'soon';
    try {
      const { violations } = await validate(contextOf({ 'dist/app.k8s.yaml': peerAuthentication('STRICT') }));
      expect(violations).toEqual([expect.objectContaining({ ruleName: 'misconfigured', recommendation: expect.stringMatching(/^SOURCE_DATE_EPOCH="soon" is not/) })]);
    } finally {
      if (before === undefined) {
        delete process.env.SOURCE_DATE_EPOCH;
      } else {
        process.env.SOURCE_DATE_EPOCH = before;
      }
    }
  });
});

describe('a construct path', () => {
  const two = { 'dist/shop.k8s.yaml': peerAuthentication('STRIKT'), 'dist/jobs.k8s.yaml': peerAuthentication('STRIKT', 'default', 'jobs') };
  const [shop, jobs] = ['shop', 'jobs'].map((namespace): ConstructPath => ({ kind: 'PeerAuthentication', namespace, name: 'default', path: `${namespace}/policy` }));

  test('is the one that our checks recorded for the kind, namespace and name, whatever cdk8s says of the name', async () => {
    const report = await validate(contextOf({ ...two, ...recorded(shop, jobs) }, { default: { path: 'jobs/policy' } }));
    expect(pathsIn(report)).toEqual(['jobs/policy', 'shop/policy']);
    expect(report.violations.map(({ violatingConstructs: [{ resourceName }] }) => resourceName)).toEqual(['PeerAuthentication jobs/default', 'PeerAuthentication shop/default']);
  });

  test('is found beside the folders of charts too', async () => {
    const context = contextOf({ 'dist/shop/PeerAuthentication.default.yaml': peerAuthentication('STRIKT'), ...recorded(shop) });
    expect(pathsIn(await validate(context))).toEqual(['shop/policy']);
  });

  test('is unknown where two constructs made objects of one kind, namespace and name', async () => {
    const report = await validate(contextOf({ 'dist/shop.k8s.yaml': peerAuthentication('STRIKT'), ...recorded(shop, { ...shop, path: 'other/policy' }) }, { default: { path: 'other/policy' } }));
    expect(pathsIn(report)).toEqual([undefined]);
  });

  test('is the one that cdk8s knows where our checks did not run and a single object has the name', async () => {
    expect(pathsIn(await validate(contextOf({ 'dist/shop.k8s.yaml': peerAuthentication('STRIKT') }, { default: { path: 'shop/policy' } })))).toEqual(['shop/policy']);
  });

  test('is unknown rather than wrong where several objects have the name', async () => {
    expect(pathsIn(await validate(contextOf(two, { default: { path: 'jobs/policy' } })))).toEqual([undefined, undefined]);
  });

  test('is unknown where nothing was recorded', async () => {
    expect(pathsIn(await validate(contextOf(two)))).toEqual([undefined, undefined]);
  });

  test.each(['{}', '[]', '{"version":2,"objects":[]}', '{"version":1,"objects":[1,{"kind":"x"}]}'])('is unknown where the record is %s', async text => {
    expect(pathsIn(await validate(contextOf({ ...two, [`dist/${CONSTRUCT_PATHS}`]: text })))).toEqual([undefined, undefined]);
  });

  test('is unknown where the record is broken', async () => {
    expect(pathsIn(await validate(contextOf({ ...two, [`dist/${CONSTRUCT_PATHS}`]: '{' })))).toEqual([undefined, undefined]);
  });
});
