import * as fc from 'fast-check';
import { SpiffeId, TrustDomain } from '../../src';
import { dnsLabelProblem, dnsSubdomainProblem, labelValueProblem, qualifiedNameProblem } from '../../src/core/kubernetes-names';

const letterOrDigit = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789');
const inner = fc.string({ unit: fc.constantFrom(...'abcz09-'), maxLength: 61 });
const label = fc.oneof(letterOrDigit, fc.tuple(letterOrDigit, inner, letterOrDigit).map(parts => parts.join('')));

describe('names of Kubernetes', () => {
  test('a label is every text of the form, and one longer than 63 characters is none', () => {
    fc.assert(fc.property(label, text => dnsLabelProblem(text) === undefined));
    expect(dnsLabelProblem('a'.repeat(63))).toBeUndefined();
    expect(dnsLabelProblem('a'.repeat(64))).toBe('has 64 characters, at most 63 are allowed');
  });

  test('a subdomain is labels with dots between them, at most 253 characters', () => {
    fc.assert(fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), labels => dnsSubdomainProblem(labels.join('.')) === undefined));
    expect(dnsSubdomainProblem('a'.repeat(253))).toBeUndefined();
    expect(dnsSubdomainProblem('a'.repeat(254))).toBe('has 254 characters, at most 253 are allowed');
  });

  test('a text with any other character is neither', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }).filter(text => /[^a-z0-9.-]/.test(text)), text => dnsLabelProblem(text) !== undefined && dnsSubdomainProblem(text) !== undefined));
  });

  test.each(['', '-a', 'a-', 'a.b', 'A', 'a_b', 'a\n'])('%j is no label', text => {
    expect(dnsLabelProblem(text)).toBe('must be lower-case letters, digits and "-", and begin and end with a letter or digit');
  });

  test.each(['', '.a', 'a.', 'a..b', 'a.-b', 'A.b', '*.a'])('%j is no subdomain', text => {
    expect(dnsSubdomainProblem(text)).toBe('must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit');
  });

  test.each<[string, string | undefined]>([
    ['app', undefined],
    ['app.kubernetes.io/name', undefined],
    ['A_b.c-d', undefined],
    ['a'.repeat(63), undefined],
    ['a'.repeat(64), 'its name has 64 characters, at most 63 are allowed'],
    ['a/b/c', 'may contain one "/" only'],
    ['Example.com/a', 'its prefix must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit'],
    ['/a', 'its prefix must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit'],
    ['', 'must be letters, digits, "-", "_" and ".", and begin and end with a letter or digit'],
    ['a-', 'must be letters, digits, "-", "_" and ".", and begin and end with a letter or digit'],
  ])('the key %j of a label: %s', (key, problem) => {
    expect(qualifiedNameProblem(key)).toBe(problem);
  });

  test.each<[string, string | undefined]>([
    ['', undefined],
    ['v1.2_3', undefined],
    ['a'.repeat(64), 'has 64 characters, at most 63 are allowed'],
    ['a b', 'must be letters, digits, "-", "_" and ".", and begin and end with a letter or digit'],
    ['_a', 'must be letters, digits, "-", "_" and ".", and begin and end with a letter or digit'],
  ])('the value %j of a label: %s', (value, problem) => {
    expect(labelValueProblem(value)).toBe(problem);
  });
});

describe('a trust domain', () => {
  test('is a DNS name in lower case', () => {
    expect(TrustDomain.of('prod.example.com').name).toBe('prod.example.com');
  });

  test.each([
    ['Prod.example.com', 'trust domain "Prod.example.com": must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit. Did you mean "prod.example.com"?'],
    ['prod_1', 'trust domain "prod_1": must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit. Write a DNS name, for example "prod.example.com".'],
    ['spiffe://prod.example.com/ns/shop', 'trust domain "spiffe://prod.example.com/ns/shop": write the name alone, without "spiffe://": "prod.example.com"'],
    ['', 'trust domain "": must be'],
  ])('is not %j', (name, message) => {
    expect(() => TrustDomain.of(name)).toThrow(message);
  });
});

describe('a SPIFFE ID', () => {
  const names = fc.tuple(label, label, label);

  test('of a service account says its trust domain, namespace and name, and reads back', () => {
    fc.assert(fc.property(names, ([domain, namespace, account]) => {
      const id = SpiffeId.forServiceAccount(TrustDomain.of(domain), namespace, account);
      expect(id.uri).toBe(`spiffe://${domain}/ns/${namespace}/sa/${account}`);
      expect(id.principal).toBe(`${domain}/ns/${namespace}/sa/${account}`);
      expect(SpiffeId.of(id.uri)).toEqual(id);
    }));
  });

  test('of a trust domain alone has no path', () => {
    expect(SpiffeId.of('spiffe://prod.example.com')).toMatchObject({ principal: 'prod.example.com', trustDomain: { name: 'prod.example.com' } });
  });

  test.each([
    ['https://prod.example.com/a', 'does not begin with "spiffe://"'],
    ['spiffe://Prod/a', 'its trust domain "Prod" must be 1 to 255 lower-case letters, digits, ".", "-" and "_"'],
    ['spiffe:///a', 'its trust domain "" must be'],
    ['spiffe://prod/a//b', 'its path segment "" must be letters, digits, ".", "-" and "_", and not empty, "." or ".."'],
    ['spiffe://prod/a/', 'its path segment "" must be'],
    ['spiffe://prod/../b', 'its path segment ".." must be'],
    ['spiffe://prod/./b', 'its path segment "." must be'],
    ['spiffe://prod/a b', 'its path segment "a b" must be'],
    ['spiffe://prod/a?b', 'its path segment "a?b" must be'],
    [`spiffe://prod/${'a'.repeat(2048)}`, 'has 2062 bytes, at most 2048 are allowed'],
  ])('is not %s', (uri, problem) => {
    expect(() => SpiffeId.of(uri)).toThrow(problem);
  });

  test('is refused with an example of a right one', () => {
    expect(() => SpiffeId.of('web')).toThrow(new Error('SPIFFE ID "web": does not begin with "spiffe://". Write it as spiffe://<trust domain>/<path>, for example spiffe://prod.example.com/ns/shop/sa/web.'));
  });
});
