import { Inventory } from './inventory';
import { SourcedManifest } from './manifest';
import { acknowledgementsIn, Rule, RuleContext, toFinding } from './rule';
import { RULES } from './rules';
import { acknowledgementIdle } from './rules/acknowledgement-idle';
import { Finding } from '../core/finding';

/** Applies every rule to the objects. Findings come by rule, then in the order of the objects; those that are acknowledged do not come. */
export function analyze(objects: readonly SourcedManifest[], context: RuleContext): Finding[] {
  const inventory = new Inventory(objects);
  const acknowledgements = acknowledgementsIn(inventory, context);
  const findingsOf = (rule: Rule): Finding[] => Array.from(rule.check(inventory, context), violation => toFinding(rule, violation))
    .filter(finding => !acknowledgements.cover(finding, context.now));

  // What is of no use is known only when everything else has been looked for.
  const found = new Map([...RULES.filter(rule => rule !== acknowledgementIdle), acknowledgementIdle].map(rule => [rule, findingsOf(rule)]));
  return RULES.flatMap(rule => found.get(rule)!);
}
