import { readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { Example, itIsSound } from './_example';

let example: Example;
beforeAll(() => { example = Example.synth('brownfield'); });

itIsSound(() => example);

test('changes nothing of what was there, but for the label that enrols the namespace', () => {
  const before = parseAllDocuments(readFileSync(join(__dirname, '..', '..', 'examples', 'brownfield', 'legacy.yaml'), 'utf8')).map(document => document.toJS());
  before[0].metadata.labels = { 'istio-injection': 'enabled' };
  expect(example.objects('dist/bookings.k8s.yaml').slice(0, before.length)).toEqual(before);
});

test('lets in the named callers alone, by the identity of their service accounts, on container ports', () => {
  expect(example.allowed).toEqual([
    'prod.example.com/ns/istio-ingress/sa/istio-ingress -> bookings/app=frontend:8080',
    'prod.example.com/ns/bookings/sa/frontend -> bookings/app=api:9000',
    'no identity (not *) at 10.20.0.0/16 -> bookings/app=api:9090',
    'prod.example.com/ns/bookings/sa/api -> bookings/app=ledger:5432',
    'prod.example.com/ns/bookings/sa/reports -> bookings/app=ledger:5432',
    'prod.example.com/ns/bookings/sa/ledger -> bookings/app=ledger:5432',
  ]);
});

test('selects pods by labels that outlive a version', () => {
  expect(example.get('PeerAuthentication', 'mtls.bookings.api').spec.selector).toEqual({ matchLabels: { app: 'api' } });
});

test('opens one port of one workload to plaintext, and says why and until when', () => {
  const exempt = example.ofKind('PeerAuthentication').filter(({ spec }) => spec.portLevelMtls);
  expect(exempt.map(({ metadata, spec }) => [metadata.name, spec.portLevelMtls])).toEqual([['mtls.bookings.api', { 9090: { mode: 'PERMISSIVE' } }]]);
  expect(JSON.parse(exempt[0].metadata.annotations['cdk8s-mtls.dev/exceptions'])).toEqual([
    { port: 9090, mode: 'PERMISSIVE', reason: 'metrics, scraped by a DaemonSet on the network of the hosts', until: '2030-06-30' },
  ]);
});

test('is refused on the day after the exemption has ended', () => {
  expect(() => Example.synth('brownfield', { now: new Date('2030-07-01T00:00:00Z') })).toThrow(/2030-06-30/);
});

test('holds callers to mutual TLS where every endpoint has a proxy: not of a headless Service, nor of the unenrolled pod', () => {
  const rules = example.ofKind('DestinationRule').map(({ spec }) => [spec.host, spec.trafficPolicy.tls.mode]);
  expect(rules).toEqual([
    ['frontend.bookings.svc.cluster.local', 'ISTIO_MUTUAL'],
    ['api.bookings.svc.cluster.local', 'ISTIO_MUTUAL'],
  ]);
});
