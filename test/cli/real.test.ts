import { join } from 'node:path';
import { cli } from './program';
import { describeReal, file } from '../real/shared-applications';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

describeReal('public applications', () => {
  test('raise no alarm', async () => {
    const { exitCode, out, err } = await cli(['check', file('')]);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/ in \d+ objects of 5 files/);
  });

  test('call each other with mutual TLS as soon as their namespace is enrolled', async () => {
    const call = ['--from', 'default/frontend', '--to', 'default/cartservice:7070', file('online-boutique.yaml')];
    const explain = async (...options: string[]) => (await cli(['explain', ...call, ...options])).out.split('\n')[0];
    expect(await explain()).toBe('default/frontend → default/cartservice:7070   UNKNOWN');
    expect(await explain('--enrolled', 'default')).toBe('default/frontend → default/cartservice:7070   MUTUAL TLS');
  });
});

describe('what our examples write', () => {
  const written = (...path: string[]) => join(EXAMPLES, path[0], 'expected', 'dist', ...path.slice(1));

  test.each([['quickstart'], ['brownfield'], ['external-services'], ['multi-cluster', 'east'], ['multi-cluster', 'west']])('has no errors: %s %s', async (...path) => {
    const { exitCode, err, out } = await cli(['check', written(...path)]);
    expect([exitCode, err, out]).toEqual([0, '', expect.stringMatching(/ in \d+ objects of /)]);
  });

  test('is answered about, with the trust domain that is said, else that of its policies', async () => {
    const call = ['--from', 'bookings/frontend', '--to', 'bookings/api:9000', written('brownfield')];
    const explain = async (...options: string[]) => (await cli(['explain', ...call, ...options])).out.split('\n')[0];
    expect(await explain('--trust-domain', 'prod.example.com')).toBe('bookings/frontend → bookings/api:9000   MUTUAL TLS');
    expect(await explain()).toBe('bookings/frontend → bookings/api:9000   MUTUAL TLS');
    expect(await explain('--trust-domain', 'cluster.local')).toBe('bookings/frontend → bookings/api:9000   REFUSED');
  });
});
