import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { agent, called, files, gate, HOUR, migration, NOW, SHOP } from './gates';
import { cli, Surroundings } from './program';
import { NAMESPACE, workload } from './shop';
import { GATE_STAGES } from '../../src/gates';
import { intermediateRotation, rotation, trustDomainChange } from '../gates/rotation';
import { Asked, fakeServer, vector } from '../telemetry/fake-server';

const plaintextCalls = (query: string): object | undefined => (query.includes('istio_requests_total') && query.includes('!="mutual_tls"') && query.includes('increase')
  ? vector(called('cart', 3.02, { source_workload_namespace: 'jobs', source_workload: 'batch' }), called('web', 0.9, { source_workload_namespace: 'unknown', source_workload: 'unknown' }))
  : undefined);

describe('gate', () => {
  test('says that a step may be taken', async () => {
    expect(await gate(['shop.yaml'])).toEqual({
      exitCode: 0,
      err: '',
      out: `Next: strict mutual TLS, after stage "observe"
HOST, as of 2026-01-01T00:00:00Z

PASS       no-plaintext  shop  no call without mutual TLS in 7 days
PASS       coverage      shop  all 2 workloads were called and watched
PASS       agents              2 pods do

The step may be taken: all 3 gates are passed.
`,
    });
  });

  test('names who called whom without mutual TLS, and how often', async () => {
    const { exitCode, out } = await gate(['shop.yaml'], plaintextCalls);
    expect(exitCode).toBe(1);
    expect(out).toContain(`
FAIL       no-plaintext  shop  2 in the way
           Has nobody called workloads of "shop" without mutual TLS, in 7 days?
             jobs/batch → shop/cart  3 requests without mutual TLS
             unknown → shop/web      1 request without mutual TLS
PASS       coverage      shop  all 2 workloads were called and watched
`);
    expect(out).toMatch(/The step must not be taken yet: 1 of 3 gates fails\.\n$/);
  });

  test('is shut where nothing is known', async () => {
    const { exitCode, out } = await gate(['shop.yaml', '--format', 'json'], query => (query === 'time()' ? undefined : vector()));
    const { open, gates } = JSON.parse(out);
    expect([exitCode, open]).toEqual([1, false]);
    expect(gates.map(({ name, outcome }: any) => [name, outcome])).toEqual([['no-plaintext', 'pass'], ['coverage', 'undecided'], ['agents', 'undecided']]);
  });

  test.each([
    ['whose Namespace is not given', [workload('web', 8080), rotation('activate')].join('---'), 'shop/web'],
    ['of which none is given', rotation('activate'), 'the manifests'],
    ['of which none has a sidecar', [workload('web', 8080, 'jobs'), NAMESPACE.replace('shop', 'jobs').replace('enabled', 'disabled')].join('---'), 'the manifests'],
  ])('does not pass by silence workloads %s', async (_, manifests, subject) => {
    const { exitCode, out } = await gate(['a.yaml', '--stage', 'strict', '--format', 'json'], undefined, { files: { 'a.yaml': manifests } });
    expect([exitCode, JSON.parse(out).gates[0]]).toEqual([1, expect.objectContaining({ name: 'coverage', outcome: 'undecided', offenders: [expect.objectContaining({ subject })] })]);
  });

  test.each([
    ['observe', {}, ['shop/cart', 'shop/web']],
    ['workloads', { workloads: ['shop/cart'] }, ['shop/web']],
  ])('in stage "%s" looks at what is not strict yet', async (stage, more, subjects) => {
    const { out } = await gate(['shop.yaml', '--format', 'json'], query => (query.includes('reporter') ? vector() : undefined), { files: { 'shop.yaml': [SHOP, migration(stage, more)].join('---') } });
    expect(JSON.parse(out).gates[1].offenders.map(({ subject }: any) => subject)).toEqual(subjects);
  });

  test('before the whole mesh is strict, looks at everything that is not', async () => {
    const surroundings = { files: { 'shop.yaml': [SHOP, migration('namespaces', { namespaces: ['shop'] })].join('---') } };
    const elsewhere = (query: string): object | undefined => (query.includes('!="mutual_tls"') && query.includes('requests') && query.includes('increase')
      ? vector(called('cart', 5), called('old', 2, { destination_workload_namespace: 'legacy' })) : undefined);
    const { exitCode, out } = await gate(['shop.yaml', '--format', 'json'], elsewhere, surroundings);
    const [{ name, scope, offenders }] = JSON.parse(out).gates;
    expect([exitCode, name, scope, offenders.map(({ subject }: any) => subject)]).toEqual([1, 'no-plaintext', undefined, ['legacy/old']]);
  });

  test('looks at what is asked about alone', async () => {
    const { exitCode, out } = await gate(['shop.yaml', '--only', 'shop/web', '--format', 'json'], query => (query.includes('!="mutual_tls"') ? vector(called('cart', 5)) : undefined));
    expect([exitCode, JSON.parse(out).gates[0].question]).toEqual([0, 'Has nobody called "shop/web" without mutual TLS, in 7 days?']);
    expect((await gate(['shop.yaml', '--only', 'shop/wep'])).err).toMatch(/^cdk8s-mtls: --only "shop\/wep": no workload .* Did you mean "shop\/web"\?\n$/);
  });

  test('asks every question once, with the labels that every series must have', async () => {
    const asked: Asked[] = [];
    await gate(['shop.yaml', '--match', 'cluster="} or vector(1)', '--window', '6h'], undefined, { files }, asked);
    const questions = asked.map(({ form }) => `${form.get('query')} @ ${form.get('time')}`);
    expect(new Set(questions).size).toBe(questions.length);
    expect(questions.slice(1).every(question => question.includes('cluster="\\"} or vector(1)"'))).toBe(true);
  });

  test.each(['publish', 'activate', 'drain', 'retire'] as const)('answers in JSON as its schema says, in phase "%s"', async phase => {
    const fits = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync(join(__dirname, '..', '..', 'schemas', 'gate.schema.json'), 'utf8')));
    const { out } = await gate(['.', '--window', '6h', '--format', 'json'], plaintextCalls, { files: { ...files, 'ca.yaml': rotation(phase) } });
    const report = JSON.parse(out);
    fits(report);
    expect(fits.errors ?? []).toEqual([]);
    expect(report.steps).toHaveLength(2);
    expect(fits({ ...report, more: 1 })).toBe(false);
  });

  test('is a table on a pull request', async () => {
    const { out } = await gate(['shop.yaml', '--format', 'markdown'], query => {
      const found = plaintextCalls(query);
      return found && vector(called('cart', 3, { source_workload_namespace: 'a|b', source_workload: '<img>' }));
    });
    expect(out).toContain('| ❌ fail | no-plaintext | shop | Has nobody called workloads of "shop" without mutual TLS, in 7 days? | 1 in the way<br>a\\|b/&lt;img&gt; → shop/cart: 3 requests without mutual TLS |\n');
  });
});

