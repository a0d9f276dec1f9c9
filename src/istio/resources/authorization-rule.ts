import { checkForm, IP_BLOCK, PATH, PORT, PRINCIPAL, SERVICE_ACCOUNT, TEXT, TRUST_DOMAIN, ValueForm } from './_authorization-values';
import { ATTRIBUTE_NAMES, attributeForm, isIdentityAttribute } from './_condition-attributes';
import { checkCount, checkValues } from './_values';
import { AuthorizationCondition, AuthorizationMatch, AuthorizationOperation, AuthorizationSource } from './authorization-match';
import { didYouMean } from '../../core/suggestion';
import { usageError } from '../../core/usage-error';
import type { AuthorizationPolicySpec } from '../../imports/istio';

type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Source = NonNullable<NonNullable<Rule['from']>[number]['source']>;
type Operation = NonNullable<NonNullable<Rule['to']>[number]['operation']>;

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
      checkValues(undefined, `AuthorizationRule.${part}`, match[part]);
    }
    checkCount(undefined, 'AuthorizationRule.from', match.from?.length ?? 0, 512);
    return new AuthorizationRule({
      from: match.from?.map((source, index) => ({ source: toSource(`AuthorizationRule.from[${index}]`, source) })),
      to: match.to?.map((operation, index) => ({ operation: toOperation(`AuthorizationRule.to[${index}]`, operation) })),
      when: match.when?.map((condition, index) => toCondition(`AuthorizationRule.when[${index}]`, condition)),
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
    checkCount(undefined, `${where}.${field}`, values[field]?.length ?? 0, 16);
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
