import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Location, Log, Notification, PhysicalLocation, ReportingDescriptor, Result } from 'sarif';
import { CheckReport, Problem } from './report';
import { Rule } from '../../analysis/rule';
import { Finding, ObjectReference, Origin, Severity } from '../../core/finding';
import { documentationOf } from '../documentation';
import { defined, jsonDocument } from '../json';
import { isStdin } from '../stdin';

/**
 * Findings in the format that code scanning takes.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function checkSarif(report: CheckReport, rules: readonly Omit<DescribedRule, 'helpUri'>[], version: string): string {
  return sarifLog(report, rules.map(rule => ({ ...rule, helpUri: documentationOf(rule.code) })), version);
}

/** What is said of a kind of finding. */
export interface DescribedRule extends Pick<Rule, 'code' | 'severity' | 'title' | 'explanation'> {
  /** The page about it, if there is one. */
  readonly helpUri?: string;
}

/** Findings of any kind, and what could not be read. */
export function sarifLog({ findings, problems }: Pick<CheckReport, 'findings' | 'problems'>, rules: readonly DescribedRule[], version: string): string {
  const indexes = new Map(rules.map(({ code }, index) => [code, index]));
  const fingerprints = new Fingerprints();
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk8s-mtls', version, informationUri: 'https://github.com/cdk8s-mtls/cdk8s-mtls', rules: rules.map(descriptor) } },
      invocations: [{ executionSuccessful: problems.length === 0, toolExecutionNotifications: problems.map(notification) }],
      columnKind: 'utf16CodeUnits',
      results: findings.map(finding => result(finding, indexes, fingerprints)),
    }],
  };
  return jsonDocument(log);
}

function descriptor({ code, severity, title, explanation, helpUri }: DescribedRule): ReportingDescriptor {
  return {
    id: code,
    name: title.replaceAll('\'', '').replace(/[^\p{L}\p{N}]+(\p{L}?)/gu, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    help: { text: helpUri === undefined ? explanation : `${explanation}\n\n${helpUri}` },
    ...helpUri === undefined ? {} : { helpUri },
    defaultConfiguration: { level: severity },
  };
}

function result(finding: Finding, indexes: ReadonlyMap<string, number>, fingerprints: Fingerprints): Result {
  const { code, severity, message, fix, objects, origin } = finding;
  return defined<Result>({
    ruleId: code,
    ruleIndex: indexes.get(code),
    level: LEVELS[severity],
    message: { text: fix === '' ? `${message}.` : `${message}. ${fix}` },
    locations: objects.length > 0 ? [location(objects[0], origin)] : [],
    partialFingerprints: { 'finding/v1': fingerprints.of(finding) },
  });
}

const LEVELS: Readonly<Record<Severity, Result.level>> = { [Severity.ERROR]: 'error', [Severity.WARNING]: 'warning' };

function location(object: ObjectReference, { file, line, constructPath }: Origin): Location {
  const { cluster, kind, namespace, name, field } = object;
  const path = [...cluster === undefined ? [] : [cluster], kind, ...namespace === undefined ? [] : [namespace], name].join('/');
  const logical = [{ name, kind: 'resource', fullyQualifiedName: field === undefined ? path : `${path}#${field}` }];
  return {
    ...file === undefined || isStdin(file) ? {} : { physicalLocation: physicalLocation(file, line) },
    logicalLocations: [...logical, ...constructPath === undefined ? [] : [{ kind: 'construct', fullyQualifiedName: constructPath }]],
  };
}

function notification({ file, line, message }: Problem): Notification {
  return {
    level: 'error',
    message: { text: message },
    locations: isStdin(file) ? [] : [{ physicalLocation: physicalLocation(file, line) }],
  };
}

function physicalLocation(file: string, line: number | undefined): PhysicalLocation {
  return { artifactLocation: { uri: uriOf(file) }, ...line === undefined ? {} : { region: { startLine: line } } };
}

function uriOf(file: string): string {
  return isAbsolute(file) ? pathToFileURL(file).href : file.split('/').map(encodeURIComponent).join('/');
}

/** What stays the same of a finding when lines move and words change. */
class Fingerprints {
  private readonly seen = new Map<string, number>();

  public of({ code, objects }: Finding): string {
    const identity = JSON.stringify([code, ...objects.map(({ cluster, kind, namespace, name, field }) => [kind, namespace ?? '', name, field ?? '', ...cluster === undefined ? [] : [cluster]])]);
    const before = this.seen.get(identity) ?? 0;
    this.seen.set(identity, before + 1);
    return createHash('sha256').update(before === 0 ? identity : `${identity}${before}`).digest('hex').slice(0, 32);
  }
}
