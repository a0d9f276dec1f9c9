import { Flow, Verdict } from '../../../src/core/flow';

/** What the oracle says of one backend of a call. */
interface OracleBackend {
  readonly workload: string;
  readonly address?: string;
  readonly port: number;
  readonly sent: string;
  readonly origin?: string;
  readonly withoutPods?: boolean;
  readonly transport: string;
  readonly authorization: string;
  readonly outcome: string;
  readonly why?: string;
}

interface OracleAnswer {
  readonly backends: readonly OracleBackend[];
  readonly outcome: string;
  readonly why?: string;
}

/** What the oracle says of one call; for each protocol that the application may speak, where that makes a difference. */
export interface OracleResult extends OracleAnswer {
  readonly case: string;
  readonly call: number;
  readonly error?: string;
  readonly rejected?: readonly { readonly object: string; readonly why: string }[];
  readonly protocols?: Readonly<Record<string, OracleAnswer>>;
}

/** What becomes of a call: any of the verdicts, where the oracle assumes what no manifest says. */
export interface Expected {
  readonly verdicts: readonly string[];
  /** Whether a policy decides on each request; undefined where the oracle does not come so far. */
  readonly perRequest?: boolean;
}

/** From the least to the best protected. */
const BY_PROTECTION: readonly string[] = [Verdict.PLAINTEXT, Verdict.UNKNOWN, Verdict.REFUSED, Verdict.TLS, Verdict.MUTUAL_TLS];
/** A headless Service without pods: the call does not come to the client's proxy, which may stop it whatever pods there are. */
const NO_ADDRESS = 'the name has no address';
/** Where no pod is, a call fails; manifests alone cannot know that there is none. */
const NOBODY = new Set(['nobody is there', 'there is no endpoint', NO_ADDRESS]);

/** Whether what we say of a call is what the oracle says of it. */
export function agrees({ verdict, decidedPerRequest }: Flow, { verdicts, perRequest }: Expected): boolean {
  return verdicts.includes(verdict) && (perRequest === undefined || decidedPerRequest === perRequest);
}

/** What we should say of a call: the least protected of what becomes of it at its backends, whatever the application speaks. */
export function expectedOf(result: OracleResult): Expected {
  const answers = Object.values(result.protocols ?? { only: result });
  const [first, ...others] = answers;
  const namesOf = ({ backends }: OracleAnswer): string[] => backends.map(({ workload, address, port }) => `${workload} ${address}:${port}`);
  const sameBackends = first.backends.length > 0 && others.every(other => `${namesOf(other)}` === `${namesOf(first)}`);
  const outcomes = sameBackends
    ? first.backends.map((_, index) => whateverIsSpoken(answers.map(({ backends }) => backends[index])))
    : answers.flatMap(outcomesOf);
  return {
    verdicts: [...new Set([0, 1].map(choice => leastProtected(outcomes.map(({ verdicts }) => verdicts[choice]))))],
    perRequest: outcomes.some(({ perRequest }) => perRequest === undefined) ? undefined : outcomes.some(({ perRequest }) => perRequest),
  };
}

/** What becomes of a call at a backend: as it is sent, and as the oracle assumes. */
interface Outcome {
  readonly verdicts: readonly [sent: string, assumed: string];
  readonly perRequest: boolean | undefined;
}

function outcomesOf({ backends, outcome, why }: OracleAnswer): Outcome[] {
  const verdict = NOBODY.has(why ?? '') ? Verdict.UNKNOWN : outcome;
  return backends.length === 0 ? [{ verdicts: [verdict, why === NO_ADDRESS ? outcome : verdict], perRequest: false }] : backends.map(outcomeOf);
}

/** The outcome at one backend over what the application may speak. Where that decides about authorization alone, the policies decide on each call. */
function whateverIsSpoken(answers: readonly OracleBackend[]): Outcome {
  const outcomes = answers.map(outcomeOf);
  const [{ transport }] = answers;
  const differ = new Set(outcomes.map(({ verdicts }) => verdicts[0])).size > 1;
  if (differ && answers.every(answer => answer.transport === transport)) {
    const { verdicts } = outcomes.find(outcome => outcome.verdicts[0] !== Verdict.REFUSED)!;
    return { verdicts, perRequest: verdicts[0] !== Verdict.UNKNOWN };
  }
  return {
    verdicts: [leastProtected(outcomes.map(({ verdicts }) => verdicts[0])), leastProtected(outcomes.map(({ verdicts }) => verdicts[1]))],
    perRequest: outcomes.some(({ perRequest }) => perRequest === undefined) ? undefined : outcomes.some(({ perRequest }) => perRequest),
  };
}

/** What the oracle cannot know either, and then assumes. */
const ASSUMED: Readonly<Record<string, (backend: OracleBackend) => Outcome>> = {
  // Whether an application speaks TLS is in no manifest: the oracle takes it that none does, and looks no further. We say what is sent.
  'nobody before the application ends the TLS': ({ origin, sent, outcome }) => origin === 'istio'
    ? { verdicts: [outcome, outcome], perRequest: false }
    : { verdicts: [sent, outcome], perRequest: undefined },
  // What somebody outside trusts is not known: the oracle takes it that they trust the mesh.
  'the server is not in the mesh': outsideTheMesh,
  // Nor what a pod of a MESH_EXTERNAL ServiceEntry does with bytes that no sidecar takes there.
  'the service is not in the mesh': outsideTheMesh,
  // Who signed a certificate that is configured by hand is not known: the oracle takes it that the server trusts it.
  'if the server trusts the client\'s certificate': () => ({ verdicts: [Verdict.UNKNOWN, Verdict.UNKNOWN], perRequest: false }),
  // Two Services declare one container port as HTTP and as something else: what is spoken there is not known.
  'server: the port is for HTTP, and gets something else': ({ transport }) => ({ verdicts: [transport, transport], perRequest: undefined }),
};

function outsideTheMesh({ origin, outcome }: OracleBackend): Outcome {
  const verdict = origin === 'istio' ? Verdict.UNKNOWN : outcome;
  return { verdicts: [verdict, verdict], perRequest: false };
}

/** The outcome at one backend. Other manifests may have the pods that its host selects: the oracle takes it that there are none, and so none with a sidecar. */
function outcomeOf(backend: OracleBackend): Outcome {
  const { verdicts, perRequest } = outcomeOfSent(backend);
  return backend.withoutPods
    ? { verdicts: [Verdict.UNKNOWN, verdicts[1]], perRequest: perRequest ? undefined : perRequest }
    : { verdicts, perRequest };
}

function outcomeOfSent(backend: OracleBackend): Outcome {
  const { authorization, transport, outcome, why } = backend;
  const assumption = Object.entries(ASSUMED).find(([beginning]) => why?.startsWith(beginning));
  if (authorization !== 'denied' && assumption) {
    return assumption[1](backend);
  }
  const verdict = authorization === 'denied' ? Verdict.REFUSED : authorization === 'per-request' ? transport : outcome;
  return { verdicts: [verdict, verdict], perRequest: authorization === 'per-request' };
}

function leastProtected(verdicts: readonly string[]): string {
  return verdicts.reduce((worst, verdict) => BY_PROTECTION.indexOf(verdict) < BY_PROTECTION.indexOf(worst) ? verdict : worst);
}
