import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { finding, report } from './findings';
import { RULES } from '../../src/analysis/rules';
import { Severity } from '../../src/core/finding';
import { checkSarif } from '../../src/report/check/sarif';

/** The schema of the standard, as a package of its authors ships it. */
const SCHEMA = join(__dirname, '..', '..', 'node_modules', '@microsoft', 'jest-sarif', 'lib', 'schemas', 'sarif-2.1.0-rtm.5.json');
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const fits = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));

function sarif(...given: Parameters<typeof report>): Log {
  const log = JSON.parse(checkSarif(report(...given), RULES, '1.2.3'));
  fits(log);
  expect(fits.errors ?? []).toEqual([]);
  return log;
}

const run = (...given: Parameters<typeof report>) => sarif(...given).runs[0];
const result = (...overrides: Parameters<typeof finding>) => run([finding(...overrides)]).results![0];

describe('SARIF', () => {
  test('has every rule once, with its text and its page', () => {
    const { driver } = run([]).tool;
    expect([driver.name, driver.version]).toEqual(['cdk8s-mtls', '1.2.3']);
    expect(driver.rules!.map(({ id }) => id)).toEqual(RULES.map(({ code }) => code));
    const rule = driver.rules!.find(({ id }) => id === 'MTLS0505')!;
    expect(rule).toMatchObject({
      name: 'PlaintextIsAcceptedWithoutAReasonAndAnEnd',
      shortDescription: { text: 'Plaintext is accepted without a reason and an end' },
      helpUri: 'https://github.com/cdk8s-mtls/cdk8s-mtls/blob/main/docs/rules/MTLS0505.md',
      defaultConfiguration: { level: 'warning' },
    });
    driver.rules!.forEach(({ name }) => expect(name).toMatch(/^[\p{L}\p{N}]+$/u));
  });

  test('leads from a result to its rule, its line and its object', () => {
    const found = result({ code: 'MTLS0505', origin: { file: 'a b/ü.yaml', line: 7 } });
    expect(RULES[found.ruleIndex!].code).toBe('MTLS0505');
    expect(found).toMatchObject({
      ruleId: 'MTLS0505',
      level: 'error',
      message: { text: 'It is wrong. Do it right.' },
      locations: [{
        physicalLocation: { artifactLocation: { uri: 'a%20b/%C3%BC.yaml' }, region: { startLine: 7 } },
        logicalLocations: [{ name: 'default', kind: 'resource', fullyQualifiedName: 'PeerAuthentication/shop/default#spec.mtls.mode' }],
      }],
    });
  });

  test('has the severity of the finding', () => {
    expect(result({ severity: Severity.WARNING }).level).toBe('warning');
  });

  test('names the construct where there is one', () => {
    expect(result({ origin: { constructPath: 'app/policy' } }).locations![0]).toEqual({
      logicalLocations: [expect.objectContaining({ kind: 'resource' }), { kind: 'construct', fullyQualifiedName: 'app/policy' }],
    });
  });

  test('has no file where the manifests came through standard input', () => {
    expect(result({ origin: { file: '<stdin>', line: 3 } }).locations![0].physicalLocation).toBeUndefined();
  });

  test('has a URI for a file anywhere on the machine', () => {
    expect(result({ origin: { file: '/tmp/x y.yaml' } }).locations![0].physicalLocation).toEqual({ artifactLocation: { uri: 'file:///tmp/x%20y.yaml' } });
    expect(result({ origin: { file: '../x.yaml' } }).locations![0].physicalLocation).toEqual({ artifactLocation: { uri: '../x.yaml' } });
  });

  test('knows a finding again when lines move and words change, and tells it from others', () => {
    const print = (...overrides: Parameters<typeof finding>) => result(...overrides).partialFingerprints;
    expect(print({ origin: { file: 'a.yaml', line: 9 }, message: 'other words' })).toEqual(print({}));
    expect(print({ code: 'MTLS0502' })).not.toEqual(print({}));
    expect(print({ objects: [{ kind: 'PeerAuthentication', namespace: 'shop', name: 'other', field: 'spec.mtls.mode' }] })).not.toEqual(print({}));
    const [first, second] = run([finding(), finding()]).results!;
    expect(first.partialFingerprints).not.toEqual(second.partialFingerprints);
  });

  test('says what could not be read', () => {
    const { invocations } = run([], [{ file: 'a.yaml', line: 2, message: 'is broken' }, { file: '<stdin>', message: 'is binary' }]);
    expect(invocations).toMatchObject([{
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error', message: { text: 'is broken' }, locations: [{ physicalLocation: { region: { startLine: 2 } } }] }, { message: { text: 'is binary' } }],
    }]);
    expect(run([]).invocations).toMatchObject([{ executionSuccessful: true }]);
  });
});
