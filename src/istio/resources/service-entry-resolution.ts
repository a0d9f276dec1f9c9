/**
 * How the addresses of servers are found.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution
 */
export enum ServiceEntryResolution {
  /** They are not: a connection goes to the address that the client asked for. */
  NONE = 'NONE',
  /** By the endpoints, or the workload selector. */
  STATIC = 'STATIC',
  /** In DNS, all of the answers, at intervals. */
  DNS = 'DNS',
  /** In DNS, the first of the answers, when connecting. */
  DNS_ROUND_ROBIN = 'DNS_ROUND_ROBIN',
  /** In DNS, by the host of the request, for wildcard hosts. */
  DYNAMIC_DNS = 'DYNAMIC_DNS',
}
