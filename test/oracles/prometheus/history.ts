/** What Prometheus has scraped, to be written as OpenMetrics. */
export class History {
  private readonly families = new Map<string, string[]>();

  /**
   * Adds a series.
   *
   * @param samples pairs of seconds since 1970 and the value
   */
  public add(metric: string, labels: Record<string, string>, samples: Iterable<readonly [at: number, value: number]>): void {
    const written = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',');
    const lines = this.families.get(metric) ?? [];
    this.families.set(metric, lines);
    for (const [at, value] of samples) {
      lines.push(`${metric}{${written}} ${value} ${at}`);
    }
  }

  public toString(): string {
    const parts: string[] = [];
    for (const [metric, lines] of this.families) {
      // The type decides nothing here, and "counter" would ask for names that Istio's and cert-manager's do not have.
      parts.push(`# TYPE ${metric} unknown\n`, lines.join('\n'), '\n');
    }
    return `${parts.join('')}# EOF\n`;
  }
}

/** A value every so many seconds, from a time to another. */
export function* every(seconds: number, from: number, to: number, value: (at: number) => number): Generator<[at: number, value: number]> {
  for (let at = from; at <= to; at += seconds) {
    yield [at, value(at)];
  }
}
