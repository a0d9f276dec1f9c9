import { mkdtempSync, readdirSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, AppProps, Chart, JsonPatch, Lazy, Testing, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { MtlsChecks, Severity } from '../../src';
import { CheckedApiObject } from '../../src/checks/checked-api-object';

const PEER_AUTHENTICATION = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication' };

function appWith(props: AppProps = {}): App {
  return new App({ outdir: mkdtempSync(join(tmpdir(), 'out-')), ...props });
}

/** A policy with an exception until a day. */
function excepting(scope: Construct, id: string, until: string): ApiObject {
  const exceptions = JSON.stringify([{ mode: 'PERMISSIVE', reason: 'migration', until }]);
  return new CheckedApiObject(scope, id, {
    ...PEER_AUTHENTICATION,
    metadata: { name: id, namespace: id, annotations: { 'cdk8s-mtls.dev/exceptions': exceptions } },
    spec: { mtls: { mode: 'PERMISSIVE' } },
  });
}

describe('the checks', () => {
  test('report all problems of an app together, each with the path of its construct, and write nothing', () => {
    const app = appWith();
    ['one', 'two'].forEach(id => excepting(new Chart(app, `chart-${id}`), id, '2020-01-31'));
    expect(() => app.synth()).toThrow(new RegExp([
      'Validation failed with the following errors:',
      '  \\[chart-one/one\\] MTLS0103: PeerAuthentication one/one: the exception PERMISSIVE \\("migration"\\) ended on 2020-01-31\\. Remove the exception.*',
      '  \\[chart-two/two\\] MTLS0103: PeerAuthentication two/two: .*',
    ].join('\\n') + '$'));
    expect(readdirSync(app.outdir)).toEqual([]);
  });

  test('see objects that somebody else made, and what was changed by hand', () => {
    const app = appWith();
    const chart = new Chart(app, 'chart');
    MtlsChecks.attach(app);
    const foreign = new ApiObject(chart, 'foreign', { ...PEER_AUTHENTICATION, metadata: { name: 'foreign', namespace: 'shop' }, spec: { mtls: { mode: 'STRICT' } } });
    app.synth();
    foreign.addJsonPatch(JsonPatch.replace('/spec/mtls/mode', 'STRIKT'));
    expect(() => app.synth()).toThrow('[chart/foreign] MTLS0501: PeerAuthentication shop/foreign');
  });

  test('are attached by any object of the library', () => {
    const app = appWith();
    const chart = new Chart(app, 'chart');
    new CheckedApiObject(new Chart(app, 'other'), 'object', { apiVersion: 'v1', kind: 'ConfigMap' });
    new ApiObject(chart, 'policy', { ...PEER_AUTHENTICATION, metadata: { name: 'policy', namespace: 'shop' }, spec: { mtls: { mode: 'STRIKT' } } });
    expect(() => app.synth()).toThrow('[chart/policy] MTLS0501');
  });

  test('leave warnings to those who ask for them', () => {
    const app = appWith();
    new CheckedApiObject(new Chart(app, 'chart'), 'policy', { ...PEER_AUTHENTICATION, metadata: { name: 'policy', namespace: 'shop' }, spec: { mtls: { mode: 'PERMISSIVE' } } });
    expect(() => app.synth()).not.toThrow();
    expect(MtlsChecks.attach(app).findings().map(({ code, severity, origin }) => [code, severity, origin.constructPath])).toEqual([['MTLS0505', Severity.WARNING, 'chart/policy']]);
  });

  test('are attached once, however often', () => {
    const app = appWith();
    expect(MtlsChecks.attach(new Chart(app, 'chart'))).toBe(MtlsChecks.attach(app));
    excepting(new Chart(app, 'other'), 'one', '2020-01-31');
    expect(() => app.synth()).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/MTLS0103[\s\S]*MTLS0103/) }));
  });

  test('hold for a chart without an app around it that synthesizes', () => {
    const chart = Testing.chart();
    excepting(chart, 'one', '2020-01-31');
    expect(() => Testing.synth(chart)).toThrow('[test/one] MTLS0103');
  });
});

