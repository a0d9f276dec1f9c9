/**
 * Durations as Go and so every Kubernetes controller writes them: `2160h0m0s`.
 * There is no unit for days. Values are milliseconds.
 */
const UNITS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
/** Go counts nanoseconds in 64 bits, so no duration is longer: about 292 years. */
const LONGEST = 2 ** 63 / 1e6;
const WHOLE = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/** Milliseconds of a Go duration, or `undefined` if it is none. */
export function parseGoDuration(text: string): number | undefined {
  if (text === '0') {
    return 0;
  }
  if (text.length > 100 || !WHOLE.test(text)) {
    return undefined;
  }
  let milliseconds = 0;
  for (const [, amount, unit] of text.matchAll(PART)) {
    milliseconds += Number(amount) * UNITS[unit];
  }
  if (milliseconds >= LONGEST) {
    return undefined;
  }
  return text.startsWith('-') ? -milliseconds : milliseconds;
}

/** The canonical form, as Go prints it, so that a GitOps tool sees no drift. */
export function formatGoDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${seconds % 60}s`;
  if (hours > 0) {
    return `${hours}h${minutes}m${rest}`;
  }
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** The duration in words for a person: "90 days", "24 hours", "30 minutes". */
export function describeDuration(milliseconds: number): string {
  for (const [name, size, least] of [['day', 86_400_000, 2], ['hour', 3_600_000, 1], ['minute', 60_000, 1], ['second', 1_000, 0]] as const) {
    const amount = milliseconds / size;
    if (amount >= least && (Number.isInteger(amount) || amount >= 10 * least)) {
      const rounded = Math.round(amount * 10) / 10;
      return `${rounded} ${name}${rounded === 1 ? '' : 's'}`;
    }
  }
  return `${milliseconds} milliseconds`;
}
