import { ConstructPathIndex } from './construct-paths';
import { ValidationContext } from './contract';
import { Misconfiguration, propertiesOf, ValidationProperties } from './properties';
import { currentTime } from '../core/clock';
import { describeObject, Finding, Severity } from '../core/finding';
import { Inspection } from '../inspection';
import { byPlace, numberOf } from '../report/check/report';
import { printable } from '../report/printable';

/** Checks what was synthesized, and reports it to cdk8s-cli. */
export async function validate(context: ValidationContext, given: unknown): Promise<void> {
  const properties = propertiesOf(given);
  if ('problem' in properties) {
    reportMisconfiguration(properties, context);
    return;
  }
  const time = timeOf(properties);
  if ('problem' in time) {
    reportMisconfiguration(time, context);
    return;
  }
  const { failOn = 'error', now: _, ...settings } = properties;
  const inspection = await Inspection.of(context.manifests, { settings, now: time.now });
  const paths = new ConstructPathIndex(context, inspection.objects);
  const findings = byPlace(inspection.findings());
  findings.forEach(finding => report(finding, paths.of(finding.objects[0]), context));
  for (const { file, line, message } of inspection.problems) {
    context.report.addViolation({
      ruleName: 'unreadable',
      recommendation: printable(message),
      fix: 'Correct what writes this manifest.',
      violatingResources: [{ resourceName: printable(file), manifestPath: printable(file), locations: line === undefined ? [] : [`line ${line}`] }],
    });
  }
  const [errors, warnings] = [Severity.ERROR, Severity.WARNING].map(severity => numberOf(severity, findings));
  const failed = inspection.problems.length > 0 || failOn !== 'never' && errors > 0 || failOn === 'warning' && warnings > 0;
  context.report.submit(failed ? 'failure' : 'success', { Objects: `${inspection.objects.length}`, Errors: `${errors}`, Warnings: `${warnings}` });
}

function timeOf({ now }: ValidationProperties): { readonly now: Date } | Misconfiguration {
  try {
    return { now: currentTime(now === undefined ? undefined : new Date(now)) };
  } catch (error) {
    return { problem: (error as Error).message, fix: 'Correct the environment, or give the property "now".' };
  }
}

/** An error that is thrown would be printed with a stack, which helps nobody to correct cdk8s.yaml. */
function reportMisconfiguration({ problem, fix }: Misconfiguration, { report: target }: ValidationContext): void {
  target.addViolation({
    ruleName: 'misconfigured',
    recommendation: printable(problem),
    fix: printable(fix),
    violatingResources: [{ resourceName: 'MtlsValidation', manifestPath: 'cdk8s.yaml', locations: ['validations'] }],
  });
  target.submit('failure');
}

function report({ code, severity, message, fix, objects: [object], origin: { file = '', line } }: Finding, path: string | undefined, context: ValidationContext): void {
  const resourceName = printable(describeObject(object));
  if (path !== undefined) {
    // The report looks for the path under the name of the resource, and gives each object of one name
    // the same. No object is called "PeerAuthentication shop/default": under this name we say which one.
    Object.assign(context.metadata, { [resourceName]: { path } });
  }
  context.report.addViolation({
    ruleName: code,
    recommendation: `${severity === Severity.WARNING ? '(warning) ' : ''}${printable(message)}`,
    fix: printable(fix),
    violatingResources: [{
      resourceName,
      manifestPath: printable(file),
      locations: [[...object.field === undefined ? [] : [printable(object.field)], ...line === undefined ? [] : [`line ${line}`]].join(', ')],
    }],
  });
}
