import type { Connection } from './authorization';
import { AuthorizationPolicy } from './authorization-policies';
import { IstioSettings } from './settings';
import { fieldsAt, listAt, textAt, textsAt } from '../fields';

/** Yes, no, or not decided by what is known. */
export type Answer = boolean | undefined;

/** Whether all hold. */
export function every(answers: readonly Answer[]): Answer {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

/** Whether one holds. */
export function some(answers: readonly Answer[]): Answer {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

export function not(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}

/** One condition of a rule: some of the values, and none of the others. */
interface Condition {
  readonly key: string;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
}

interface Circumstances extends Connection {
  readonly policy: AuthorizationPolicy;
  readonly settings: Required<IstioSettings>;
}

type Test = (value: string, circumstances: Circumstances) => Answer;

const SOURCE: Readonly<Record<string, string>> = {
  principals: 'source.principal',
  requestPrincipals: 'request.auth.principal',
  namespaces: 'source.namespace',
  serviceAccounts: 'source.serviceAccount',
  trustDomains: 'source.trustDomain',
  ipBlocks: 'source.ip',
  remoteIpBlocks: 'remote.ip',
};
const OPERATION: Readonly<Record<string, string>> = {
  hosts: 'request.host',
  ports: 'destination.port',
  methods: 'request.method',
  paths: 'request.path',
};

/** What is decided by the connection alone. */
const TESTS: Readonly<Record<string, Test>> = {
  'source.principal': (value, { principal, settings }) => principal !== undefined && withAliases(value, settings).some(pattern => matches(pattern, principal)),
  'source.namespace': (value, { principal }) => principal !== undefined && isOfNamespace(principal, value),
  'source.serviceAccount': (value, { principal, policy }) => {
    const [namespace, account] = value.includes('/') ? value.split('/', 2) : [policy.namespace, value];
    return principal !== undefined && principal.endsWith(`/ns/${namespace}/sa/${account}`);
  },
  'source.trustDomain': (value, { principal, settings }) => {
    const domains = [settings.trustDomain, ...settings.trustDomainAliases];
    return principal !== undefined && (domains.includes(value) ? domains : [value]).some(domain => matches(domain, principal.split('/')[0]));
  },
  'destination.port': (value, { port }) => Number(value) === port,
};
/** What is decided by the connection, but not by the manifests. */
const OF_CONNECTION = new Set(['source.ip', 'remote.ip', 'destination.ip', 'connection.sni']);

/**
 * Whether a rule matches a connection. Where the proxy reads no requests, what
 * speaks of requests cannot be checked: an ALLOW rule that does so never matches,
 * and of a DENY rule that part is left out, so that it denies more.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/security/authz/model/model.go (Generate, checkError)
 */
export function ruleMatches(rule: unknown, policy: AuthorizationPolicy, connection: Connection, settings: Required<IstioSettings>): Answer {
  const circumstances = { ...connection, policy, settings };
  const when = listAt(rule, 'when').map(condition => ({ key: textAt(condition, 'key') ?? '', values: textsAt(condition, 'values'), notValues: textsAt(condition, 'notValues') }));
  const sources = listAt(rule, 'from').map(from => conditionsOf(fieldsAt(from, 'source'), SOURCE));
  const operations = listAt(rule, 'to').map(to => conditionsOf(fieldsAt(to, 'operation'), OPERATION));
  if (!connection.http && policy.action === 'ALLOW' && [...when, ...sources.flat(), ...operations.flat()].some(({ key }) => isOfRequest(key))) {
    return false;
  }
  return every([
    sources.length === 0 || some(sources.map(conditions => allHold(conditions, circumstances))),
    operations.length === 0 || some(operations.map(conditions => allHold(conditions, circumstances))),
    allHold(when, circumstances),
  ]);
}

function conditionsOf(fields: unknown, keys: Readonly<Record<string, string>>): Condition[] {
  return Object.entries(keys).map(([field, key]) => ({
    key,
    values: textsAt(fields, field),
    notValues: textsAt(fields, `not${field[0].toUpperCase()}${field.slice(1)}`),
  })).filter(({ values, notValues }) => values.length > 0 || notValues.length > 0);
}

function allHold(conditions: readonly Condition[], circumstances: Circumstances): Answer {
  return every(conditions.filter(({ key }) => circumstances.http || !isOfRequest(key)).map(({ key, values, notValues }) => {
    const known = Object.hasOwn(TESTS, key) && !(circumstances.unidentified && key.startsWith('source.'));
    const test = (value: string): Answer => known ? TESTS[key](value, circumstances) : undefined;
    return every([values.length === 0 || some(values.map(test)), not(some(notValues.map(test)))]);
  }));
}

function isOfRequest(key: string): boolean {
  return !Object.hasOwn(TESTS, key) && !OF_CONNECTION.has(key) && !key.startsWith('experimental.envoy.filters.');
}

/** Whether a text matches a pattern with `*` before, behind, or alone; alone it stands for anything but nothing. */
function matches(pattern: string, text: string): boolean {
  if (pattern === '*') {
    return text !== '';
  }
  if (pattern.startsWith('*')) {
    return text.endsWith(pattern.slice(1));
  }
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

/** A principal of the mesh's trust domain or of an alias stands for the same identity in all of them; `cluster.local` for the mesh's own. */
function withAliases(principal: string, { trustDomain, trustDomainAliases }: Required<IstioSettings>): string[] {
  const [domain, ...rest] = principal.split('/');
  const domains = [trustDomain, ...trustDomainAliases];
  return rest.length === 4 && domain !== '*' && (domain === 'cluster.local' || domains.some(known => matches(domain, known)))
    ? domains.map(known => (domain.startsWith('*') && known.endsWith(domain.slice(1)) ? principal : [known, ...rest].join('/')))
    : [principal];
}

/** Whether an identity is of a namespace, in whose name `*` stands for any text. Without a regular expression, which hostile names could make slow. */
function isOfNamespace(identity: string, namespace: string): boolean {
  let from = 0;
  return `/ns/${namespace}/`.split('*').every(part => {
    const found = identity.indexOf(part, from);
    from = found + part.length;
    return found >= 0;
  });
}
