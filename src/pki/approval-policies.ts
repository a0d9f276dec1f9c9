import { Duration, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { AllowedValue, AllowedValues } from './approverpolicy/allowed-values';
import { CertificateRequestPolicy } from './approverpolicy/certificate-request-policy';
import { IssuerPattern, NamespacePattern } from './approverpolicy/policy-selector';
import { PrivateKeyConstraint } from './approverpolicy/private-key-constraint';
import { Validation } from './approverpolicy/validation';
import type { Certificate } from './certmanager/certificate';
import type { ICertificateIssuer } from './certmanager/issuer-reference';
import { KeyUsage } from './certmanager/key-usage';
import type { ServiceAccount } from './service-account';
import type { TrustDomain } from '../core/trust-domain';
import { grantInCluster, serviceAccountSubject } from '../kubernetes/rbac';

export interface ApprovalPoliciesProps {
  /** The name with which the objects' names begin. */
  readonly name: string;
  /** The trust domains that are taken for the same. */
  readonly trustDomains: readonly TrustDomain[];
  /** The longest lifetime that the chain lets certificates of workloads have. */
  readonly longestLifetime: Duration;
  readonly certManager: ServiceAccount;
}

/**
 * What may be approved, for approver-policy: exactly the CA certificates of the
 * chain, and certificates of workloads with identities of the trust domain. A
 * request that no policy allows stays pending for ever, and a policy that its
 * requester may not use counts for nothing; so each comes with its RBAC.
 *
 * @see https://cert-manager.io/docs/policy/approval/approver-policy/
 */
export class ApprovalPolicies extends Construct {
  private readonly props: ApprovalPoliciesProps;
  /** The policies that cert-manager may use. */
  private readonly policies: string[] = [];

  constructor(scope: Construct, id: string, props: ApprovalPoliciesProps) {
    super(scope, id);
    this.props = props;
  }

  /** One CA certificate, as its Certificate describes it; from each of two roots while one replaces the other. */
  public allowCertificate(issuer: ICertificateIssuer, certificate: Certificate): void {
    const name = this.policies.includes(certificate.name) ? `${issuer.toIssuerReference().name}.${certificate.name}` : certificate.name;
    this.letCertManagerUse(name);
    new CertificateRequestPolicy(this, `ca-${name}`, {
      metadata: { name },
      issuers: IssuerPattern.of(issuer),
      namespaces: NamespacePattern.named(certificate.namespace),
      allowed: {
        commonName: AllowedValue.of(certificate.name, { required: true }),
        isCa: true,
        usages: certificate.usages,
      },
      constraints: { maxDuration: certificate.duration, privateKey: PrivateKeyConstraint.ecdsa({ min: 256 }) },
    });
  }

  /** Certificates of workloads of a namespace, through Certificates in it. */
  public allowNamespace(issuer: ICertificateIssuer, namespace: string): void {
    const name = `${issuer.toIssuerReference().name}.${namespace}`;
    if (!this.policies.includes(name)) {
      this.letCertManagerUse(name);
      this.allowWorkloads(name, issuer, namespace, AllowedValues.validated([Validation.spiffeIdOfNamespace(...this.props.trustDomains)]));
    }
  }

  /** Certificates of workloads of every namespace, through a program that requests them in one. */
  public allowRequester(issuer: ICertificateIssuer, program: ServiceAccount, namespace: string): void {
    const name = [issuer.toIssuerReference().name, namespace, program.namespace, program.name].join('.');
    this.allowWorkloads(name, issuer, namespace, AllowedValues.of(this.props.trustDomains.map(({ name: domain }) => `spiffe://${domain}/ns/*/sa/*`)));
    this.grantUse(`use-${name}`, name, [name], program);
  }

  private letCertManagerUse(policy: string): void {
    // Not before there is a policy: a role that names none grants all of them.
    if (this.policies.length === 0) {
      this.grantUse('use', `${this.props.name}-approval`, this.policies, this.props.certManager);
    }
    this.policies.push(policy);
  }

  private allowWorkloads(name: string, issuer: ICertificateIssuer, namespace: string, uris: AllowedValues): void {
    new CertificateRequestPolicy(this, `workloads-${name}`, {
      metadata: { name },
      issuers: IssuerPattern.of(issuer),
      namespaces: NamespacePattern.named(namespace),
      allowed: {
        // Istio's agents ask for an organization without a name.
        subject: { organizations: AllowedValues.of(['']) },
        commonName: AllowedValue.any(),
        dnsNames: AllowedValues.any(),
        uris,
        usages: [KeyUsage.DIGITAL_SIGNATURE, KeyUsage.KEY_ENCIPHERMENT, KeyUsage.SERVER_AUTH, KeyUsage.CLIENT_AUTH],
      },
      constraints: { maxDuration: this.props.longestLifetime },
    });
  }

  private grantUse(id: string, name: string, policies: string[], account: ServiceAccount): void {
    grantInCluster(this, id, {
      name,
      rules: Lazy.any({ produce: () => [{ apiGroups: ['policy.cert-manager.io'], resources: ['certificaterequestpolicies'], resourceNames: policies, verbs: ['use'] }] }),
      subjects: [serviceAccountSubject(account)],
    });
  }
}
