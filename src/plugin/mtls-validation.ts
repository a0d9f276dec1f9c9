import type { ValidationContext } from './contract';
import type * as Validate from './validate';

/**
 * A validation of cdk8s-cli: `cdk8s synth` fails with what is wrong with the
 * manifests, whoever made them. In `cdk8s.yaml`:
 *
 *   validations:
 *     - package: ./node_modules/cdk8s-mtls
 *       version: 1.0.0
 *       class: MtlsValidation
 *
 * @internal
 */
export class MtlsValidation {
  constructor(private readonly properties: unknown = {}) {}

  public async validate(context: ValidationContext): Promise<void> {
    // Who merely imports the library reads no files and loads nothing that does.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { validate } = require('./validate') as typeof Validate;
    await validate(context, this.properties);
  }
}