describe('during one synthesis', () => {
  /** An app of some charts, and how often an object in the first one was rendered. */
  function counting(charts: number, yamlOutputType: YamlOutputType) {
    const app = appWith({ yamlOutputType });
    let rendered = 0;
    for (let number = 0; number < charts; number++) {
      new CheckedApiObject(new Chart(app, `chart-${number}`), 'object', {
        apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `object-${number}` }, data: Lazy.any({ produce: () => number === 0 && { count: `${++rendered}` } }),
      });
    }
    return { app, rendered: () => rendered };
  }

  test.each([
    ['one file for each chart', YamlOutputType.FILE_PER_CHART],
    ['one file for all', YamlOutputType.FILE_PER_APP],
    ['one file for each object', YamlOutputType.FILE_PER_RESOURCE],
    ['one folder for each chart', YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE],
  ])('an object is rendered and checked once, however many charts there are (%s)', (_name, yamlOutputType) => {
    const { app, rendered } = counting(7, yamlOutputType);
    app.synth();
    expect(rendered()).toBe(1);
    app.synth();
    expect(rendered()).toBe(2);
  });

  test('so it is for the text of an app', () => {
    const { app, rendered } = counting(3, YamlOutputType.FILE_PER_CHART);
    expect(app.synthYaml()).toContain('count: "1"');
    expect(rendered()).toBe(1);
  });

  test('every construct is validated once, however many charts there are', () => {
    const { app } = counting(7, YamlOutputType.FILE_PER_CHART);
    let validated = 0;
    app.node.addValidation({ validate: () => { validated++; return []; } });
    app.synth();
    expect(validated).toBe(1);
  });

  test('charts write what they write without the checks: nested, in order, or with a toJson of their own', () => {
    class OwnChart extends Chart {
      public toJson() {
        return [...super.toJson(), { kind: 'Own' }];
      }
    }
    const written = (checked: boolean) => {
      const app = appWith();
      const outer = new Chart(app, 'outer');
      const object = (scope: Construct, id: string) => new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id } });
      const [first] = ['first', 'second'].map(id => object(outer, id));
      first.addDependency(object(new Chart(outer, 'inner'), 'nested'), object(outer, 'third'));
      object(new OwnChart(app, 'own'), 'object');
      if (checked) {
        MtlsChecks.attach(app);
      }
      app.synth();
      expect(outer.toJson()).toHaveLength(3);
      return readdirSync(app.outdir).map(file => [file, readFileSync(join(app.outdir, file), 'utf8')]);
    };
    expect(written(true)).toEqual(written(false));
    expect(written(true)).toHaveLength(3);
  });

  test('nothing is remembered for the next: a corrected app passes, and one that got worse does not', () => {
    const app = appWith();
    const chart = new Chart(app, 'chart');
    const object = excepting(chart, 'one', '2020-01-31');
    expect(() => app.synth()).toThrow('MTLS0103');
    object.addJsonPatch(JsonPatch.replace('/metadata/annotations', { 'cdk8s-mtls.dev/exceptions': '[]' }));
    expect(() => app.synth()).not.toThrow();
    excepting(chart, 'two', '2020-01-31');
    expect(() => app.synth()).toThrow('[chart/two] MTLS0103');
    chart.node.tryRemoveChild('two');
    expect(() => app.synth()).not.toThrow();
  });

  test('and nothing for those who ask afterwards', () => {
    const app = appWith();
    const chart = new Chart(app, 'chart');
    const checks = MtlsChecks.attach(app);
    app.synth();
    excepting(chart, 'one', '2020-01-31');
    expect(checks.findings().map(({ code }) => code)).toEqual(['MTLS0103']);
    expect(() => app.synth()).toThrow('MTLS0103');
    expect(() => chart.toJson()).toThrow('MTLS0103');
    chart.node.tryRemoveChild('one');
    expect(checks.findings()).toEqual([]);
  });
});

describe('the time of the checks', () => {
  const before = process.env.SOURCE_DATE_EPOCH;
  const seconds = (day: string) => `${Date.parse(day) / 1000}`;

  afterEach(() => {
    delete process.env.SOURCE_DATE_EPOCH;
    Object.assign(process.env, before === undefined ? {} : { SOURCE_DATE_EPOCH: before });
  });

  function codesAt({ now, epoch }: { now?: Date; epoch?: string }): string[] {
    const app = appWith();
    excepting(new Chart(app, 'chart'), 'one', '2026-06-15');
    delete process.env.SOURCE_DATE_EPOCH;
    Object.assign(process.env, epoch === undefined ? {} : { SOURCE_DATE_EPOCH: epoch });
    return MtlsChecks.attach(app, { now }).findings().map(({ code }) => code);
  }

  test.each<[string, { now?: Date; epoch?: string }, string[]]>([
    ['is the one that is given', { now: new Date('2026-06-15T23:59:59Z') }, []],
    ['is the one that is given, when the last day is over', { now: new Date('2026-06-16T00:00:00Z') }, ['MTLS0103']],
    ['is else that of the source', { epoch: seconds('2026-06-15') }, []],
    ['is else that of the source, when the last day is over', { epoch: seconds('2026-06-16') }, ['MTLS0103']],
    ['is the one that is given rather than that of the source', { now: new Date('2026-06-15'), epoch: seconds('2027-01-01') }, []],
  ])('%s', (_name, time, codes) => {
    expect(codesAt(time)).toEqual(codes);
  });

  test('is the last one that was given, which attaching again does not forget', () => {
    const app = appWith();
    excepting(new Chart(app, 'chart'), 'one', '2026-06-15');
    MtlsChecks.attach(app, { now: new Date('2026-06-15') });
    expect(MtlsChecks.attach(app).findings()).toEqual([]);
    expect(MtlsChecks.attach(app, { now: new Date('2027-01-01') }).findings().length).toBe(1);
  });

  test('must be one, or no exception would ever end', () => {
    expect(() => MtlsChecks.attach(new Chart(appWith(), 'chart'), { now: new Date('soon') })).toThrow(
      '[chart] MtlsChecks.attach({ now }): this is not a date, so no exception would ever end. Pass a date, for example new Date("2027-01-31").');
  });
});
