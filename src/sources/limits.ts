/**
 * How much is read before we refuse. With these, the process stays below
 * 1.5 GiB whatever it is given, and a cluster of 20,000 objects is far below.
 */
export interface Limits {
  /** Bytes of all input together. */
  readonly bytes: number;
  /** Values (objects, lists, texts, numbers) of all objects that are kept; one of a JSON text too. */
  readonly values: number;
  /** Values of one YAML document. The parser needs ten times the memory of JSON's for each. */
  readonly yamlValues: number;
  /** Values that aliases and merge keys add to one YAML document: a few lines can stand for billions. */
  readonly aliasedValues: number;
  /** Collections within collections. */
  readonly depth: number;
  /** Problems after which no more is read: each costs far more time than an object. */
  readonly problems: number;
  /** Problems listed of one file; the rest is counted. */
  readonly listed: number;
}

export const LIMITS: Limits = {
  bytes: 256 * 1024 * 1024,
  values: 6_000_000,
  yamlValues: 1_500_000,
  aliasedValues: 1_000_000,
  depth: 256,
  problems: 10_000,
  listed: 100,
};
