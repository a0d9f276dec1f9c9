import { Severity } from '../../core/finding';
import { fieldsAt, hasField, isFields, listAt, textAt } from '../fields';
import { described, namespaceOf, SourcedManifest } from '../manifest';
import { Rule } from '../rule';

const GROUP = 'security.istio.io';
const KIND = 'AuthorizationPolicy';

/** A policy that lets everyone in, beside one that closes the namespace. */
export const allowUndoesDeny: Rule = {
  code: 'MTLS0508',
  severity: Severity.ERROR,
  title: 'A policy lets everyone in where another one closes the namespace',
  explanation: 'ALLOW policies add up: a request is served as soon as one of them matches. A rule without any condition matches every request, so that a policy that denies by default, in the same namespace, denies nothing to the pods that both select.',
  *check(inventory) {
    const closed = new Map(inventory.ofKind(GROUP, KIND).filter(denies).map(policy => [namespaceOf(policy), policy]));
    for (const object of inventory.ofKind(GROUP, KIND)) {
      const deny = closed.get(namespaceOf(object));
      const rule = deny && allows(object) ? listAt(object.manifest, 'spec', 'rules').findIndex(matchesEverything) : -1;
      if (deny && rule >= 0) {
        yield {
          object,
          others: [deny],
          field: `spec.rules[${rule}]`,
          message: `${described(object)}: spec.rules[${rule}] has no condition, so that every caller is let in, although ${described(deny)} closes the namespace`,
          fix: 'Say who is let in, with "from", or remove the rule.',
        };
      }
    }
  },
};

function denies(policy: SourcedManifest): boolean {
  return allows(policy) && !hasField(policy.manifest, 'spec', 'selector') && !hasField(policy.manifest, 'spec', 'targetRefs')
    && listAt(policy.manifest, 'spec', 'rules').length === 0;
}

function allows({ manifest }: SourcedManifest): boolean {
  return (textAt(fieldsAt(manifest, 'spec'), 'action') ?? 'ALLOW') === 'ALLOW';
}

function matchesEverything(rule: unknown): boolean {
  return isFields(rule) && !['from', 'to', 'when'].some(condition => listAt(rule, condition).length > 0);
}
