/** What is known when gates are made: over which time to look, and how much of it must have been watched. Times are milliseconds. */
export interface GateSettings {
  /** How far back calls are looked at. */
  readonly window: number;
  /** The part of the window, from 0 to 1, in which a workload must have been watched. */
  readonly minCoverage: number;
  /**
   * The longest lifetime of the certificates that the mesh issues to workloads.
   *
   * @default - what the chain records, else what Istio's agents ask for: 24 hours
   */
  readonly workloadLifetime?: number;
  /**
   * When the phase was deployed that the manifests are in, in milliseconds since 1970.
   *
   * @default - as far as telemetry tells
   */
  readonly since?: number;
  /** Labels that every series must have, such as that of a cluster. */
  readonly matchers: Readonly<Record<string, string>>;
}

/** A question to Prometheus. */
export interface Query {
  readonly promql: string;
  /**
   * Where one answer over the whole window would be too much to hold: how often it is
   * asked, and how far apart, in milliseconds. The first time is now, the others are
   * before it; what they answer is added up.
   */
  readonly pieces?: { readonly number: number; readonly length: number };
}

/** One series of an answer. */
export interface Sample {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** The answers to the queries of a gate, in their order. */
export type Answers = readonly (readonly Sample[])[];

/** Something that keeps a gate shut. */
export interface Offender {
  /** Who calls, for a call. */
  readonly source?: string;
  /** Who is called, or what it is about. */
  readonly subject: string;
  readonly problem: string;
  /** How many calls there were. */
  readonly count?: number;
}

/** `undecided`: telemetry does not tell. It is no pass. */
export type Outcome = 'pass' | 'fail' | 'undecided';

export interface Judgement {
  readonly outcome: Outcome;
  /** What was seen, in a few words. */
  readonly summary: string;
  readonly offenders: readonly Offender[];
}

export type GateName =
  | 'no-plaintext' | 'coverage'
  | 'certificates' | 'agents' | 'signer'
  | 'new-root-issued' | 'bundle-distributed' | 'roots-loaded'
  | 'authorities-reissued' | 'certificates-reissued' | 'agents-reissued' | 'nothing-under-old-root' | 'certificates-loaded'
  | 'new-intermediate-issued' | 'new-intermediate-signs' | 'nothing-under-old-intermediate' | 'old-key-deleted'
  | 'aliases-known' | 'confined-reissued' | 'restarts-possible' | 'no-old-identity' | 'identity-coverage' | 'old-domain-unnamed';

/** One thing that must be true before the next step, and how telemetry tells. Plain data: asking is somebody else's. */
export interface Gate {
  readonly name: GateName;
  /** The namespace or the chain that it is about, or the intermediate, as `chain/name`; absent for the whole cluster. */
  readonly scope?: string;
  /** In plain words: `Has nobody called workloads of "shop" without mutual TLS?` */
  readonly question: string;
  /** Empty where no telemetry tells. */
  readonly queries: readonly Query[];
  /** How a person looks, where telemetry does not tell: commands, or what to do in words. */
  readonly checks: readonly string[];
  /** Whether nothing can be decided until somebody says when the phase was deployed; absent if telemetry tells. */
  readonly needsSince?: true;
  judge(answers: Answers, now: Date): Judgement;
}

/** The judgement that follows from what was found. What is certainly wrong comes before what is not known. */
export function judged(passes: string, offenders: readonly Offender[], unknown: readonly Offender[] = []): Judgement {
  if (offenders.length > 0) {
    return { outcome: 'fail', summary: `${offenders.length} in the way`, offenders: [...offenders, ...unknown] };
  }
  return unknown.length > 0
    ? { outcome: 'undecided', summary: `not known of ${unknown.length}`, offenders: unknown }
    : { outcome: 'pass', summary: passes, offenders: [] };
}
