/**
 * What cdk8s-cli hands to a validation plugin, as far as we use it. Not its own
 * types: who does not use the plugin needs no cdk8s-cli.
 *
 * @see https://cdk8s.io/docs/latest/cli/synth/#validations
 */
export interface ValidationContext {
  /** The files that were synthesized. */
  readonly manifests: readonly string[];
  /** The paths of constructs by the names of their objects. The report looks them up here when it is given a violation. */
  readonly metadata: { readonly [resourceName: string]: { readonly path: string } };
  readonly report: ValidationReport;
}

export interface ValidationReport {
  addViolation(violation: Violation): void;
  submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
}

export interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly ViolatingResource[];
}

export interface ViolatingResource {
  readonly resourceName: string;
  readonly locations: readonly string[];
  readonly manifestPath: string;
}
