import { Example, itIsWritten } from './_example';
import { Breakage } from '../../src/analysis/strict/breakage';
import { strictStandingOf } from '../../src/analysis/strict/standing';
import { whatStrictBreaks } from '../../src/analysis/strict/what-strict-breaks';
import { strictStepProblems } from '../../src/core/change/strict-migration-step';
import { inventoryOf } from '../analysis/objects';

const STAGES = ['observe', 'strict-workloads', 'strict-namespaces', 'strict-mesh'];
const NOW = new Date('2026-01-01T00:00:00Z');

let example: Example;
beforeAll(() => { example = Example.synth('going-strict'); });

itIsWritten(() => example);

function objectsOf(stage: string): any[] {
  return Object.keys(example.files).filter(path => path.startsWith(`dist/${stage}/`)).flatMap(path => example.objects(path));
}

function stateOf(objects: any[]) {
  return { inventory: inventoryOf(objects), context: { now: NOW } };
}

function certain(objects: any[], next: string): Breakage[] {
  const { record } = strictStandingOf(stateOf(objectsOf(next)));
  return whatStrictBreaks(stateOf(objects), record!).breakages.filter(({ kind }) => kind !== 'possible-callers');
}

test.each([
  ['observe', ['istio-system PERMISSIVE', 'tickets PERMISSIVE', 'tickets app=seats PERMISSIVE', 'billing PERMISSIVE', 'billing app=ledger PERMISSIVE']],
  ['strict-workloads', ['istio-system PERMISSIVE', 'tickets PERMISSIVE', 'tickets app=web STRICT', 'tickets app=seats PERMISSIVE', 'billing PERMISSIVE', 'billing app=ledger PERMISSIVE']],
  ['strict-namespaces', ['istio-system PERMISSIVE', 'tickets STRICT', 'tickets app=seats STRICT', 'billing PERMISSIVE', 'billing app=ledger PERMISSIVE']],
  ['strict-mesh', ['istio-system STRICT', 'tickets STRICT', 'tickets app=seats STRICT', 'billing STRICT', 'billing app=ledger STRICT']],
])('in %s, this is strict', (stage, expected) => {
  const modes = objectsOf(stage).filter(({ kind }) => kind === 'PeerAuthentication').map(({ metadata, spec }) => {
    const labels = Object.entries(spec.selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value} `).join('');
    return `${metadata.namespace} ${labels}${spec.mtls.mode}`;
  });
  expect(modes.sort()).toEqual([...expected].sort());
});

test.each([
  ['observe', []],
  ['strict-workloads', ['web.tickets.svc.cluster.local']],
  ['strict-namespaces', ['web.tickets.svc.cluster.local', 'seats.tickets.svc.cluster.local']],
  ['strict-mesh', ['web.tickets.svc.cluster.local', 'seats.tickets.svc.cluster.local', 'ledger.billing.svc.cluster.local']],
])('in %s, callers of these are held to mutual TLS', (stage, expected) => {
  expect(objectsOf(stage).filter(({ kind }) => kind === 'DestinationRule').map(({ spec }) => spec.host).sort()).toEqual([...expected].sort());
});

test('each step is legal, and breaks nothing that is known', () => {
  for (const [index, next] of STAGES.entries()) {
    const before = index === 0 ? undefined : strictStandingOf(stateOf(objectsOf(STAGES[index - 1]))).record;
    expect(strictStepProblems(before, strictStandingOf(stateOf(objectsOf(next))).record)).toEqual([]);
    expect(certain(objectsOf(STAGES[Math.max(0, index - 1)]), next)).toEqual([]);
  }
});

test('without its exceptions, the kiosks and Prometheus would be what strict breaks', () => {
  const without = objectsOf('strict-workloads').filter(({ kind, spec }) => !(kind === 'PeerAuthentication' && spec.portLevelMtls));
  expect(certain(without, 'strict-namespaces').map(({ kind, exceptions }) => [kind, exceptions.map(({ program }) => program)])).toEqual([
    ['call', ['mesh.namespace("tickets").workload("seats").exemptPort(8080, { reason: "…", until: "YYYY-MM-DD" });']],
    ['scrape', ['mesh.namespace("tickets").workload("seats").exemptPort(9102, { reason: "…", until: "YYYY-MM-DD" });']],
  ]);
});

test('without its exception, the database would hang for callers without a sidecar as soon as it is watched', () => {
  const without = objectsOf('observe').filter(({ kind, metadata }) => !(kind === 'PeerAuthentication' && metadata.namespace === 'billing'))
    .filter(({ kind, metadata }) => !(kind === 'PeerAuthentication' && metadata.namespace === 'istio-system'));
  expect(certain(without, 'observe').map(({ kind, objects: [service] }) => [kind, service.name])).toEqual([['server-first', 'ledger']]);
});

test('is refused on the day after the migration should have ended', () => {
  expect(() => Example.synth('going-strict', { now: new Date('2030-04-01T00:00:00Z') })).toThrow(/2030-03-31/);
});
