import * as fc from 'fast-check';
import { PlainObject } from './objects';

export const NAMESPACES = ['shop', 'pay', 'edge'];
export const ROOT_NAMESPACE = 'istio-system';
export const PORTS = [80, 8080, 9090, 3306];
const DAYS = ['2026-01-01T00:00:00Z', '2026-02-02T00:00:00Z', '2026-03-03T00:00:00Z'];

export const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** A value now and then. */
export const seldom = <T>(value: fc.Arbitrary<T>, oneIn = 6): fc.Arbitrary<T | undefined> =>
  fc.tuple(value, fc.nat(oneIn - 1)).map(([chosen, n]) => n === 0 ? chosen : undefined);

export const often = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 3 });

/** Up to so many. */
export const some = (value: fc.Arbitrary<PlainObject>, most: number): fc.Arbitrary<PlainObject[]> => fc.array(value, { maxLength: most, size: 'max' });

/** One or two that differ in what a function gives. */
export const oneOrTwo = (value: fc.Arbitrary<PlainObject>, by: (one: PlainObject) => unknown): fc.Arbitrary<PlainObject[]> =>
  fc.uniqueArray(value, { minLength: 1, maxLength: 2, selector: by });

export const compact = (fields: PlainObject): PlainObject => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

export const namespace = oneOf(...NAMESPACES);
export const namespaceOrRoot = oneOf(...NAMESPACES, ROOT_NAMESPACE);
export const created = often(oneOf(...DAYS));
