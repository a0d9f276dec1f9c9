import { within } from '../field-problem';
import { fieldsAt, listAt, textAt, textsAt } from '../fields';

/** What a condition says about callers. */
export type IdentityKind = 'principals' | 'namespaces' | 'serviceAccounts' | 'trustDomains' | 'sni';

/** A condition that only a caller with mutual TLS can meet. */
export interface IdentityCondition {
  /** The rule that has it. */
  readonly rule: unknown;
  readonly field: string;
  readonly kind: IdentityKind;
  readonly values: readonly string[];
}

const KINDS: readonly IdentityKind[] = ['principals', 'namespaces', 'serviceAccounts', 'trustDomains'];
const KEYS: ReadonlyMap<string, IdentityKind> = new Map([
  ['source.principal', 'principals'],
  ['source.namespace', 'namespaces'],
  ['source.serviceAccount', 'serviceAccounts'],
  ['source.trustDomain', 'trustDomains'],
  ['connection.sni', 'sni'],
]);

/** The conditions of an AuthorizationPolicy's rules that only a caller with mutual TLS can meet. */
export function* identityConditions(rules: readonly unknown[]): Generator<IdentityCondition> {
  for (const [index, rule] of rules.entries()) {
    const field = within('spec.rules', index);
    for (const [position, from] of listAt(rule, 'from').entries()) {
      const source = fieldsAt(from, 'source');
      for (const kind of KINDS) {
        const values = textsAt(source, kind);
        if (values.length > 0) {
          yield { rule, field: `${within(`${field}.from`, position)}.source.${kind}`, kind, values };
        }
      }
    }
    for (const [position, when] of listAt(rule, 'when').entries()) {
      const kind = KEYS.get(textAt(when, 'key') ?? '');
      const values = textsAt(when, 'values');
      if (kind && values.length > 0) {
        yield { rule, field: `${within(`${field}.when`, position)}.values`, kind, values };
      }
    }
  }
}

/** The ports of which alone a rule speaks; undefined if it speaks of all. */
export function portsOfRule(rule: unknown): ReadonlySet<number> | undefined {
  const lists = listAt(rule, 'to').map(to => textsAt(to, 'operation', 'ports'));
  return lists.length > 0 && lists.every(ports => ports.length > 0) ? new Set(lists.flat().map(Number)) : undefined;
}
