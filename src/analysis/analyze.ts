import { Inventory } from './inventory';
import { SourcedManifest } from './manifest';
import { RuleContext, toFinding } from './rule';
import { RULES } from './rules';
import { Finding } from '../core/finding';

/** Applies every rule to the objects. Findings come by rule, then in the order of the objects. */
export function analyze(objects: readonly SourcedManifest[], context: RuleContext): Finding[] {
  const inventory = new Inventory(objects);
  const findings: Finding[] = [];
  for (const rule of RULES) {
    for (const violation of rule.check(inventory, context)) {
      findings.push(toFinding(rule, violation));
    }
  }
  return findings;
}
