import { Query } from './gate';

/** A condition on a label: the value that it has, or has not, or one of several; or with what it begins, or does not. */
export type Matcher =
  | readonly [label: string, operator: '=' | '!=' | '^=' | '!^=', value: string]
  | readonly [label: string, operator: '=~', values: readonly string[]];

/** More alternatives than these cost more than to ask for all and to sort them out here. */
const MOST_ALTERNATIVES = 20;

/** Lengths of pieces are multiples of this, so that they begin where no look at series falls. */
export const GRID = 30_000;

/** A selector of series: `istio_requests_total{reporter="destination"}`. Values may hold anything. */
export function selector(metrics: string | readonly string[], matchers: readonly Matcher[]): string {
  const name: Matcher[] = typeof metrics === 'string' ? [] : [['__name__', '=~', metrics]];
  const all = [...name, ...matchers].map(condition);
  return `${typeof metrics === 'string' ? metrics : ''}${all.length > 0 ? `{${all.join(',')}}` : ''}`;
}

function condition([label, operator, value]: Matcher): string {
  switch (operator) {
    case '=~':
      return `${label}=~${quoted(value.map(literal).join('|'))}`;
    case '^=':
      return `${label}=~${quoted(`${literal(value)}.*`)}`;
    case '!^=':
      return `${label}!~${quoted(`${literal(value)}.*`)}`;
    default:
      return `${label}${operator}${quoted(value)}`;
  }
}

/** The condition that a label has one of some values; none where they are too many. */
export function oneOfValues(label: string, values: readonly string[]): Matcher[] {
  if (values.length === 1) {
    return [[label, '=', values[0]]];
  }
  return values.length > MOST_ALTERNATIVES ? [] : [[label, '=~', values]];
}

/** The conditions that every selector has. */
export function common(matchers: Readonly<Record<string, string>>): Matcher[] {
  return Object.entries(matchers).map(([label, value]) => [label, '=', value]);
}

/** A duration as PromQL writes it. */
export function seconds(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 1000)}s`;
}

/** How many calls or errors there were, by counters that go on: it sees nothing of the first sample of a series. */
export function grown(by: readonly string[], series: string, range: string): string {
  return `sum by (${by.join(',')}) (increase(${series}[${range}]))`;
}

/**
 * What series counted when they came, or came back after they were gone: which is all
 * that there is of a single call, and what `increase` does not see. It is looked every
 * `step` whether a series is there.
 */
export function come(by: readonly string[], series: string, length: number, step: number): string {
  return `sum by (${by.join(',')}) (sum_over_time((${series} unless ${series} offset ${seconds(step)})[${seconds(length)}:${seconds(step)}]))`;
}

/** The window in pieces no longer than some length. */
export function pieces(window: number, atMost: number): Required<Query>['pieces'] {
  const number = Math.max(1, Math.ceil(window / atMost));
  return { number, length: Math.ceil(window / number / GRID) * GRID };
}

/** A text as PromQL reads it. Halves of characters have no form in it, nor in any label. */
function quoted(value: string): string {
  return JSON.stringify(Buffer.from(value).toString());
}

/** A text as a regular expression that matches exactly it. */
function literal(value: string): string {
  return value.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
