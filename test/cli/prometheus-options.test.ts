import { files, gate } from './gates';
import { cli, folderOf } from './program';
import { Asked } from '../telemetry/fake-server';

describe('gate shows what it is given to be let in:', () => {
  const secrets = folderOf({ 'token': 'abc\n', 'password': 'p w\n', 'empty': '\n', 'long token': 'a b\n', 'pem': 'none' });

  test.each<[string, string[], NodeJS.ProcessEnv, string | undefined]>([
    ['nothing', [], {}, undefined],
    ['a token in a file', ['--token-file', `${secrets}/token`], {}, 'Bearer abc'],
    ['a token in the environment', [], { CDK8S_MTLS_PROMETHEUS_TOKEN: 'xyz' }, 'Bearer xyz'],
    ['a user and a password', ['--username', 'me', '--password-file', `${secrets}/password`], {}, `Basic ${Buffer.from('me:p w').toString('base64')}`],
    ['both in the environment', [], { CDK8S_MTLS_PROMETHEUS_USERNAME: 'me', CDK8S_MTLS_PROMETHEUS_PASSWORD: 'pw' }, `Basic ${Buffer.from('me:pw').toString('base64')}`],
    ['the file rather than the environment', ['--token-file', `${secrets}/token`], { CDK8S_MTLS_PROMETHEUS_USERNAME: 'me', CDK8S_MTLS_PROMETHEUS_PASSWORD: 'pw' }, 'Bearer abc'],
  ])('%s', async (_, argv, env, authorization) => {
    const asked: Asked[] = [];
    expect((await gate(['shop.yaml', ...argv], undefined, { files, env }, asked)).err).toBe('');
    expect(asked.every(({ headers }) => headers.authorization === authorization)).toBe(true);
  });

  test.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ['two kinds', ['--token-file', `${secrets}/token`, '--username', 'me', '--password-file', `${secrets}/password`], {}, /--token-file stands beside --username: only one of them can be sent/],
    ['two kinds in the environment', [], { CDK8S_MTLS_PROMETHEUS_TOKEN: 'a', CDK8S_MTLS_PROMETHEUS_PASSWORD: 'b' }, /CDK8S_MTLS_PROMETHEUS_TOKEN stands beside CDK8S_MTLS_PROMETHEUS_PASSWORD/],
    ['a user alone', ['--username', 'me'], {}, /--username goes with --password-file, which is missing/],
    ['a password alone', [], { CDK8S_MTLS_PROMETHEUS_PASSWORD: 'b' }, /CDK8S_MTLS_PROMETHEUS_PASSWORD goes with CDK8S_MTLS_PROMETHEUS_USERNAME/],
    ['an empty file', ['--token-file', `${secrets}/empty`], {}, /--token-file ".*empty": is empty/],
    ['no file', ['--token-file', `${secrets}/none`], {}, /--token-file ".*none": cannot be read: ENOENT/],
    ['a folder', ['--token-file', secrets], {}, /--token-file ".*": cannot be read: EISDIR/],
    ['a token of two words', ['--token-file', `${secrets}/long token`], {}, /--token-file: a token is one word/],
    ['a token with a line break', [], { CDK8S_MTLS_PROMETHEUS_TOKEN: 'a\r\nhost: b' }, /CDK8S_MTLS_PROMETHEUS_TOKEN: a token is one word/],
    ['a certificate alone', ['--client-cert', `${secrets}/pem`], {}, /--client-cert goes with --client-key, which is missing/],
    ['a certificate that is none', ['--client-cert', `${secrets}/pem`, '--client-key', `${secrets}/pem`], {}, /--client-cert, --client-key: cannot be used: /],
    ['a CA that is none', ['--ca', `${secrets}/pem`], {}, /--ca: (cannot be used|there is no certificate in PEM form in it)/],
  ])('but not %s', async (_, argv, env, err) => {
    const ran = await gate(['shop.yaml', ...argv], undefined, { files, env });
    expect([ran.exitCode, ran.out, ran.err]).toEqual([2, '', expect.stringMatching(err)]);
    expect(ran.err).not.toMatch(/mistake of ours|abc|p w/);
  });

  test.each([
    ['prometheus', /this is no address/],
    ['ftp://prometheus.example.com', /this is no address of http or https/],
    ['https://me:secret@prometheus.example.com', /credentials do not belong into the address/],
    ['https://prometheus.example.com/?a=b', /without "\?" and "#"/],
    ['http://prometheus.example.com', /credentials over plain http to prometheus\.example\.com can be read by everybody/],
  ])('not at %s', async (url, err) => {
    const ran = await cli(['gate', '--prometheus', url, 'shop.yaml'], { files, env: { CDK8S_MTLS_PROMETHEUS_TOKEN: 'abc' } });
    expect([ran.exitCode, ran.out, ran.err]).toEqual([2, '', expect.stringMatching(err)]);
    expect(ran.err).not.toMatch(/secret|abc/);
  });

  test('and needs an address', async () => {
    expect(await cli(['gate', 'shop.yaml'], { files })).toMatchObject({ exitCode: 2, err: expect.stringMatching(/required option '--prometheus <url>' not specified/) });
  });
});
