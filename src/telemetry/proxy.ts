/** The variables of the environment that name proxies, as curl and most programs know them. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy through which an address is reached: of `https_proxy` or `http_proxy`,
 * by the scheme of the address, unless `no_proxy` names its host. Small letters win,
 * as for curl.
 */
export function proxyFor(address: URL, env: ProxyEnvironment): string | undefined {
  const scheme = address.protocol.slice(0, -1);
  const proxy = env[`${scheme}_proxy`] ?? env[`${scheme.toUpperCase()}_PROXY`];
  return proxy && !isExcluded(address, env.no_proxy ?? env.NO_PROXY ?? '') ? proxy : undefined;
}

/** `example.com` and `.example.com` name a host and everything below it; with a port, on that port alone; `*` names all. */
function isExcluded({ hostname, port, protocol }: URL, list: string): boolean {
  const host = bare(hostname);
  const effective = port || (protocol === 'https:' ? '443' : '80');
  return list.split(',').map(entry => entry.trim().toLowerCase()).filter(entry => entry !== '').some(entry => {
    if (entry === '*') {
      return true;
    }
    const [, name, wanted] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
    const domain = bare(name ?? entry).replace(/^\*?\./, '');
    return (wanted === undefined || wanted === effective) && (host === domain || host.endsWith(`.${domain}`));
  });
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