describe('gate, while a root is replaced,', () => {
  const published = { files: { 'shop.yaml': SHOP, 'ca.yaml': rotation('publish') } };
  const certificates = (issuer: string): (query: string) => object | undefined => query => {
    const all = [['cert-manager', 'ca-root-2026', 'ca-root-2026-bootstrap'], ['cert-manager', 'ca-root-2027', 'ca-root-2027-bootstrap'], ['cert-manager', 'ca-east', issuer], ['shop', 'web', 'ca-east'], ['shop', 'cart', 'ca-east']];
    const value = query.includes('ready_status') ? 1 : query.includes('not_before') ? NOW - HOUR : query.includes('expiration') ? NOW + 80_000 * HOUR : query.includes('renewal') ? NOW + HOUR : undefined;
    if (query.includes('controller_runtime')) {
      return query.startsWith('count') ? vector([{}, 2]) : vector([{}, 0]);
    }
    return value === undefined ? undefined : vector(...all.map(([exported_namespace, name, issuer_name]) => [{ namespace: 'cert-manager', exported_namespace, name, issuer_name }, value] as const));
  };

  test('does not pass by silence what telemetry does not tell, until somebody says that they have looked', async () => {
    const { exitCode, out } = await gate(['.', '--format', 'json'], certificates('ca-root-2026'), published);
    const { gates } = JSON.parse(out);
    expect([exitCode, gates.filter(({ outcome }: any) => outcome !== 'pass').map(({ name }: any) => name)]).toEqual([1, ['roots-loaded']]);
    expect(gates.find(({ name }: any) => name === 'roots-loaded')).toMatchObject({ outcome: 'undecided', queries: [], checks: [expect.stringContaining('istioctl proxy-config secret')] });
    expect((await gate(['.', '--checked', 'roots-loaded'], certificates('ca-root-2026'), published)).out).toMatch(/\nPASS +roots-loaded +ca +checked by hand: you said so\n/);
    expect((await gate(['.', '--checked', 'roots-loaded'], certificates('ca-root-2026'), published)).exitCode).toBe(0);
  });

  test('takes nobody by their word where telemetry tells', async () => {
    expect((await gate(['.', '--checked', 'certificates'], undefined, published)).err).toMatch(/^cdk8s-mtls: --checked "certificates": /);
  });

  test('fails if trust-manager did', async () => {
    const failing = (query: string): object | undefined => (query.includes('controller_runtime') && query.includes('offset') ? vector([{}, 1]) : certificates('ca-root-2026')(query));
    const { exitCode, out } = await gate(['.'], failing, published);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/FAIL +bundle-distributed +ca .*\n.*\n +Bundle ca-roots +trust-manager failed about 1 times/);
  });

  test('does not take certificates of agents for new that may live longer than is known', async () => {
    const long = (query: string): object | undefined => (query.includes('agent_cert') ? vector(...['web-7d4b9c6f5-x2x1f', 'cart-7d4b9c6f5-abcde'].map(pod => agent(pod, query.includes('max_over_time') ? 48 * HOUR : NOW + 40 * HOUR))) : certificates('ca-root-2027')(query));
    const { out } = await gate(['.', '--stage', 'retire', '--format', 'json'], long, { files: { 'shop.yaml': SHOP, 'ca.yaml': rotation('drain') } });
    expect(JSON.parse(out).gates.find(({ name }: any) => name === 'agents-reissued')).toMatchObject({ outcome: 'undecided', offenders: [{ problem: expect.stringContaining('--workload-lifetime') }, expect.anything()] });
  });

  test.each<[string, string[], string, string[]]>([
    ['what the chain records', [], '1h0m0s', []],
    ['what is said', ['--workload-lifetime', '1h'], '24h0m0s', []],
    ['what is said, although it is too short', ['--workload-lifetime', '10m'], '1h0m0s', ['undecided']],
    ['what the chain records, although it is long', [], '24h0m0s', ['fail']],
  ])('takes for the longest lifetime %s', async (_, argv, recorded, outcomes) => {
    const pods = ['web-7d4b9c6f5-x2x1f', 'cart-7d4b9c6f5-abcde'];
    // The CA was issued an hour ago, and certificates that live for an hour half an hour ago.
    const hours = (query: string): object | undefined => (query.includes('agent_cert')
      ? vector(...pods.map(pod => agent(pod, query.includes('max_over_time') ? HOUR : NOW + HOUR / 2)))
      : certificates('ca-root-2027')(query));
    const ca = rotation('drain').replace('{"chain":"ca",', `{"chain":"ca","workloads":{"lifetime":"${recorded}","renewBefore":"10m0s"},`);
    const { out } = await gate(['.', ...argv, '--format', 'json'], hours, { files: { 'shop.yaml': SHOP, 'ca.yaml': ca } });
    const found = JSON.parse(out).gates.filter(({ name, outcome }: any) => name === 'agents-reissued' && outcome !== 'pass');
    expect(found.map(({ outcome }: any) => outcome)).toEqual(outcomes);
  });

  test('counts on sidecars where the mesh has policies and its workloads are deployed from elsewhere', async () => {
    const policy = 'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: mtls, namespace: istio-system }\nspec: { mtls: { mode: STRICT } }\n';
    const silent = (query: string): object | undefined => (query.includes('agent_cert') ? vector() : certificates('ca-root-2027')(query));
    const gates = async (objects: Record<string, string>) => JSON.parse((await gate(['.', '--format', 'json'], silent, { files: objects })).out).gates;
    const found = (await gates({ 'ca.yaml': rotation('drain'), 'mesh.yaml': policy })).find(({ name }: any) => name === 'agents-reissued');
    expect(found).toMatchObject({ outcome: 'undecided', offenders: [{ subject: 'the sidecars of the mesh', problem: 'no agent reports a certificate: none runs, or none is scraped' }] });
    expect((await gates({ 'ca.yaml': rotation('publish'), 'mesh.yaml': policy })).find(({ name }: any) => name === 'roots-loaded').outcome).toBe('undecided');
    expect((await gates({ 'ca.yaml': rotation('drain') })).map(({ name }: any) => name)).not.toContain('agents-reissued');
  });

  test('takes the stage that is named', async () => {
    const { out } = await gate(['.', '--stage', 'drain', '--format', 'json'], certificates('ca-root-2026'), published);
    expect(JSON.parse(out).steps).toEqual([{ stage: 'drain', after: 'publish', chain: 'ca', from: '2026', to: '2027' }]);
    expect(JSON.parse(out).gates[0]).toMatchObject({ name: 'authorities-reissued', outcome: 'undecided' });
  });
});

