import { Flow, Verdict } from '../../../src/core/flow';

/** What the oracle says of one backend of a call. */
interface OracleBackend {
  readonly workload: string;
  readonly sent: string;
  readonly origin?: string;
  readonly transport: string;
  readonly authorization: string;
  readonly outcome: string;
  readonly why?: string;
}

interface OracleAnswer {
  readonly client: { readonly error?: string };
  readonly backends: readonly OracleBackend[];
  readonly outcome: string;
  readonly why?: string;
}

/** What the oracle says of one call; for each protocol that the application may speak, where that makes a difference. */
export interface OracleResult extends OracleAnswer {
  readonly case: string;
  readonly call: number;
  readonly error?: string;
  readonly protocols?: Readonly<Record<string, OracleAnswer>>;
}

/** What becomes of a call, as both sides can say it. */
export interface Outcome {
  readonly verdict: string;
  readonly perRequest: boolean;
}

/** From the least to the best protected. */
const BY_PROTECTION: readonly string[] = [Verdict.PLAINTEXT, Verdict.UNKNOWN, Verdict.REFUSED, Verdict.TLS, Verdict.MUTUAL_TLS];

export function outcomeOfFlow({ verdict, decidedPerRequest }: Flow): Outcome {
  return { verdict, perRequest: decidedPerRequest };
}

/** The least protected of what becomes of the call at its backends, whatever the application speaks. */
export function outcomeOfOracle(result: OracleResult, ours: string): Outcome {
  const answers = Object.values(result.protocols ?? { only: result });
  const outcomes = answers.map(answer => outcomeOfAnswer(answer, ours));
  // Where what is spoken decides about authorization alone, the policies decide on each call.
  const transports = new Set(answers.flatMap(({ backends }) => backends.map(({ transport }) => transport)));
  if (result.protocols && transports.size === 1 && new Set(outcomes.map(({ verdict: one }) => one)).size > 1) {
    return { verdict: [...transports][0], perRequest: true };
  }
  const verdict = leastProtected(outcomes.map(outcome => outcome.verdict));
  return { verdict, perRequest: outcomes.some(({ perRequest }) => perRequest) };
}

function outcomeOfAnswer({ backends, outcome, why }: OracleAnswer, ours: string): Outcome {
  // Where no pod is, a call fails; manifests alone cannot know that there is none.
  return backends.length === 0
    ? { verdict: why === 'nobody is there' || why === 'there is no endpoint' ? Verdict.UNKNOWN : outcome, perRequest: false }
    : {
      verdict: leastProtected(backends.map(backend => verdictOfBackend(backend, ours))),
      perRequest: backends.some(({ authorization }) => authorization === 'per-request'),
    };
}

/** What the oracle cannot know either, and then assumes. */
const ASSUMED: Readonly<Record<string, (backend: OracleBackend, ours: string) => string>> = {
  // Whether an application speaks TLS is in no manifest: the oracle takes it that none does, and we say what is sent.
  'nobody before the application ends the TLS': ({ origin, sent, outcome }, ours) => origin === 'istio' || ours === Verdict.REFUSED ? outcome : sent,
  // What somebody outside trusts is not known either: the oracle takes it that they trust the mesh.
  'the server is not in the mesh': ({ origin, outcome }) => origin === 'istio' ? Verdict.UNKNOWN : outcome,
  // Two Services that declare one container port as HTTP and as something else: what is spoken there is not known.
  'server: the port is for HTTP, and gets something else': ({ transport }) => transport,
};

function verdictOfBackend(backend: OracleBackend, ours: string): string {
  if (backend.authorization === 'denied') {
    return Verdict.REFUSED;
  }
  const assumption = Object.entries(ASSUMED).find(([why]) => backend.why?.startsWith(why));
  return assumption ? assumption[1](backend, ours) : backend.authorization === 'per-request' ? backend.transport : backend.outcome;
}

function leastProtected(verdicts: readonly string[]): string {
  return verdicts.reduce((worst, verdict) => BY_PROTECTION.indexOf(verdict) < BY_PROTECTION.indexOf(worst) ? verdict : worst);
}
