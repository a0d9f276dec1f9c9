import { readPemSource } from '../../../src/analysis/trustmanager/pem-source';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';

describe('trust-manager takes from a source', () => {
  test.each<[string, string, number]>([
    ['a certificate', ROOT_PEM, 1],
    ['each certificate', `${ROOT_PEM}\n${ROOT_PEM}`, 2],
    ['certificates among other text', `# our root: 2026\n${ROOT_PEM}\n`, 1],
    ['certificates with the line ends of Windows', ROOT_PEM.replace(/\n/g, '\r\n'), 1],
    ['nothing that is indented', ROOT_PEM.replace(/^/gm, '  '), 0],
    ['nothing that does not end', ROOT_PEM.slice(0, 200), 0],
    ['nothing that is not base64', '-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n', 0],
    ['nothing of other text', 'a', 0],
  ])('%s', (_, text, certificates) => expect(readPemSource(text)).toEqual({ certificates }));
});

describe('trust-manager refuses a source with', () => {
  const block = (label: string, body: string): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

  test.each<[string, string, RegExp]>([
    ['a key', `${ROOT_PEM}\n${block('PRIVATE KEY', 'AAAA')}`, /PEM block "PRIVATE KEY"/],
    ['headers', block('CERTIFICATE', 'Name: a\n\nAAAA'), /headers/],
    ['something called a certificate', block('CERTIFICATE', 'AAAA'), /is none/],
  ])('%s', (_, text, says) => expect(readPemSource(text).problem).toMatch(says));

  test('a beginning without an end, again and again, without looking for each to the end', () => {
    // To do so would take hours.
    expect(readPemSource('-----BEGIN CERTIFICATE-----\n'.repeat(1_000_000))).toEqual({ certificates: 0 });
  });
});
