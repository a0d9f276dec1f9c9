/**
 * Who makes a request. Everything named must be true of the caller; of a list,
 * one value must be, or none for a list that begins with `not`.
 *
 * A `*` at the beginning or the end of a value stands for anything, except in service accounts and IP blocks.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source
 */
export interface AuthorizationSource {
  /**
   * Identities from the caller's certificate, `<trust domain>/ns/<namespace>/sa/<service account>`. Only mutual TLS proves them.
   *
   * @default - any
   */
  readonly principals?: string[];

  /**
   * Identities that the caller must not have. A caller without mutual TLS has none, and so matches.
   *
   * @default - none
   */
  readonly notPrincipals?: string[];

  /**
   * Identities from the request's token, `<issuer>/<subject>`. They need a RequestAuthentication.
   *
   * @default - any
   */
  readonly requestPrincipals?: string[];

  /**
   * Identities that the request's token must not have.
   *
   * @default - none
   */
  readonly notRequestPrincipals?: string[];

  /**
   * Namespaces from the caller's certificate. Only mutual TLS proves them.
   *
   * @default - any
   */
  readonly namespaces?: string[];

  /**
   * Namespaces that the caller must not be in. A caller without mutual TLS is in none, and so matches.
   *
   * @default - none
   */
  readonly notNamespaces?: string[];

  /**
   * Service accounts from the caller's certificate, `<namespace>/<name>`, or `<name>` in the namespace of the policy.
   * At most 16, and not together with principals or namespaces. Only mutual TLS proves them.
   *
   * @default - any
   */
  readonly serviceAccounts?: string[];

  /**
   * Service accounts that the caller must not have. At most 16, and not together with principals or namespaces.
   *
   * @default - none
   */
  readonly notServiceAccounts?: string[];

  /**
   * Trust domains from the caller's certificate. Only mutual TLS proves them.
   *
   * @default - any
   */
  readonly trustDomains?: string[];

  /**
   * Trust domains that the caller must not be of.
   *
   * @default - none
   */
  readonly notTrustDomains?: string[];

  /**
   * Addresses, or CIDR blocks of them, from which the packets come.
   *
   * @default - any
   */
  readonly ipBlocks?: string[];

  /**
   * Addresses from which the packets must not come.
   *
   * @default - none
   */
  readonly notIpBlocks?: string[];

  /**
   * Addresses of the original client, from `X-Forwarded-For` or the PROXY protocol. The mesh must say which proxies it trusts.
   *
   * @default - any
   */
  readonly remoteIpBlocks?: string[];

  /**
   * Addresses that the original client must not have.
   *
   * @default - none
   */
  readonly notRemoteIpBlocks?: string[];
}

/**
 * What a request does. Everything named must be true of it; of a list, one value
 * must be, or none for a list that begins with `not`. All but ports needs HTTP.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export interface AuthorizationOperation {
  /**
   * Hosts of the request, for example `*.example.com`.
   *
   * @default - any
   */
  readonly hosts?: string[];

  /**
   * Hosts that the request must not be for.
   *
   * @default - none
   */
  readonly notHosts?: string[];

  /**
   * Container ports of the server.
   *
   * @default - any
   */
  readonly ports?: number[];

  /**
   * Container ports that the request must not be for.
   *
   * @default - none
   */
  readonly notPorts?: number[];

  /**
   * Methods of the request, for example `GET`; of gRPC it is always `POST`.
   *
   * @default - any
   */
  readonly methods?: string[];

  /**
   * Methods that the request must not have.
   *
   * @default - none
   */
  readonly notMethods?: string[];

  /**
   * Paths of the request, for example `/orders/*` or `/orders/{*}/items`; of gRPC, `/<package>.<service>/<method>`.
   *
   * @default - any
   */
  readonly paths?: string[];

  /**
   * Paths that the request must not have.
   *
   * @default - none
   */
  readonly notPaths?: string[];
}

/**
 * What else must be true of a request. At least one of the two lists is needed.
 *
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 */
export interface AuthorizationCondition {
  /** The attribute, for example `source.trustDomain` or `request.headers[x-tenant]`. */
  readonly key: string;

  /**
   * Values of which the attribute must have one.
   *
   * @default - any
   */
  readonly values?: string[];

  /**
   * Values that the attribute must not have.
   *
   * @default - none
   */
  readonly notValues?: string[];
}

/** What a rule matches. At least one of the three lists is needed, and no list may be empty. */
export interface AuthorizationMatch {
  /**
   * Who may make the request: one of the sources must match.
   *
   * @default - anybody
   */
  readonly from?: AuthorizationSource[];

  /**
   * What the request may do: one of the operations must match.
   *
   * @default - anything
   */
  readonly to?: AuthorizationOperation[];

  /**
   * What else must be true: every condition must.
   *
   * @default - nothing
   */
  readonly when?: AuthorizationCondition[];
}
