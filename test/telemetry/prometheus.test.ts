import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { answering, Asked, fakeServer, json, listening, scalar, vector } from './fake-server';
import { Prometheus, PrometheusOptions, TelemetryProblem } from '../../src/telemetry';
import { hasOpenSsl, openssl, withFiles } from '../oracles/control-plane/certificates';

const AT = new Date('2026-03-01T12:00:07.250Z');

function prometheus(url: string, options: Partial<PrometheusOptions> = {}): Prometheus {
  return new Prometheus(new URL(url), { tls: {}, env: {}, timeout: 10_000, ...options });
}

async function problemWith(url: string, options: Partial<PrometheusOptions> = {}): Promise<string> {
  const error: unknown = await prometheus(url, options).query('up', AT).then(() => undefined, reason => reason);
  expect(error).toBeInstanceOf(TelemetryProblem);
  return (error as Error).message.replace(new URL(url).host, 'HOST');
}

describe('Prometheus', () => {
  test('is asked by a form, as of a time, and answers with series', async () => {
    const asked: Asked[] = [];
    const url = await fakeServer(answering(() => vector([{ pod: 'a', __proto__x: 'b' }, 1.5], [{}, '-2e3']), asked));
    expect(await prometheus(`${url}/prefix/`, { timeout: 1500 }).query('up{a="é"}', AT)).toEqual([
      { labels: new Map([['pod', 'a'], ['__proto__x', 'b']]), value: 1.5 }, { labels: new Map(), value: -2000 },
    ]);
    const [{ method, url: path, headers, form }] = asked;
    expect([method, path, Object.fromEntries(form), headers.authorization]).toEqual(['POST', '/prefix/api/v1/query', { query: 'up{a="é"}', time: '1772366407.250', timeout: '2s' }, undefined]);
  });

  test('says what time it is', async () => {
    const url = await fakeServer(answering(() => scalar('1772366407.25')));
    expect(await prometheus(url).time()).toEqual(AT);
  });

  test.each([
    ['a token', { token: 'abc' }, 'Bearer abc'],
    ['a user', { username: 'me', password: 'pässword' }, `Basic ${Buffer.from('me:pässword').toString('base64')}`],
  ])('is shown %s', async (_, credentials, authorization) => {
    const asked: Asked[] = [];
    const url = await fakeServer(answering(() => vector(), asked));
    await prometheus(url, { credentials }).query('up', AT);
    expect(asked[0].headers.authorization).toBe(authorization);
  });
});

