import { join } from 'path';
import { Example, itIsSound } from './_example';
import { cli } from '../cli/program';

let example: Example;
beforeAll(() => { example = Example.synth('federated-clusters'); });

/** The options that name what was written for both clusters. */
const clusters = (withMeshes = true) => ['east', 'west'].flatMap(name => [
  '--cluster', `${name}=${join(example.directory, 'dist', name)}`,
  ...withMeshes ? ['--mesh-config', `${name}=${join(example.directory, 'values', `${name}.yaml`)}`] : [],
]);
const CALL = ['--from', 'west/shop/web', '--to', 'east/shop/cart:7070'];

itIsSound(() => example);

test.each([['east', 'west'], ['west', 'east']])('has a root of its own in %s, and trusts that of %s besides', (name, other) => {
  const objects = example.objects(`dist/${name}/platform.k8s.yaml`);
  expect(objects.filter(({ kind, spec }) => kind === 'Certificate' && spec.isCA).map(({ metadata }) => metadata.name)).toEqual([`ca-root-${name}-2026`, 'ca-mesh']);
  const [own, foreign] = objects.find(({ kind }) => kind === 'Bundle').spec.sources;
  expect([own.secret.name, foreign.inLine]).toEqual([`ca-root-${name}-2026`, expect.stringContaining('BEGIN CERTIFICATE')]);
  expect(example.files[`values/${name}.yaml`]).toContain(`trustDomain: ${name}.example.com\n  trustDomainAliases:\n    - ${other}.example.com`);
});

test('has nothing wrong in either cluster, nor between them', async () => {
  const { exitCode, out } = await cli(['check', '--fail-on', 'warning', ...clusters()]);
  expect(exitCode).toBe(0);
  expect(out).toContain('≠  trust domain          east: east.example.com');
  expect(out).toContain('No findings in ');
});

test('has the call from one cluster to the other in mutual TLS, each side under a root that the other trusts', async () => {
  const { out } = await cli(['explain', ...CALL, ...clusters()]);
  expect(out).toMatch(/^west\/shop\/web → east\/shop\/cart:7070 {3}MUTUAL TLS\n/);
  expect(out.replace(/\s+/g, ' ')).toContain('the certificates of west are under Certificate cert-manager/ca-root-west-2026, which east trusts by its subject');
  expect(out).toContain('east takes identities of west.example.com, an alias of its own trust domain');
});

test('is found to be broken if the trust domain of one is no alias in the other', async () => {
  const { exitCode, out } = await cli(['check', ...clusters(false)]);
  expect(exitCode).toBe(1);
  expect(out).toMatch(/MTLS0803 {2}east: /);
  expect((await cli(['explain', ...CALL, ...clusters(false)])).out).toMatch(/REFUSED/);
});
