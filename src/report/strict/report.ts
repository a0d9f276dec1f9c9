import { DifferenceSeverity } from '../../analysis/diff/difference';
import { Breakage, StrictReport } from '../../analysis/strict/breakage';
import { StrictStage } from '../../core/change/strict-stage';
import { Severity } from '../../core/finding';
import { count } from '../layout';
import { PlaceOf, shortName } from '../objects';
import { printable } from '../printable';
import { yamlOf } from '../yaml';

/** What a stage of going strict breaks, and where the objects are written. */
export interface StrictReportView {
  readonly report: StrictReport;
  readonly placeOf: PlaceOf;
}

/** Breakages of which the same is to be said. */
export interface BreakageGroup {
  readonly severity: DifferenceSeverity;
  readonly what: string;
  readonly fix: string;
  /** `shop/web → shop/cart:80`, each; none of what is no call. */
  readonly calls: readonly string[];
  readonly first: Breakage;
}

/** Breakages in their order, with calls of which the same is to be done put together. */
export function breakageGroups({ breakages }: StrictReport): BreakageGroup[] {
  const groups = new Map<string, BreakageGroup & { readonly calls: string[] }>();
  for (const breakage of breakages) {
    const { severity, message, fix, call } = breakage;
    const what = call ? 'refused, and served until then:' : message;
    const key = JSON.stringify([severity, what, fix]);
    const known = groups.get(key);
    const calls = call ? [`${shortName(call.client)} → ${shortName(call.server)}:${call.port}`] : [];
    if (known) {
      known.calls.push(...calls);
    } else {
      groups.set(key, { severity, what, fix, calls, first: breakage });
    }
  }
  return [...groups.values()];
}

/** What becomes strict, in words. */
export function stageText({ next: { stage, workloads, namespaces } }: StrictReport): string {
  switch (stage) {
    case StrictStage.MESH: return 'When the whole mesh is strict';
    case StrictStage.OBSERVE: return 'While everything accepts plaintext and is watched';
    default: return `When strict: ${[...namedText('namespace', namespaces), ...namedText('workload', workloads)].join('; ')}`;
  }
}

function namedText(noun: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${noun}${names.length > 1 ? 's' : ''} ${names.join(', ')}`];
}

/** `2 errors, 1 warning`. */
export function breakageSummary({ breakages }: StrictReport): string {
  const numbers = ([[Severity.ERROR, 'error'], [Severity.WARNING, 'warning']] as const)
    .map(([severity, noun]) => [breakages.filter(breakage => breakage.severity === severity).length, noun] as const)
    .filter(([number]) => number > 0);
  return numbers.length === 0 ? 'Nothing breaks, as far as the manifests show it' : numbers.map(([number, noun]) => count(number, noun)).join(', ');
}

/** The exceptions that keep everything working: statements of the program, or objects. */
export function exceptionsText({ breakages, isProgram, policies }: StrictReport): string {
  return isProgram
    ? [...new Set(breakages.flatMap(({ exceptions }) => exceptions.map(({ program }) => program)))].map(statement => `${printable(statement)}\n`).join('')
    : policies.map(policy => yamlOf(policy)).join('---\n');
}
