import { errorIn, samplesIn } from './answer';
import { post, Reply, Route } from './exchange';
import { TelemetryProblem } from './problem';
import type { Sample } from '../gates';

/** What is shown to be let in. */
export type Credentials =
  | { readonly token: string }
  | { readonly username: string; readonly password: string };

export interface PrometheusOptions extends Omit<Route, 'mostBytes'> {
  readonly credentials?: Credentials;
}

/** An answer for ten thousands of workloads has a few megabytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Instant queries to the API of Prometheus, or of whatever answers as it does. */
export class Prometheus {
  private readonly api: URL;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(address: URL, private readonly options: PrometheusOptions) {
    this.api = new URL(`${address.origin}${address.pathname.replace(/\/+$/, '')}/api/v1/query`);
    this.headers = headersOf(options.credentials);
  }

  /** What a question of PromQL gives as of a time. */
  public async query(promql: string, at: Date): Promise<Sample[]> {
    return this.ask({ query: promql, time: (at.getTime() / 1000).toFixed(3) });
  }

  /** The time by the clock of Prometheus. */
  public async time(): Promise<Date> {
    const [sample] = await this.ask({ query: 'time()' });
    const time = new Date(Math.round((sample?.value ?? NaN) * 1000));
    if (Number.isNaN(time.getTime())) {
      throw this.problem('does not say what time it is');
    }
    return time;
  }

  private async ask(form: Record<string, string>): Promise<Sample[]> {
    try {
      const limit = `${Math.ceil(this.options.timeout / 1000)}s`;
      const reply = await post(this.api, new URLSearchParams({ ...form, timeout: limit }), this.headers, { ...this.options, mostBytes: MOST_BYTES });
      const refusal = refusalOf(reply);
      if (refusal !== undefined) {
        throw new TelemetryProblem(refusal);
      }
      return samplesIn(reply.body);
    } catch (error) {
      throw error instanceof TelemetryProblem ? this.problem(error.message) : error;
    }
  }

  private problem(message: string): TelemetryProblem {
    return new TelemetryProblem(`${this.api.host}: ${message}`);
  }
}

function headersOf(credentials: Credentials | undefined): Record<string, string> {
  if (!credentials) {
    return {};
  }
  return {
    authorization: 'token' in credentials
      ? `Bearer ${credentials.token}`
      : `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`,
  };
}

/** Why an answer is none; `undefined` if it is one. */
function refusalOf({ status, headers: { location }, body }: Reply): string | undefined {
  if (status === 200) {
    return undefined;
  }
  const said = errorIn(body);
  const because = said === undefined ? '' : `: ${said}`;
  if (status >= 300 && status < 400) {
    return `sends us to another address${location === undefined ? '' : ` (${location.slice(0, 200)})`}, which is not followed, so that no credentials go where they were not meant to. Give that address, if it is the right one`;
  }
  if (status === 401 || status === 403) {
    return `does not let us in (${status}${because}). Check the token, the user and password, or the client certificate`;
  }
  if (status === 404) {
    return `has no API of Prometheus there (404${because}). Give the address as a browser would open Prometheus, with its path if it has one, and without "/api/v1"`;
  }
  return `answers ${status}${because}`;
}
