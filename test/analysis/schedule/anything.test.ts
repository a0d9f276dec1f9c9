import fc from 'fast-check';
import { scheduled } from './schedules';
import { scheduleJson } from '../../../src/report/schedule/json';
import { scheduleMarkdown } from '../../../src/report/schedule/markdown';
import { scheduleText } from '../../../src/report/schedule/text';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';
import { replaceIn } from '../any-fields';
import { bundle, PlainObject } from '../objects';
import { csi, intermediateCa, meshLeaf, mounting, podsOf, rootCa, secret } from '../trust/objects';

const SOUND: readonly PlainObject[] = [
  ...rootCa(), ...intermediateCa({ renewal: { policy: 'RenewBefore', windows: [{ cron: '0 2 * * 0', windowDuration: '2h', timezone: 'Europe/Berlin' }] } }),
  { ...meshLeaf(), status: { notBefore: '2026-06-15T00:00:00Z', notAfter: '2026-06-16T00:00:00Z', renewalTime: '2026-06-15T16:00:00Z' } },
  secret('root-ca', { 'tls.crt': ROOT_PEM }), secret('cacerts', { 'ca-cert.pem': ROOT_PEM }, 'istio-system'), bundle({ sources: [{ inLine: ROOT_PEM }] }),
  podsOf('csi', mounting(csi({ 'csi.cert-manager.io/duration': '1h', 'csi.cert-manager.io/renew-before': '5m' }))),
  podsOf('istiod', { containers: [{ env: [{ name: 'MAX_WORKLOAD_CERT_TTL', value: '1h' }] }] }, { namespace: 'istio-system' }),
  podsOf('istio-csr', { containers: [{ image: 'cert-manager-istio-csr', args: ['--issuer-name=mesh', '--max-client-certificate-duration=1h'] }] }),
];

const value = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0.5, '', 'a', '__proto__', '-1h', '0s', '2562047h', '9999999h', '1ns', {}, [], [null], { a: null }, '* * * * *', '@every 1s', '+999999-01-01T00:00:00Z'),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The objects, in some of which something is replaced by anything. */
const damaged = fc.array(fc.tuple(fc.nat(), fc.nat(), value), { maxLength: 12 }).map(changes => {
  const objects = structuredClone(SOUND) as PlainObject[];
  for (const [which, position, by] of changes) {
    replaceIn(objects[which % objects.length], position, by);
  }
  return objects;
});

test('whatever stands in the objects, there is a schedule, and every format of it', () => {
  fc.assert(fc.property(damaged, fc.constantFrom(80, 100, 120), (objects, width) => {
    const schedule = { ...scheduled(objects), unread: 0 };
    const ids = schedule.certificates.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    schedule.certificates.forEach(({ signs }) => expect(signs.every(id => ids.includes(id))).toBe(true));
    expect(JSON.parse(scheduleJson(schedule)).certificates).toHaveLength(ids.length);
    expect(scheduleMarkdown(schedule)).toMatch(/\n$/);
    expect(scheduleText(schedule, { width, colour: false })).not.toMatch(/NaN|undefined|Invalid/);
  }), { numRuns: 300 });
});
