import { cli } from './program';
import { commandsFor } from '../../src/cli/commands';

describe('bad usage is answered in one line, with what to write instead, and ends with 2:', () => {
  test.each([
    [[], 'no command. Write for example "cdk8s-mtls check manifests/", or see "cdk8s-mtls --help".'],
    [['chek', '.'], 'unknown command \'chek\'. Did you mean check? See "cdk8s-mtls --help".'],
    [['check'], '"check" of what? Give files or folders of manifests; or several clusters, --cluster east=DIR --cluster west=DIR.'],
    [['check', '.', '--formt', 'json'], 'unknown option \'--formt\'. Did you mean --format? See "cdk8s-mtls --help".'],
    [['check', '.', '--format', 'jsn'], '--format "jsn": there is no such format. Write text, json, sarif, github or markdown. Did you mean "json"?'],
    [['check', '.', '--fail-on', 'errors'], '--fail-on "errors": there is no such severity. Write error, warning or never. Did you mean "error"?'],
    [['check', '.', '--now', 'tomorrow'], '--now "tomorrow": this is no date. Write one as 2027-01-31 or 2027-01-31T12:00:00Z.'],
    [['check', '.', '--now', '2027-02-30'], '--now "2027-02-30": this is no date. Write one as 2027-01-31 or 2027-01-31T12:00:00Z.'],
    [['check', '.', '--now', '2027-01-31T12:00:00'], '--now "2027-01-31T12:00:00": this is no date. Write one as 2027-01-31 or 2027-01-31T12:00:00Z.'],
    [['explain', '.', '--from', 'a/b'], 'required option \'--to <namespace/service-or-workload:port>\' not specified. See "cdk8s-mtls --help".'],
    [['explain', '.', '--from', 'a/b', '--to', 'c/d:1', '--format', 'sarif'], '--format "sarif": "explain" cannot answer in it. Write text, json or markdown.'],
  ])('%j', async (argv, message) => {
    expect(await cli(argv)).toEqual({ exitCode: 2, out: '', err: `cdk8s-mtls: ${message}\n` });
  });

  test('a SOURCE_DATE_EPOCH that is none', async () => {
    const { exitCode, err } = await cli(['check', '.'], { env: { SOURCE_DATE_EPOCH: 'soon' } });
    expect([exitCode, err]).toEqual([2, expect.stringMatching(/^cdk8s-mtls: SOURCE_DATE_EPOCH="soon" is not a number of seconds since 1970\. .*\n$/)]);
  });

  test('control characters in an argument do not reach the terminal', async () => {
    expect((await cli(['check', '.', '--format', 'a\u001b[31m\nb'])).err).toMatch(/^cdk8s-mtls: --format "a\\u\{1b\}\[31m\\u\{a\}b": .*\n$/);
  });
});

test('a mistake of ours is owned, in one line and without a stack', async () => {
  const [command] = commandsFor('check');
  const run = jest.spyOn(command, 'run').mockRejectedValue(new TypeError('x is not a function\n    at y'));
  try {
    expect(await cli(['check', '.'])).toEqual({
      exitCode: 2,
      out: '',
      err: 'cdk8s-mtls: this is a mistake of ours, not of yours: x is not a function\\u{a}    at y. Please report it at https://github.com/cdk8s-mtls/cdk8s-mtls/issues.\n',
    });
  } finally {
    run.mockRestore();
  }
});

test.each([[['--help']], [['check', '--help']], [['explain', '--help']], [['--version']], [['-V']]])('%j answers on standard output and ends with 0', async argv => {
  expect(await cli(argv)).toEqual({ exitCode: 0, out: expect.stringMatching(/\S/), err: '' });
});