describe('what is no whole answer is refused:', () => {
  const page = '<html>sign in</html>';
  const series = (value: unknown, metric: unknown = { pod: 'a' }): object => ({ status: 'success', data: { resultType: 'vector', result: [{ metric, value }] } });

  test.each<[string, unknown, RegExp]>([
    ['a page', page, /^HOST: answers something that is no JSON/],
    ['nothing', '', /^HOST: answers nothing/],
    ['half of it', JSON.stringify(vector([{ pod: 'a' }, 1])).slice(0, -10), /no JSON, or breaks off before its end/],
    ['other JSON', '[]', /^HOST: does not answer as Prometheus does/],
    ['null', 'null', /^HOST: does not answer as Prometheus does/],
    ['no data', { status: 'success' }, /does not answer as Prometheus does/],
    ['a matrix', { status: 'success', data: { resultType: 'matrix', result: [] } }, /does not answer as Prometheus does/],
    ['an error with a good status', { status: 'error', errorType: 'timeout', error: 'query timed out' }, /^HOST: answers with an error: query timed out$/],
    ['a warning', { ...vector([{ pod: 'a' }, 1]), warnings: ['store east is away'] }, /^HOST: answers in part only, with the warning: store east is away$/],
    ['a warning of another form', { ...vector(), warnings: 'partial' }, /in part only, with the warning: partial$/],
    ['NaN', vector([{ pod: 'a"b' }, 'NaN']), /^HOST: answers NaN for the series \{pod="a\\"b"\}, which is no number to judge by/],
    ['infinity', vector([{ pod: 'a' }, '+Inf']), /answers \+Inf for the series/],
    ['a number that is none', vector([{ pod: 'a' }, '12 apples']), /answers 12 apples for the series/],
    ['no number', series([1, '']), /does not answer as Prometheus does/],
    ['a number that is no text', series([1, 1]), /does not answer as Prometheus does/],
    ['no value', series(undefined), /does not answer as Prometheus does/],
    ['labels that are no texts', series([1, '1'], { pod: 1 }), /does not answer as Prometheus does/],
    ['no labels', series([1, '1'], null), /does not answer as Prometheus does/],
  ])('%s', async (_, answer, problem) => {
    expect(await problemWith(await fakeServer(answering(() => answer)))).toMatch(problem);
  });

  test('information beside an answer is no warning', async () => {
    const url = await fakeServer(answering(() => ({ ...vector([{}, 1]), infos: ['metric might not be a counter'], warnings: [] })));
    expect(await prometheus(url).query('up', AT)).toHaveLength(1);
  });

  test.each<[number, unknown, RegExp]>([
    [401, 'Unauthorized', /^HOST: does not let us in \(401\)\. Check the token/],
    [403, { error: 'forbidden for you' }, /^HOST: does not let us in \(403: forbidden for you\)/],
    [404, page, /^HOST: has no API of Prometheus there \(404\)/],
    [400, { status: 'error', error: 'parse error' }, /^HOST: answers 400: parse error$/],
    [422, { status: 'error', error: 'too many samples' }, /^HOST: answers 422: too many samples$/],
    [500, page, /^HOST: answers 500$/],
    [503, { status: 'error', error: 'x'.repeat(10_000) }, /^HOST: answers 503: x{300}…$/],
    [204, '', /^HOST: answers 204$/],
  ])('the status %d', async (status, body, problem) => {
    expect(await problemWith(await fakeServer((_request, response) => json(response, body, status)))).toMatch(problem);
  });

  test.each([301, 302, 307, 308])('a redirect (%d) is not followed', async status => {
    const elsewhere: Asked[] = [];
    const other = await fakeServer(answering(() => vector(), elsewhere));
    const url = await fakeServer((_request, response) => { response.writeHead(status, { location: `${other}/api/v1/query` }).end(); });
    expect(await problemWith(url, { credentials: { token: 'secret' } })).toMatch(/^HOST: sends us to another address \(http:.*\), which is not followed/);
    expect(elsewhere).toEqual([]);
  });

  test('an answer that never comes', async () => {
    const url = await fakeServer(() => {});
    expect(await problemWith(url, { timeout: 50 })).toMatch(/^HOST: no answer within 0\.05 s/);
  });

  test('an answer that never ends', async () => {
    const url = await fakeServer((_request, response) => { response.writeHead(200).write('{"status":'); });
    expect(await problemWith(url, { timeout: 100 })).toMatch(/^HOST: no answer within 0\.1 s/);
  });

  test('an answer that breaks off', async () => {
    const url = await fakeServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"status":"success"');
      setImmediate(() => response.destroy());
    });
    expect(await problemWith(url)).toBe('HOST: the answer breaks off before its end');
  });

  test('a connection that is closed at once', async () => {
    const url = await fakeServer(({ socket }) => socket.destroy());
    expect(await problemWith(url)).toMatch(/^HOST: cannot be reached: socket hang up$/);
  });

  test('an answer without an end is not kept', async () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    let sent = 0;
    const url = await fakeServer((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(megabyte)) {
          sent++;
        }
      };
      response.on('drain', more);
      more();
    });
    expect(await problemWith(url)).toMatch(/^HOST: the answer is larger than 64 MiB/);
    expect(sent).toBeLessThan(200);
  });

  test('nobody there', async () => {
    const server = createServer();
    const host = await listening(server);
    await new Promise(resolve => server.close(resolve));
    expect(await problemWith(`http://${host}`)).toMatch(/^HOST: cannot be reached: connect ECONNREFUSED/);
  });

  test('a server of another protocol', async () => {
    const url = await fakeServer(answering(() => vector()));
    expect(await problemWith(url.replace('http:', 'https:'))).toMatch(/^HOST: cannot be reached: .*(wrong version number|packet length)/i);
  });
});

interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A CA, and what it signs for this machine. */
class Authority {
  public readonly ca: string;
  private readonly key: string;

  constructor() {
    const { cert, key } = withFiles({ key: '', cert: '' }, paths => {
      openssl('req', '-x509', ...NEW_KEY, '-days', '2', '-subj', '/CN=ca', '-keyout', paths.key, '-out', paths.cert);
      return contents(paths);
    });
    this.ca = cert;
    this.key = key;
  }

