import { proxyFor } from '../../src/telemetry/proxy';

describe('the proxy of an address', () => {
  const env = { http_proxy: 'http://plain:3128', HTTPS_PROXY: 'http://secure:3128' };

  test.each([
    ['http://prometheus.example.com', env, 'http://plain:3128'],
    ['https://prometheus.example.com', env, 'http://secure:3128'],
    ['https://prometheus.example.com', { https_proxy: 'a', HTTPS_PROXY: 'b' }, 'a'],
    ['https://prometheus.example.com', { http_proxy: 'a' }, undefined],
    ['https://prometheus.example.com', { HTTPS_PROXY: '' }, undefined],
    ['http://prometheus.example.com', {}, undefined],
  ])('%s with %j is %s', (address, environment, proxy) => {
    expect(proxyFor(new URL(address), environment)).toBe(proxy);
  });

  test.each([
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['PROMETHEUS.example.COM', true],
    [' a.test , prometheus.example.com ', true],
    ['prometheus.example.com:9090', true],
    ['prometheus.example.com:443', false],
    ['*', true],
    ['heus.example.com', false],
    ['example.org', false],
    ['', false],
    [',,', false],
  ])('is none where NO_PROXY is "%s": %s', (no_proxy, isExcluded) => {
    expect(proxyFor(new URL('http://prometheus.example.com:9090'), { http_proxy: 'p', no_proxy })).toBe(isExcluded ? undefined : 'p');
  });

  test.each([
    ['http://127.0.0.1:9090', '127.0.0.1', true],
    ['http://[::1]:9090', '::1', true],
    ['http://[::1]:9090', '[::1]:9090', true],
    ['http://[::1]:9090', '[::1]:80', false],
    ['http://prometheus', 'prometheus:80', true],
  ])('of %s is none where NO_PROXY is "%s": %s', (address, NO_PROXY, isExcluded) => {
    expect(proxyFor(new URL(address), { http_proxy: 'p', NO_PROXY })).toBe(isExcluded ? undefined : 'p');
  });
});
