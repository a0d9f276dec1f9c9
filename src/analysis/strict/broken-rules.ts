import { Breakage, BreakageKind } from './breakage';
import { Change } from './change';
import { Finding } from '../../core/finding';
import type { State } from '../diff/world';
import { acknowledgementsIn, Rule, toFinding, Violation } from '../rule';
import { headlessRefused } from '../rules/headless-refused';
import { plaintextToStrict } from '../rules/plaintext-to-strict';
import { scrapeRefused } from '../rules/scrape-refused';
import { serverFirstPort } from '../rules/server-first-port';
import { strictUnderDisable } from '../rules/strict-under-disable';
import { strictWithoutAutomatic } from '../rules/strict-without-automatic';
import { webhookBehindStrict } from '../rules/webhook-behind-strict';

/** The rules about what depends on whether a server is strict. */
const RULES: readonly (readonly [rule: Rule, kind: BreakageKind])[] = [
  [webhookBehindStrict, 'webhook'],
  [scrapeRefused, 'scrape'],
  [headlessRefused, 'headless'],
  [plaintextToStrict, 'client-settings'],
  [strictUnderDisable, 'client-settings'],
  [strictWithoutAutomatic, 'client-settings'],
  [serverFirstPort, 'server-first'],
];

/** What rules find then and not now, and nobody has accepted. */
export function* brokenByRules(change: Change): Generator<Breakage> {
  const [now, then] = change.states;
  for (const [rule, kind] of RULES) {
    const known = new Set(found(rule, now).map(({ finding }) => keyOf(finding)));
    for (const { violation: { refusing }, finding } of found(rule, then)) {
      if (!known.has(keyOf(finding))) {
        const { severity, message, fix, objects } = finding;
        const exceptions = refusing ? [change.exceptionFor(refusing.workload, refusing.port)] : [];
        yield { kind, severity, message, because: [], fix, objects, exceptions };
      }
    }
  }
}

function found(rule: Rule, { inventory, context }: State): { violation: Violation; finding: Finding }[] {
  const acknowledgements = acknowledgementsIn(inventory, context);
  return Array.from(rule.check(inventory, context), violation => ({ violation, finding: toFinding(rule, violation) }))
    .filter(({ finding }) => !acknowledgements.cover(finding, context.now));
}

/** What makes one finding the same as another: not the message, whose reasons may be others. */
function keyOf({ code, objects }: Finding): string {
  return JSON.stringify([code, objects]);
}