describe('gate, while an intermediate is replaced or a trust domain changed,', () => {
  const of = (ca: string): Surroundings => ({ files: { 'shop.yaml': SHOP, 'ca.yaml': ca } });

  test.each<[string, string, object, string]>([
    ['prepare', intermediateRotation('prepare'), { stage: 'intermediate-activate', after: 'prepare', chain: 'ca', intermediate: 'east', from: '1', to: '2' },
      'Next: phase "activate" of replacing generation "1" of intermediate "east" of chain "ca" by "2",\nafter phase "prepare"\n'],
    ['drain', intermediateRotation('drain'), { stage: 'intermediate-retire', after: 'drain', chain: 'ca', intermediate: 'east', from: '1', to: '2' }, 'Next: phase "retire" of replacing generation "1"'],
    ['compromise', intermediateRotation('compromise'), { stage: 'intermediate-steady', after: 'retire', chain: 'ca', intermediate: 'east', from: '1', to: '2' }, 'Next: phase "steady" of'],
    ['announce', trustDomainChange('announce'), { stage: 'switch-over', after: 'announce', chain: 'ca', from: 'old.example.com', to: 'new.example.com' },
      'Next: phase "switch-over" of changing the trust domain of chain "ca" from old.example.com to\nnew.example.com, after phase "announce"\n'],
    ['switch-over', trustDomainChange('switch-over'), { stage: 'settle', after: 'switch-over', chain: 'ca', from: 'old.example.com', to: 'new.example.com' }, 'Next: phase "settle" of changing'],
    ['settle', trustDomainChange('settle'), { stage: 'trust-domain-steady', after: 'settle', chain: 'ca', from: 'old.example.com', to: 'new.example.com' }, 'Next: the end of changing'],
  ])('answers of the step after "%s" in JSON as its schema says, and in words', async (_, ca, step, words) => {
    const fits = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync(join(__dirname, '..', '..', 'schemas', 'gate.schema.json'), 'utf8')));
    const report = JSON.parse((await gate(['.', '--window', '6h', '--format', 'json'], undefined, of(ca))).out);
    fits(report);
    expect([fits.errors ?? [], report.steps, report.open]).toEqual([[], [step], false]);
    const asText = await gate(['.', '--window', '6h'], undefined, of(ca));
    expect(asText.out.startsWith(words)).toBe(true);
    expect(asText.exitCode).toBe(1);
  });

  test('has a stage in its schema for each that it takes', () => {
    const { $defs: { step } } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'schemas', 'gate.schema.json'), 'utf8'));
    expect(step.properties.stage.enum).toEqual(GATE_STAGES);
  });

  test('asks about each change that is under way, and leaves none of their gates out', async () => {
    const both = `${intermediateRotation('drain').replace(/---\n[^-]*kind: Bundle[\s\S]*$/, '')}`;
    const { out } = await gate(['.', '--window', '6h', '--format', 'json'], undefined, { files: { 'shop.yaml': SHOP, 'ca.yaml': both, 'other.yaml': trustDomainChange('switch-over').replaceAll('ca-', 'cb-').replaceAll('"chain":"ca"', '"chain":"cb"') } });
    const { steps, gates } = JSON.parse(out);
    expect(steps.map(({ stage }: any) => stage)).toEqual(['intermediate-retire', 'settle']);
    expect(gates.filter(({ name }: any) => name.endsWith('-reissued')).map(({ name, scope }: any) => `${name} ${scope}`))
      .toEqual(['certificates-reissued ca/east', 'agents-reissued ca/east', 'agents-reissued cb', 'certificates-reissued cb']);
  });

  test('an answer that is no number is none', async () => {
    const { exitCode, out, err } = await gate(['.', '--window', '6h'], query => (query.includes('unless group') ? vector([{ namespace: 'cert-manager' }, 'NaN']) : undefined), of(intermediateRotation('drain')));
    expect([exitCode, out, err]).toEqual([2, '', expect.stringContaining('answers NaN')]);
  });
});

