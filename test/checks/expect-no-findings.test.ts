import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { MtlsChecks } from '../../src';

function policy(scope: Construct, id: string, mode: string): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: id, namespace: 'shop' }, spec: { selector: { matchLabels: { app: id } }, mtls: { mode } } });
}

describe('expectNoFindings', () => {
  test('passes where there are none', () => {
    const chart = Testing.chart();
    policy(chart, 'fine', 'STRICT');
    expect(() => MtlsChecks.expectNoFindings(chart)).not.toThrow();
  });

  test('fails with every finding: its code, the construct, what is wrong, and what to write instead', () => {
    const chart = new Chart(Testing.app(), 'platform');
    policy(chart, 'broken', 'STRIKT');
    policy(chart, 'lenient', 'PERMISSIVE');
    expect(() => MtlsChecks.expectNoFindings(chart)).toThrow(new RegExp([
      '^Expected no findings in platform, but there are 2:',
      '  error: \\[platform/broken\\] MTLS0501: PeerAuthentication shop/broken: .*"STRIKT".*\\. Write one of them.*',
      '  warning: \\[platform/lenient\\] MTLS0505: .*',
    ].join('\\n') + '$'));
  });

  test('looks at what is below the construct alone, however its siblings are called', () => {
    const app = new App();
    const [one, two] = ['one', 'one-more'].map(id => new Chart(app, id));
    policy(two, 'broken', 'STRIKT');
    expect(() => MtlsChecks.expectNoFindings(one)).not.toThrow();
    expect(() => MtlsChecks.expectNoFindings(two)).toThrow('Expected no findings in one-more, but there is 1:');
    expect(() => MtlsChecks.expectNoFindings(app)).toThrow('Expected no findings, but there is 1:');
  });

  test('takes a single object too', () => {
    const chart = Testing.chart();
    const [fine, broken] = [policy(chart, 'fine', 'STRICT'), policy(chart, 'broken', 'STRIKT')];
    expect(() => MtlsChecks.expectNoFindings(fine)).not.toThrow();
    expect(() => MtlsChecks.expectNoFindings(broken)).toThrow('MTLS0501');
  });

  test('lets warnings pass if only errors are asked for', () => {
    const chart = Testing.chart();
    policy(chart, 'lenient', 'PERMISSIVE');
    expect(() => MtlsChecks.expectNoFindings(chart)).toThrow('MTLS0505');
    expect(() => MtlsChecks.expectNoFindings(chart, { errorsOnly: true })).not.toThrow();
    policy(chart, 'broken', 'STRIKT');
    expect(() => MtlsChecks.expectNoFindings(chart, { errorsOnly: true })).toThrow(/MTLS0501(?![\s\S]*MTLS0505)/);
  });

  test('compares end dates with the time that the checks were given', () => {
    const app = new App();
    const chart = new Chart(app, 'chart');
    policy(chart, 'lenient', 'PERMISSIVE').metadata.addAnnotation('cdk8s-mtls.dev/exceptions', JSON.stringify([{ mode: 'PERMISSIVE', reason: 'migration', until: '2027-01-31' }]));
    MtlsChecks.attach(app, { now: new Date('2027-01-31') });
    expect(() => MtlsChecks.expectNoFindings(chart)).not.toThrow();
    MtlsChecks.attach(app, { now: new Date('2027-02-01') });
    expect(() => MtlsChecks.expectNoFindings(chart)).toThrow('MTLS0103');
  });
});
