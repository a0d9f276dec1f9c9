/** Whether a host name, which may begin with `*`, covers another one, which may too. */
export function hostCovers(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*')) {
    return pattern === name;
  }
  const ending = pattern.slice(1);
  return name.startsWith('*') ? name.length >= pattern.length && name.slice(1).endsWith(ending) : name.length >= ending.length && name.endsWith(ending);
}

/**
 * Things filed under host names of which some begin with `*`, findable by the
 * name that they cover: the exact one, else the longest pattern.
 */
export class HostMap<T> {
  private readonly exact = new Map<string, T>();
  private readonly patterns = new Map<string, T>();

  public get(host: string): T | undefined {
    return this.mapOf(host).get(host);
  }

  public set(host: string, value: T): void {
    this.mapOf(host).set(host, value);
  }

  /** What is filed under the most specific name that covers a host. */
  public covering(host: string): T | undefined {
    const exact = this.exact.get(host);
    if (exact !== undefined || this.patterns.size === 0) {
      return exact;
    }
    // A pattern is "*" and an ending of the name: as many look-ups as the name has characters, however many patterns there are.
    for (let start = host.startsWith('*') ? 1 : 0; start <= host.length; start++) {
      const found = this.patterns.get(`*${host.slice(start)}`);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  private mapOf(host: string): Map<string, T> {
    return host.startsWith('*') ? this.patterns : this.exact;
  }
}
