import { Rule, RuleContext } from '../../../src/analysis/rule';
import { RULES } from '../../../src/analysis/rules';
import { findingsBy, PlainObject } from '../objects';

/** Objects that break a rule, and what the finding then says. */
export interface Broken {
  readonly objects: readonly PlainObject[];
  /** The names of the objects concerned, the one to change first. */
  readonly names: readonly string[];
  readonly says: RegExp;
  readonly context?: Partial<RuleContext>;
}

/** Objects that look alike and keep the rule. */
export interface Kept {
  readonly objects: readonly PlainObject[];
  readonly context?: Partial<RuleContext>;
}

/** The cases of one rule, each named by a sentence. */
export function describeRule(rule: Rule, broken: Readonly<Record<string, Broken>>, kept: Readonly<Record<string, Kept>>): void {
  describe(`${rule.code}: ${rule.title}`, () => {
    test('is registered', () => expect(RULES).toContain(rule));

    test.each(Object.entries(broken))('is broken if %s', (_, { objects, names, says, context }) => {
      const [finding, ...more] = findingsBy(rule.code, objects, context);
      expect(finding).toBeDefined();
      expect(more).toEqual([]);
      expect(finding.severity).toBe(rule.severity);
      expect(finding.objects.map(({ name }) => name)).toEqual(names);
      expect(finding.message).toMatch(says);
      expect(finding.message).not.toMatch(/\.$/);
      expect(finding.fix).toMatch(/^[A-Z].*\.$/);
    });

    test.each(Object.entries(kept))('is kept if %s', (_, { objects, context }) => {
      expect(objects).not.toHaveLength(0);
      expect(findingsBy(rule.code, objects, context)).toEqual([]);
    });
  });
}
