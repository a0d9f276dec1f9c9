import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { allowedSpec, constraintsSpec } from './_policy-spec';
import { AllowedAttributes } from './allowed-attributes';
import { PolicyConstraints } from './policy-constraints';
import { IssuerPattern, NamespacePattern } from './policy-selector';
import { ClusterScopedApiObject } from '../../checks/checked-api-object';
import { describeDuration } from '../../core/go-duration';
import { usageError } from '../../core/usage-error';
import { CERTIFICATE_REQUEST_POLICY } from '../../imports/approver-policy';
import type { CertificateRequestPolicySpec } from '../../imports/approver-policy';
import { requireDuration } from '../certmanager/_arguments';

/** Properties of a `CertificateRequestPolicy`. */
export interface CertificateRequestPolicyProps {
  /**
   * Metadata of the object. It has no namespace.
   *
   * @default - a name from the path of the construct
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * The issuers whose requests the policy decides about.
   *
   * @default - every issuer; `namespaces` must then be given
   */
  readonly issuers?: IssuerPattern;

  /**
   * The namespaces whose requests the policy decides about.
   *
   * @default - every namespace; `issuers` must then be given
   */
  readonly namespaces?: NamespacePattern;

  /**
   * What may be requested. **What is left out is denied.**
   *
   * @default - nothing: every request with a name, a subject or a usage is denied
   */
  readonly allowed?: AllowedAttributes;

  /**
   * What a request must hold to. What is left out is not limited.
   *
   * @default - nothing
   */
  readonly constraints?: PolicyConstraints;

  /**
   * The settings of plugins that are compiled into approver-policy, by name of the
   * plugin.
   *
   * @default - none
   */
  readonly plugins?: { [plugin: string]: { [setting: string]: string } };
}

/**
 * Says which certificates may be requested from which issuers.
 *
 * A policy approves a request only if the one who asks is granted it, with the
 * RBAC verb `use`. For a Certificate that is cert-manager's own service account.
 * A request to which no granted policy applies waits for ever. And cert-manager's
 * own approver, which approves everything, must be off (`disableAutoApproval`).
 *
 * @see https://cert-manager.io/docs/policy/approval/approver-policy/
 */
export class CertificateRequestPolicy extends ClusterScopedApiObject {
  /**
   * @throws if the policy selects nothing, or its constraints let nothing through
   */
  constructor(scope: Construct, id: string, props: CertificateRequestPolicyProps) {
    super(scope, id, { ...CERTIFICATE_REQUEST_POLICY, metadata: props.metadata, spec: toSpec(props) });
    if (!props.issuers && !props.namespaces) {
      throw usageError(this, 'CertificateRequestPolicy', 'neither issuers nor namespaces, so that the policy applies to nothing', 'Give one of them, for example issuers: IssuerPattern.any().');
    }
    const { minDuration, maxDuration } = props.constraints ?? {};
    requireDuration(this, 'CertificateRequestPolicy', 'constraints.minDuration', minDuration);
    requireDuration(this, 'CertificateRequestPolicy', 'constraints.maxDuration', maxDuration);
    if (minDuration && maxDuration && minDuration.toMilliseconds() > maxDuration.toMilliseconds()) {
      const [min, max] = [minDuration, maxDuration].map(duration => describeDuration(duration.toMilliseconds()));
      throw usageError(this, 'CertificateRequestPolicy', `constraints.minDuration ${min} is more than constraints.maxDuration ${max}, so that no lifetime would do`, 'Give minDuration the shorter time.');
    }
  }
}

function toSpec({ issuers, namespaces, allowed, constraints, plugins }: CertificateRequestPolicyProps): CertificateRequestPolicySpec {
  return {
    selector: { issuerRef: issuers?._spec, namespace: namespaces?._spec },
    allowed: allowed && allowedSpec(allowed),
    constraints: constraints && constraintsSpec(constraints),
    plugins: plugins && Object.fromEntries(Object.entries(plugins).map(([plugin, values]) => [plugin, { values: { ...values } }])),
  };
}
