import { CheckReport, numberOf } from './report';
import { Severity } from '../../core/finding';
import { defined, jsonDocument } from '../json';

/** Findings for a program, as `schemas/check.schema.json` describes them. */
export function checkJson({ findings, inspected, problems }: CheckReport): string {
  return jsonDocument({
    findings: findings.map(({ code, severity, message, fix, objects, origin: { file, line, constructPath } }) => {
      return defined({ code, severity, message, fix, objects, cluster: objects[0].cluster, file, line, constructPath });
    }),
    summary: {
      errors: numberOf(Severity.ERROR, findings),
      warnings: numberOf(Severity.WARNING, findings),
      objects: inspected.objects,
      files: inspected.files,
      problems: problems.length,
    },
  });
}