describe('gate is unusable, and never a pass,', () => {
  const plain = { files: { 'shop.yaml': SHOP } };

  test.each<[string, string[], RegExp, Surroundings]>([
    ['without a change', ['shop.yaml'], /no change is under way.*Name the step with --stage: strict, activate, .* or trust-domain-steady\./, plain],
    ['to a phase without a rotation', ['shop.yaml', '--stage', 'retire'], /--stage "retire": no root is being replaced/, plain],
    ['to a phase of an intermediate without a rotation of one', ['.', '--stage', 'intermediate-retire'], /--stage "intermediate-retire": no intermediate is being replaced: no Certificate records it \(cdk8s-mtls\.dev\/intermediate-rotation\)/, { files: { 'ca.yaml': rotation('drain') } }],
    ['to a phase of a trust domain without a change of one', ['.', '--stage', 'settle'], /--stage "settle": no trust domain is being changed: no Bundle records it/, { files: { 'ca.yaml': rotation('drain') } }],
    ['with a record of an intermediate that cannot be read', ['.'], /Certificate cert-manager\/ca-east-2: the annotation cdk8s-mtls\.dev\/intermediate-rotation cannot be used: its phase is not one of/, { files: { 'ca.yaml': intermediateRotation('drain').replace('\\"phase\\":\\"drain\\"', '\\"phase\\":\\"soon\\"') } }],
    ['with a record of a trust domain that cannot be read', ['.'], /Bundle ca-roots: the annotation cdk8s-mtls\.dev\/trust-domain-change cannot be used/, { files: { 'ca.yaml': trustDomainChange('announce').replace('"phase":"announce"', '"phase":"soon"') } }],
    ['with a wrong time since when', ['shop.yaml', '--since', 'yesterday'], /--since "yesterday": this is no date/, { files }],
    ['with a day since when', ['shop.yaml', '--since', '2025-12-31'], /--since "2025-12-31": a phase is deployed at some time of a day\. Write it as/, { files }],
    ['with a time to come since when', ['shop.yaml', '--since', '2026-01-01T00:00:01Z'], /--since "2026-01-01T00:00:01Z" is after 2026-01-01T00:00:00\.000Z, as of which it is asked/, { files }],
    ['to an unknown stage', ['shop.yaml', '--stage', 'strickt'], /--stage "strickt": there is no such stage\. Write .* Did you mean "strict"\?/, { files }],
    ['with a wrong window', ['shop.yaml', '--window', '7'], /--window "7": this is no length of time/, { files }],
    ['with a window of nothing', ['shop.yaml', '--window', '0d'], /--window "0d": this is no length of time/, { files }],
    ['with a wrong lifetime', ['shop.yaml', '--workload-lifetime', 'long'], /--workload-lifetime "long": this is no length of time/, { files }],
    ['with a wrong part', ['shop.yaml', '--min-coverage', '1.1'], /--min-coverage "1\.1": this is no part of the window/, { files }],
    ['with a percentage', ['shop.yaml', '--min-coverage', '90%'], /--min-coverage "90%": this is no part/, { files }],
    ['with a wrong label', ['shop.yaml', '--match', 'a-b=c'], /--match "a-b=c": this is no label and its value/, { files }],
    ['with a wrong format', ['shop.yaml', '--format', 'sarif'], /--format "sarif": "gate" cannot answer in it/, { files }],
    ['with a record that cannot be read', ['shop.yaml', '--stage', 'strict'], /PeerAuthentication istio-system\/default: the annotation cdk8s-mtls\.dev\/strict-migration cannot be used: its stage is not one of/, { files: { 'shop.yaml': [SHOP, migration('soon')].join('---') } }],
    ['with a file that cannot be read', ['shop.yaml', 'nothing'], /nothing: /, { files }],
    ['asked about the future', ['shop.yaml', '--now', '2026-01-02'], /--now "2026-01-02" is in the future of Prometheus, whose clock says 2026-01-01T00:00:00\.000Z/, { files }],
    ['where clocks disagree', ['shop.yaml'], /the clocks disagree: Prometheus says 2026-01-01T00:00:00\.000Z, and here it is 2026-01-01T01:00:00\.000Z \(SOURCE_DATE_EPOCH\)/, { files, env: { SOURCE_DATE_EPOCH: `${NOW + HOUR}` } }],
  ])('%s', async (_, argv, err, surroundings) => {
    const ran = await gate(argv, undefined, surroundings);
    expect(ran.err).toMatch(err);
    expect(ran.err).not.toMatch(/mistake of ours/);
    expect(ran.exitCode).toBe(2);
    expect(ran.out).not.toMatch(/may be taken/);
  });

  test('looks at the past if it is told to', async () => {
    const asked: Asked[] = [];
    expect((await gate(['shop.yaml', '--now', '2025-12-31'], undefined, { files }, asked)).out).toContain('as of 2025-12-31T00:00:00Z');
    expect(asked.slice(1).every(({ form }) => Number(form.get('time')) <= NOW - 24 * HOUR)).toBe(true);
  });

  test('if a single answer is none', async () => {
    const { exitCode, out, err } = await gate(['shop.yaml'], query => (query.includes('tcp') && query.includes('offset') ? { ...vector(), warnings: ['east is away'] } : undefined));
    expect([exitCode, out, err]).toEqual([2, '', 'cdk8s-mtls: --prometheus: HOST: answers in part only, with the warning: east is away.\n']);
  });

  test('if it takes too long', async () => {
    const url = await fakeServer(() => {});
    const { exitCode, out, err } = await cli(['gate', '--prometheus', url, '--timeout', '1s', 'shop.yaml'], { files });
    expect([exitCode, out, err]).toEqual([2, '', expect.stringMatching(/^cdk8s-mtls: --prometheus: .*: no answer within 1 s\. .*\n$/)]);
  });
});
