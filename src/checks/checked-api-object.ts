import { ApiObject, ApiObjectProps } from 'cdk8s';
import { Construct } from 'constructs';
import { MtlsChecks } from './mtls-checks';

/**
 * An object of this library: to create one is to have the whole app checked
 * when it is synthesized.
 *
 * @internal
 */
export abstract class CheckedApiObject extends ApiObject {
  private readonly checks: MtlsChecks;

  constructor(scope: Construct, id: string, props: ApiObjectProps) {
    super(scope, id, props);
    this.checks = MtlsChecks.attach(this);
  }

  /** Renders the object to Kubernetes JSON. */
  public toJson(): any {
    return this.checks._rendered(this) ?? super.toJson();
  }
}
