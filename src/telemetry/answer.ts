import { TelemetryProblem } from './problem';
import { Sample } from '../gates';

/** More of a text that somebody else wrote is not repeated. */
const MOST_TEXT = 300;

/**
 * The series in an answer of Prometheus to an instant query. Whatever is no whole
 * answer is refused: a gate must not pass because something was missing.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/api/
 */
export function samplesIn(body: string): Sample[] {
  const answer = parsed(body);
  if (answer?.status !== 'success') {
    throw new TelemetryProblem(answer?.status === 'error' ? `answers with an error: ${textOf(answer.error ?? answer.errorType)}` : NOT_PROMETHEUS);
  }
  if (answer.warnings !== undefined && (!Array.isArray(answer.warnings) || answer.warnings.length > 0)) {
    throw new TelemetryProblem(`answers in part only, with the warning: ${textOf([answer.warnings].flat().join('; '))}`);
  }
  const { resultType, result } = fields(answer.data) ?? {};
  if (resultType === 'scalar') {
    return [{ labels: new Map(), value: valueOf(result, 'the answer') }];
  }
  if (resultType !== 'vector' || !Array.isArray(result)) {
    throw new TelemetryProblem(NOT_PROMETHEUS);
  }
  return result.map(sample);
}

/** What an answer with an error says of itself, if it says anything. */
export function errorIn(body: string): string | undefined {
  try {
    const error = parsed(body)?.error;
    return typeof error === 'string' ? textOf(error) : undefined;
  } catch {
    return undefined;
  }
}

const NOT_PROMETHEUS = 'does not answer as Prometheus does. Give the address of its API, without "/api/v1" and without a page to sign in before it';

function sample(series: unknown): Sample {
  const { metric, value, histogram } = fields(series) ?? {};
  const labels = fields(metric);
  if (!labels || histogram !== undefined || !Object.values(labels).every(text => typeof text === 'string')) {
    throw new TelemetryProblem(NOT_PROMETHEUS);
  }
  const entries = Object.entries(labels as Record<string, string>);
  return { labels: new Map(entries), value: valueOf(value, `the series {${textOf(entries.map(([label, text]) => `${label}=${JSON.stringify(text)}`).join(','))}}`) };
}

function valueOf(pair: unknown, what: string): number {
  const text: unknown = Array.isArray(pair) ? pair[1] : undefined;
  if (typeof text !== 'string' || text.trim() === '') {
    throw new TelemetryProblem(NOT_PROMETHEUS);
  }
  const value = Number(text);
  if (!Number.isFinite(value)) {
    throw new TelemetryProblem(`answers ${textOf(text)} for ${what}, which is no number to judge by. Something writes it into the metric: look at the series`);
  }
  return value;
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    return fields(JSON.parse(body));
  } catch {
    throw new TelemetryProblem(`${body.trim() === '' ? 'answers nothing' : 'answers something that is no JSON, or breaks off before its end'}. Give the address of the API of Prometheus, without "/api/v1" and without a page to sign in before it`);
  }
}

function fields(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
}

function textOf(value: unknown): string {
  const text = `${value}`;
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}
