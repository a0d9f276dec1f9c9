import * as fc from 'fast-check';
import { PortProtocol, WorkloadPort } from '../../src';
import { describeObject } from '../../src/core/finding';
import { append } from '../../src/core/multi-map';
import { didYouMean } from '../../src/core/suggestion';
import { usageError } from '../../src/core/usage-error';
import { portProblem } from '../../src/core/workload-port';

describe('an error of usage', () => {
  test('says where, the call, what is wrong and what to write', () => {
    expect(usageError({ node: { path: 'shop/cart' } }, 'exemptPort(9090)', 'no end date', 'Add "until".').message).toBe('[shop/cart] exemptPort(9090): no end date. Add "until".');
  });

  test('says no place where there is none', () => {
    expect(usageError(undefined, 'WorkloadPort.of(0)', 'it is none', 'Give one.').message).toBe('WorkloadPort.of(0): it is none. Give one.');
  });
});

describe('a suggestion', () => {
  test.each([
    ['card', ['web', 'cart'], ' Did you mean "cart"?'],
    ['crt', ['cart', 'crtx'], ' Did you mean "cart"?'],
    ['checkuot', ['checkout'], ' Did you mean "checkout"?'],
    ['web', ['payments'], ''],
    ['web', [], ''],
  ])('for %s among %j is%s', (given, known, suggestion) => {
    expect(didYouMean(given, known)).toBe(suggestion);
  });

  test('for a name that is known is that name', () => {
    fc.assert(fc.property(fc.string(), fc.array(fc.string()), (name, others) => didYouMean(name, [...others, name]) === ` Did you mean "${name}"?`));
  });
});

describe('a port', () => {
  test('is a whole number from 1 to 65535', () => {
    expect([1, 65535].map(portProblem)).toEqual([undefined, undefined]);
    fc.assert(fc.property(fc.oneof(fc.integer({ max: 0 }), fc.integer({ min: 65536 }), fc.double().filter(number => !Number.isInteger(number))), port => portProblem(port) === 'a port is a whole number from 1 to 65535'));
  });

  test.each<['http' | 'http2' | 'grpc' | 'tcp' | 'tls', PortProtocol]>([
    ['http', PortProtocol.HTTP], ['http2', PortProtocol.HTTP2], ['grpc', PortProtocol.GRPC], ['tcp', PortProtocol.TCP], ['tls', PortProtocol.TLS],
  ])('that %s() makes speaks %s', (create, protocol) => {
    expect(WorkloadPort[create](8080)).toMatchObject({ port: 8080, protocol, name: undefined });
  });

  test('may have a name', () => {
    expect(WorkloadPort.of(8080, PortProtocol.HTTP, 'http').name).toBe('http');
  });
});

test('an object is described by its kind, namespace and name', () => {
  expect(describeObject({ kind: 'Certificate', namespace: 'shop', name: 'web' })).toBe('Certificate shop/web');
  expect(describeObject({ kind: 'Namespace', name: 'shop' })).toBe('Namespace shop');
});

test('a map of lists keeps what was added, in that order', () => {
  const map = new Map<string, number[]>();
  append(map, 'a', 1);
  append(map, 'b', 2);
  append(map, 'a', 3);
  expect([...map]).toEqual([['a', [1, 3]], ['b', [2]]]);
});
