import { Finding, Severity } from '../../src/core/finding';
import { CheckReport, Problem } from '../../src/report/check/report';

/** A finding that needs nothing but what the test is about. */
export function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    code: 'MTLS0501',
    severity: Severity.ERROR,
    message: 'It is wrong',
    fix: 'Do it right.',
    objects: [{ kind: 'PeerAuthentication', namespace: 'shop', name: 'default', field: 'spec.mtls.mode' }],
    origin: { file: 'policies.yaml', line: 12 },
    ...overrides,
  };
}

/** A report of findings in two objects of a file. */
export function report(findings: readonly Finding[] = [], problems: readonly Problem[] = []): CheckReport {
  return { findings, problems, inspected: { objects: 2, files: 1, kinds: new Map([['Service', 1], ['Deployment', 1]]) } };
}
