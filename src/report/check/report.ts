import type { Aspect } from '../../analysis/clusters/side-by-side';
import { SourcedManifest } from '../../analysis/manifest';
import { compareText } from '../../core/compare-text';
import { Finding, Severity } from '../../core/finding';

/** What could not be read. */
export interface Problem {
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** What a check found, and in what. */
export interface CheckReport {
  /** With the place of the field that is wrong, where it is known. */
  readonly findings: readonly Finding[];
  readonly inspected: Inspected;
  /** What could not be read, and so was not checked. */
  readonly problems: readonly Problem[];
  /** In what several clusters are the same, and in what they differ. */
  readonly sideBySide?: readonly Aspect[];
}

/** What was looked at. */
export interface Inspected {
  readonly objects: number;
  readonly files: number;
  /** How many there are of each kind. */
  readonly kinds: ReadonlyMap<string, number>;
}

export function inspected(objects: readonly SourcedManifest[]): Inspected {
  const kinds = new Map<string, number>();
  const files = new Set<string>();
  for (const { manifest, origin } of objects) {
    kinds.set(manifest.kind, (kinds.get(manifest.kind) ?? 0) + 1);
    files.add(origin.file ?? '');
  }
  return { objects: objects.length, files: files.size, kinds };
}

/** Findings in the order in which somebody goes through them: by file and line, or by construct. */
export function byPlace(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => compareText(a.origin.file ?? '', b.origin.file ?? '')
    || (a.origin.line ?? 0) - (b.origin.line ?? 0)
    || compareText(a.origin.constructPath ?? '', b.origin.constructPath ?? '')
    || compareText(a.code, b.code)
    || compareText(a.message, b.message));
}

export function numberOf(severity: Severity, findings: readonly Finding[]): number {
  return findings.filter(finding => finding.severity === severity).length;
}
