import { checkForm, IP_BLOCK, PATH, PORT, PRINCIPAL, SERVICE_ACCOUNT, TEXT, TRUST_DOMAIN, ValueForm } from './_authorization-values';
import { ATTRIBUTE_NAMES, attributeForm, isIdentityAttribute } from './_condition-attributes';
import { checkValues } from './_values';
import { didYouMean } from '../../core/suggestion';
import { usageError } from '../../core/usage-error';
import type { AuthorizationPolicySpec } from '../../imports/istio';

type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Source = NonNullable<NonNullable<Rule['from']>[number]['source']>;
type Operation = NonNullable<NonNullable<Rule['to']>[number]['operation']>;

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

/**
 * The requests that an AuthorizationPolicy acts on.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule
 */
export class AuthorizationRule {
  /**
   * The requests that match.
   *
   * @throws if a list is empty, which Istio would take for "everything", or a value is none that can match
   */
  public static matching(match: AuthorizationMatch): AuthorizationRule {
    if (!match.from && !match.to && !match.when) {
      throw usageError(undefined, 'AuthorizationRule.matching({})', 'it matches every request', 'Name "from", "to" or "when", or write AuthorizationRule.everyRequest() if every request is meant.');
    }
    for (const part of ['from', 'to', 'when'] as const) {
      checkValues(undefined, part, match[part]);
    }
    return new AuthorizationRule({
      from: match.from?.map((source, index) => ({ source: toSource(`from[${index}]`, source) })),
      to: match.to?.map((operation, index) => ({ operation: toOperation(`to[${index}]`, operation) })),
      when: match.when?.map((condition, index) => toCondition(`when[${index}]`, condition)),
    });
  }

  /** Every request, from anybody, with or without mutual TLS. */
  public static everyRequest(): AuthorizationRule {
    return new AuthorizationRule({});
  }

  private constructor(private readonly rule: Rule) { }

  /**
   * The first field that an external authorizer cannot be given; undefined if there is none.
   *
   * @internal
   */
  public get _identityField(): string | undefined {
    for (const [index, { source }] of (this.rule.from ?? []).entries()) {
      const field = Object.keys(source!).find(name => !/IpBlocks$/i.test(name));
      if (field) {
        return `from[${index}].${field}`;
      }
    }
    return this.rule.when?.map(({ key }) => key).find(isIdentityAttribute);
  }

  /** @internal */
  public _toRule(): Rule {
    return this.rule;
  }
}

const SOURCE_FORMS: Record<keyof Source, ValueForm> = {
  principals: PRINCIPAL,
  notPrincipals: PRINCIPAL,
  requestPrincipals: TEXT,
  notRequestPrincipals: TEXT,
  namespaces: TEXT,
  notNamespaces: TEXT,
  serviceAccounts: SERVICE_ACCOUNT,
  notServiceAccounts: SERVICE_ACCOUNT,
  trustDomains: TRUST_DOMAIN,
  notTrustDomains: TRUST_DOMAIN,
  ipBlocks: IP_BLOCK,
  notIpBlocks: IP_BLOCK,
  remoteIpBlocks: IP_BLOCK,
  notRemoteIpBlocks: IP_BLOCK,
};

const OPERATION_FORMS: Record<keyof Operation, ValueForm> = {
  hosts: TEXT,
  notHosts: TEXT,
  ports: PORT,
  notPorts: PORT,
  methods: TEXT,
  notMethods: TEXT,
  paths: PATH,
  notPaths: PATH,
};

function toSource(where: string, source: AuthorizationSource): Source {
  const values = toLists(where, source, SOURCE_FORMS);
  const names = Object.keys(values);
  const account = names.find(name => /serviceAccounts$/i.test(name));
  const other = names.find(name => /^(not)?(principals|namespaces)$/i.test(name));
  if (account && other) {
    throw usageError(undefined, `${where}.${account}`, `service accounts cannot be together with "${other}"`, 'Name the callers in one of the two ways: a service account says its namespace, as in "shop/web".');
  }
  for (const field of ['serviceAccounts', 'notServiceAccounts'] as const) {
    const count = values[field]?.length ?? 0;
    if (count > 16) {
      throw usageError(undefined, `${where}.${field}`, `${count} service accounts are named, at most 16 are allowed`, 'Spread them over several sources.');
    }
  }
  return values;
}

function toOperation(where: string, operation: AuthorizationOperation): Operation {
  const { ports, notPorts, ...texts } = operation;
  return toLists(where, { ...texts, ports: ports?.map(String), notPorts: notPorts?.map(String) }, OPERATION_FORMS);
}

function toCondition(where: string, { key, values, notValues }: AuthorizationCondition): NonNullable<Rule['when']>[number] {
  const form = attributeForm(key);
  if (!form) {
    throw usageError(undefined, `${where}.key("${key}")`, 'Istio knows no such attribute',
      `Write one of ${ATTRIBUTE_NAMES.join(', ')}, request.headers[<name>] or request.auth.claims[<name>].${didYouMean(key, ATTRIBUTE_NAMES)}`);
  }
  if (!values && !notValues) {
    throw usageError(undefined, `${where}.key("${key}")`, 'neither "values" nor "notValues" says what it is compared with', 'Give at least one of the two.');
  }
  checkForm(`${where}.values`, values, form);
  checkForm(`${where}.notValues`, notValues, form);
  return { key, ...values && { values: [...values] }, ...notValues && { notValues: [...notValues] } };
}

/** Checks every list against its form, and copies those that are there. */
function toLists<F extends string>(where: string, lists: Partial<Record<F, string[]>>, forms: Record<F, ValueForm>): Partial<Record<F, string[]>> {
  const result: Partial<Record<F, string[]>> = {};
  for (const field of Object.keys(forms) as F[]) {
    const values = lists[field];
    if (values) {
      checkForm(`${where}.${field}`, values, forms[field]);
      result[field] = [...values];
    }
  }
  if (Object.keys(result).length === 0) {
    throw usageError(undefined, `${where}({})`, 'it says nothing, so it would match everything', 'Name at least one field, or leave it out.');
  }
  return result;
}
