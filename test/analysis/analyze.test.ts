import * as fc from 'fast-check';
import { replaceIn } from './any-fields';
import { BROKEN_OBJECTS } from './broken-objects';
import { caCertificate, certificate, clusterIssuer, deployment, findingsOf, issuer, NOW, peerAuthentication, PlainObject, service } from './objects';
import { VALID_OBJECTS } from './valid-objects';
import { analyze } from '../../src/analysis/analyze';
import { RULES } from '../../src/analysis/rules';
import { stepsOf } from '../steps';

const KINDS = [
  ['v1', 'Namespace'], ['v1', 'Secret'], ['v1', 'ConfigMap'], ['v1', 'Service'], ['v1', 'Pod'], ['apps/v1', 'Deployment'], ['batch/v1', 'CronJob'],
  ['cert-manager.io/v1', 'Certificate'], ['cert-manager.io/v1', 'Issuer'], ['cert-manager.io/v1', 'ClusterIssuer'],
  ['trust.cert-manager.io/v1alpha1', 'Bundle'], ['policy.cert-manager.io/v1alpha1', 'CertificateRequestPolicy'],
  ['security.istio.io/v1', 'PeerAuthentication'], ['networking.istio.io/v1', 'DestinationRule'], ['networking.istio.io/v1', 'VirtualService'],
] as const;

/** Names of fields that the rules look at, and those that harm careless code. */
const FIELD_NAMES = [...new Set([...BROKEN_OBJECTS, ...VALID_OBJECTS].flatMap(({ object }) => namesIn(object))), '__proto__', 'constructor', 'toString'];

function namesIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => [...Array.isArray(value) ? [] : [name], ...namesIn(inner)]) : [];
}

/** Anything that JSON can say, in fields that the rules look at. */
const anything = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, -1, 0.5, 2 ** 53, '', 'a', 'shop', '__proto__', '1h', '\ud800', 'spiffe://x/y', '@every 1h'),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom(...FIELD_NAMES), tie('value')), { maxLength: 6 }).map(entries => JSON.parse(`{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`) as unknown),
  ),
})).value;

/** A sound object in which something is replaced by anything. */
const damaged = fc.tuple(fc.constantFrom(...VALID_OBJECTS.map(({ object }) => object)), fc.nat(), anything).map(([object, position, value]) => {
  const copy = structuredClone(object);
  replaceIn(copy, position, value);
  return copy;
});

describe('analyze', () => {
  test('does not fail, whatever the fields hold', () => {
    const arbitrary = fc.tuple(fc.constantFrom(...KINDS), anything, anything, anything)
      .map(([[apiVersion, kind], metadata, spec, rest]) => ({ apiVersion, kind, metadata: { name: 'a', namespace: 'shop', ...metadata as object }, spec, data: rest }));
    fc.assert(fc.property(fc.array(fc.oneof(arbitrary, damaged), { maxLength: 8 }), objects => {
      for (const finding of findingsOf(objects)) {
        expect(typeof finding.message).toBe('string');
      }
    }), { numRuns: 500 });
  });

  test('does not fail at things that are no objects', () => {
    const things: any[] = [{}, { metadata: null }, { apiVersion: 1, kind: 'Certificate', metadata: { name: 'a' } }, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 5 } }, [], 'text', 5];
    expect(findingsOf(things)).toEqual([]);
  });

  test('does not fail at issuers that sign each other', () => {
    const circle = ['a', 'b'].map((name, index) => caCertificate({ secretName: name, issuerRef: { name: ['b', 'a'][index], kind: 'ClusterIssuer' } }, { name }));
    const issuers = ['a', 'b'].map(name => clusterIssuer({ ca: { secretName: name } }, name));
    expect(() => findingsOf([...circle, ...issuers])).not.toThrow();
  });

  test('changes nothing', () => {
    const objects = [...VALID_OBJECTS, ...BROKEN_OBJECTS].map(({ object }) => object);
    const before = JSON.stringify(objects);
    findingsOf(objects);
    expect(JSON.stringify(objects)).toBe(before);
  });

  test('takes steps in proportion to the number of objects', () => {
    const objects = (count: number): PlainObject[] => Array.from({ length: count }, (_, index) => [
      certificate({ secretName: `web-${index}`, issuerRef: { name: 'ca' } }, { name: `web-${index}` }),
      peerAuthentication(`web-${index}`, { selector: { matchLabels: { mesh: 'yes', app: `web-${index}` } }, mtls: { mode: 'STRICT' } }),
      deployment(`web-${index}`, { mesh: 'yes', app: `web-${index}` }, [{ containerPort: 8080 }]),
      service(`web-${index}`, { mesh: 'yes', app: `web-${index}` }, [{ port: 80, targetPort: 8080 }]),
    ]).flat().concat(issuer({ ca: { secretName: 'ca' } }));
    const steps = (count: number): number => {
      const sourced = objects(count).map(manifest => ({ manifest: manifest as any, origin: {} }));
      return stepsOf(() => expect(analyze(sourced, { now: NOW })).toEqual([]));
    };
    // Eight times the objects take about eight times as many steps; all pairs would take 64 times as many.
    expect(steps(2000) / steps(250)).toBeLessThan(9);
  });
});

test('many mistakes of one kind cost no more than as many findings', () => {
  const policies = Array.from({ length: 3000 }, (_, index) => peerAuthentication(`web-${index}`, { selector: { matchLabels: { app: 'web' } }, mtls: { mode: 'STRICT' } }));
  expect(findingsOf([...policies, deployment('web', { app: 'web' })])).toHaveLength(2999);
});

describe('the rules', () => {
  test('have codes of their own, in ascending order', () => {
    const codes = RULES.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(codes.every(code => /^MTLS0[1-7]\d\d$/.test(code))).toBe(true);
  });

  test.each(RULES.map(rule => [rule.code, rule] as const))('%s says what is wrong and why it matters', (_, rule) => {
    expect(rule.title).toMatch(/^\S.*[^.]$/);
    expect(rule.explanation.length).toBeGreaterThan(80);
    expect(rule.explanation).toMatch(/\.$/);
  });
});