  public sign(name: string): Pair {
    return withFiles({ ca: this.ca, caKey: this.key, names: 'subjectAltName=IP:127.0.0.1', request: '', key: '', cert: '' }, paths => {
      openssl('req', ...NEW_KEY, '-subj', `/CN=${name}`, '-keyout', paths.key, '-out', paths.request);
      openssl('x509', '-req', '-in', paths.request, '-CA', paths.ca, '-CAkey', paths.caKey, '-days', '1', '-extfile', paths.names, '-out', paths.cert);
      return contents(paths);
    });
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function contents({ cert, key }: Pair): Pair {
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

(hasOpenSsl() ? describe : describe.skip)('over TLS (which needs OpenSSL)', () => {
  let authority: Authority;
  let server: Pair;
  let client: Pair;
  beforeAll(() => {
    authority = new Authority();
    server = authority.sign('server');
    client = authority.sign('client');
  });

  test('a server is verified by the CA that was given, and by no other', async () => {
    const url = await fakeServer(answering(() => vector([{}, 1])), server);
    expect(await prometheus(url, { tls: { ca: authority.ca } }).query('up', AT)).toHaveLength(1);
    expect(await problemWith(url)).toMatch(/^HOST: cannot be reached: .*(unable to verify|self.signed)/);
    expect(await problemWith(url, { tls: { ca: new Authority().ca } })).toMatch(/^HOST: cannot be reached: /);
  });

  test('a client certificate is shown', async () => {
    const url = await fakeServer(answering(() => vector([{}, 1])), { ...server, ca: authority.ca, requestCert: true, rejectUnauthorized: true });
    expect(await prometheus(url, { tls: { ca: authority.ca, ...client } }).query('up', AT)).toHaveLength(1);
    expect(await problemWith(url, { tls: { ca: authority.ca } })).toMatch(/^HOST: cannot be reached: /);
    expect(await problemWith(url, { tls: { ca: authority.ca, ...new Authority().sign('stranger') } })).toMatch(/^HOST: cannot be reached: /);
  });

  test('the way through a proxy is a tunnel, which the proxy cannot read', async () => {
    const asked: Asked[] = [];
    const url = await fakeServer(answering(() => vector([{}, 1]), asked), {
      ...server, ca: authority.ca, requestCert: true, rejectUnauthorized: true,
    });
    const { proxy, seen } = await tunnelling();
    const options = { tls: { ca: authority.ca, ...client }, credentials: { token: 'secret' } };
    await prometheus(url, { ...options, env: { https_proxy: `http://us%40er:p%3Aw@${proxy}` } }).query('up', AT);
    expect(seen).toEqual([[new URL(url).host, `Basic ${Buffer.from('us@er:p:w').toString('base64')}`]]);
    expect(asked[0].headers.authorization).toBe('Bearer secret');
    expect(asked[0].headers['proxy-authorization']).toBeUndefined();
    // A server is who it is, also behind a proxy.
    expect(await problemWith(url, { tls: client, env: { https_proxy: `http://${proxy}` } })).toMatch(/^HOST: cannot be reached: /);
  });

  /** A proxy that makes tunnels, and what it sees. */
  async function tunnelling(): Promise<{ readonly proxy: string; readonly seen: unknown[] }> {
    const seen: unknown[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url, headers }, socket) => {
      seen.push([url, headers['proxy-authorization']]);
      const [host, port] = url!.split(':');
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      [onward, socket].forEach(end => end.on('error', () => {}));
    });
    return { proxy: await listening(proxy), seen };
  }
});

describe('a proxy', () => {
  test('is asked for the whole address over plain HTTP', async () => {
    const asked: Asked[] = [];
    const url = await fakeServer(answering(() => vector([{}, 1]), asked));
    const seen: unknown[] = [];
    const proxy = await fakeServer((incoming, response) => {
      seen.push([incoming.url, incoming.headers.host, incoming.headers['proxy-authorization']]);
      const onward = request(incoming.url!, { method: incoming.method, headers: { 'content-type': incoming.headers['content-type'] } }, answer => answer.pipe(response));
      incoming.pipe(onward);
    });
    expect(await prometheus(url, { env: { http_proxy: proxy.replace('//', '//me:pw@') } }).query('up', AT)).toHaveLength(1);
    expect(seen).toEqual([[`${url}/api/v1/query`, new URL(url).host, `Basic ${Buffer.from('me:pw').toString('base64')}`]]);
    expect(asked[0].form.get('query')).toBe('up');
  });

  test('is left out where NO_PROXY says so', async () => {
    const url = await fakeServer(answering(() => vector([{}, 1])));
    expect(await prometheus(url, { env: { http_proxy: 'http://127.0.0.1:1', no_proxy: '127.0.0.1' } }).query('up', AT)).toHaveLength(1);
  });

  test('that refuses or is not there is named', async () => {
    const proxy = createServer().on('connect', (_request, socket) => { socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'); });
    const host = await listening(proxy);
    expect(await problemWith('https://prometheus.invalid', { env: { https_proxy: host } })).toBe(`HOST: the proxy ${host} does not let us through to prometheus.invalid:443: it answers 403`);
    expect(await problemWith('https://prometheus.invalid', { env: { https_proxy: '127.0.0.1:1' } })).toMatch(/^HOST: the proxy 127\.0\.0\.1:1 cannot be reached: connect ECONNREFUSED/);
  });

  test('that says nothing is waited for no longer than for an answer', async () => {
    const host = await listening(createServer().on('connect', () => {}));
    expect(await problemWith('https://prometheus.invalid', { env: { https_proxy: host }, timeout: 50 })).toMatch(/^HOST: no answer within 0\.05 s/);
  });

  test.each([
    ['socks5://127.0.0.1:1080', /^HOST: the proxy 127\.0\.0\.1:1080 is of the kind socks5/],
    ['http://a b', /^HOST: the proxy that the environment names is no address/],
  ])('"%s" is refused', async (proxy, problem) => {
    expect(await problemWith('https://prometheus.invalid', { env: { https_proxy: proxy } })).toMatch(problem);
  });
});
