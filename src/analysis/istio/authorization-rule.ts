import { Answer, every, not, some } from './answer';
import { IstioSettings } from './settings';
import { fieldsAt, hasField, listAt, textAt, textsAt } from '../fields';

/** What a policy does with what its rules match. */
export type AuthorizationAction = 'ALLOW' | 'DENY' | 'CUSTOM';

/** What a server's proxy knows of a connection when it decides whether to serve it. */
export interface Connection {
  /** The identity that the caller proved, without `spiffe://`; undefined if it proved none. */
  readonly principal?: string;
  /** Whether it proved one that the manifests do not tell. */
  readonly unidentified?: boolean;
  /** The port on which the pod listens. */
  readonly port: number;
  /** Whether the proxy reads requests, and does not only pass bytes on. */
  readonly http: boolean;
}

/** One condition of a rule: some of the values, and none of the others. */
interface Condition {
  readonly key: string;
  /** Whether the proxy can only tell by reading requests. */
  readonly ofRequest: boolean;
  readonly values: readonly Test[];
  readonly notValues: readonly Test[];
}

type Test = (connection: Connection) => Answer;

/** Where a rule is written, on which depends what it means. */
interface Circumstances {
  readonly policy: { readonly action: AuthorizationAction; readonly namespace: string };
  readonly settings: Required<IstioSettings>;
}

/** A field of a rule, its opposite, and the key of the condition that both are short for. */
type Field = readonly [field: string, opposite: string, key: string];

function fields(keys: Readonly<Record<string, string>>): readonly Field[] {
  return Object.entries(keys).map(([field, key]) => [field, `not${field[0].toUpperCase()}${field.slice(1)}`, key]);
}

const SOURCE = fields({
  principals: 'source.principal',
  requestPrincipals: 'request.auth.principal',
  namespaces: 'source.namespace',
  serviceAccounts: 'source.serviceAccount',
  trustDomains: 'source.trustDomain',
  ipBlocks: 'source.ip',
  remoteIpBlocks: 'remote.ip',
});
const OPERATION = fields({
  hosts: 'request.host',
  ports: 'destination.port',
  methods: 'request.method',
  paths: 'request.path',
});

/** What is decided by the connection alone. */
const TESTS: Readonly<Record<string, (value: string, circumstances: Circumstances) => Test>> = {
  'source.principal': (value, { settings }) => {
    const patterns = withAliases(value, settings);
    return ({ principal }) => principal !== undefined && patterns.some(pattern => matches(pattern, principal));
  },
  'source.namespace': value => ({ principal }) => principal !== undefined && isOfNamespace(principal, value),
  'source.serviceAccount': (value, { policy }) => {
    const [namespace, account] = value.includes('/') ? value.split('/', 2) : [policy.namespace, value];
    return ({ principal }) => principal !== undefined && principal.endsWith(`/ns/${namespace}/sa/${account}`);
  },
  'source.trustDomain': (value, { settings: { trustDomain, trustDomainAliases } }) => {
    const domains = [trustDomain, ...trustDomainAliases];
    const patterns = domains.includes(value) ? domains : [value];
    return ({ principal }) => principal !== undefined && patterns.some(pattern => matches(pattern, principal.split('/')[0]));
  },
  'destination.port': value => ({ port }) => Number(value) === port,
};
const UNDECIDED: Test = () => undefined;
/** What is decided by the connection, but not by the manifests. */
const OF_CONNECTION = new Set(['source.ip', 'remote.ip', 'destination.ip', 'connection.sni']);

/**
 * A rule of an AuthorizationPolicy, read once to be asked about many connections.
 * Where the proxy reads no requests, what speaks of requests cannot be checked: an
 * ALLOW rule that does so never matches, and of a DENY rule that part is left out,
 * so that it denies more.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/security/authz/model/model.go (Generate, checkError)
 */
export class RuleMatcher {
  /** What must hold: of each part one of the alternatives, if it has any, and of that all conditions. */
  private readonly parts: readonly (readonly (readonly Condition[])[])[];
  /** Whether it needs what it says of requests. */
  private readonly needsRequests: boolean;

  constructor(rule: unknown, circumstances: Circumstances) {
    const among = (written: unknown, known: readonly Field[]): Condition[] => known
      .filter(([field, opposite]) => hasField(written, field) || hasField(written, opposite))
      .map(([field, opposite, key]) => conditionOf(key, textsAt(written, field), textsAt(written, opposite), circumstances))
      .filter(({ values, notValues }) => values.length > 0 || notValues.length > 0);
    this.parts = [
      listAt(rule, 'from').map(from => among(fieldsAt(from, 'source'), SOURCE)),
      listAt(rule, 'to').map(to => among(fieldsAt(to, 'operation'), OPERATION)),
      [listAt(rule, 'when').map(when => conditionOf(textAt(when, 'key') ?? '', textsAt(when, 'values'), textsAt(when, 'notValues'), circumstances))],
    ];
    this.needsRequests = circumstances.policy.action === 'ALLOW'
      && this.parts.flat(2).some(({ ofRequest }) => ofRequest);
  }

  /** Whether it matches a connection. */
  public matches(connection: Connection): Answer {
    if (!connection.http && this.needsRequests) {
      return false;
    }
    const hold = (conditions: readonly Condition[]): Answer => every(conditions, condition => holds(condition, connection));
    return every(this.parts, alternatives => alternatives.length === 0 || some(alternatives, hold));
  }
}

function conditionOf(key: string, values: readonly string[], notValues: readonly string[], circumstances: Circumstances): Condition {
  const test = (value: string): Test => (Object.hasOwn(TESTS, key) ? TESTS[key](value, circumstances) : UNDECIDED);
  return { key, ofRequest: isOfRequest(key), values: values.map(test), notValues: notValues.map(test) };
}

function holds({ key, ofRequest, values, notValues }: Condition, connection: Connection): Answer {
  if (ofRequest && !connection.http) {
    return true;
  }
  const isUnknown = connection.unidentified && key.startsWith('source.');
  const passes = (test: Test): Answer => (isUnknown ? undefined : test(connection));
  const [wanted, unwanted] = [values.length === 0 || some(values, passes), some(notValues, passes)];
  return every([wanted, not(unwanted)], answer => answer);
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
