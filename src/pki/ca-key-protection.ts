import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { ApprovalPolicies } from './approval-policies';
import type { CertificateRotation } from './certificate-rotation';
import type { Certificate } from './certmanager/certificate';
import type { ICertificateIssuer } from './certmanager/issuer-reference';
import type { CaKeyProtectionOptions } from './issuer-chain';
import { IssuerGuard } from './issuer-guard';
import { parseServiceAccount, ServiceAccount, userName } from './service-account';
import { append } from '../core/multi-map';
import type { TrustDomain } from '../core/trust-domain';
import { celList, celText, refuseUnless } from '../kubernetes/admission-policy';
import { grantInNamespace, groupSubject } from '../kubernetes/rbac';

export interface CaKeyProtectionProps {
  /** The name with which the objects' names begin. */
  readonly name: string;
  readonly trustDomain: TrustDomain;
  readonly workloadRotation: CertificateRotation;
  readonly options: CaKeyProtectionOptions;
}

/**
 * What keeps CA keys private. RBAC can only allow, so what must not happen is
 * refused by the API server itself: a pod with a CA's Secret, a CA's Secret that
 * anyone but cert-manager writes, a certificate that nobody planned from a CA.
 */
export class CaKeyProtection extends Construct {
  private readonly name: string;
  private readonly administrators: string[];
  private readonly certManager: ServiceAccount;
  /** The Secrets that no pod may use, by namespace. */
  private readonly privateSecrets = new Map<string, string[]>();
  /** Of these, the ones that cert-manager alone writes. */
  private readonly issuedSecrets = new Map<string, string[]>();
  /** Whose pods may use a Secret nevertheless: `<namespace>/<secret>/<service account>`. */
  private readonly users: string[] = [];
  private readonly guard: IssuerGuard;
  private readonly approval?: ApprovalPolicies;

  constructor(scope: Construct, id: string, { name, trustDomain, workloadRotation, options }: CaKeyProtectionProps) {
    super(scope, id);
    this.name = name;
    this.administrators = [...(options.administrators ?? [])];
    this.certManager = parseServiceAccount(this, options.certManagerServiceAccount ?? 'cert-manager/cert-manager');
    this.guard = new IssuerGuard(this, 'issuers', { name: `${name}-ca-issuers`, certManager: this.certManager });
    this.approval = options.approverPolicy ? new ApprovalPolicies(this, 'approval', { name, trustDomain, workloadRotation, certManager: this.certManager }) : undefined;
  }

  /** Keeps a Secret that cert-manager issues: nobody else writes it, and no pod uses it. */
  public protect(secretName: string, namespace: string): void {
    if (this.issuedSecrets.size === 0) {
      refuseUnless(this, 'secrets', `${this.name}-ca-secrets`, () => this.writersPolicy());
    }
    append(this.issuedSecrets, namespace, secretName);
    this.protectFromPods(secretName, namespace);
  }

  /** Keeps pods from using a Secret. */
  public protectFromPods(secretName: string, namespace: string): void {
    if (this.privateSecrets.size === 0) {
      refuseUnless(this, 'pods', `${this.name}-ca-pods`, () => this.podsPolicy());
    }
    if (!this.privateSecrets.has(namespace) && this.administrators.length > 0) {
      this.admitAdministrators(namespace);
    }
    append(this.privateSecrets, namespace, secretName);
  }

  /** Lets the pods of one service account use a Secret: the CA of a mesh itself. */
  public allowPods(secretName: string, { namespace, name }: ServiceAccount): void {
    this.users.push(`${namespace}/${secretName}/${name}`);
  }

  /** Reserves an issuer, and lets one Certificate use it. */
  public allowCertificate(issuer: ICertificateIssuer, certificate: Certificate): void {
    this.guard.allowCertificate(issuer, certificate);
    this.approval?.allowCertificate(issuer, certificate);
  }

  /** Reserves an issuer, and lets the Certificates of a namespace use it. */
  public allowNamespace(issuer: ICertificateIssuer, namespace: string): void {
    this.guard.allowNamespace(issuer, namespace);
    this.approval?.allowNamespace(issuer, namespace);
  }

  /** Lets a program request certificates for workloads from an issuer by itself, in one namespace. */
  public allowRequester(issuer: ICertificateIssuer, program: ServiceAccount, namespace: string): void {
    this.guard.allowRequester(issuer, program, namespace);
    this.approval?.allowRequester(issuer, program, namespace);
  }

  private writersPolicy() {
    const target = '(object != null ? object : oldObject).metadata.name';
    const allowed = [
      `request.userInfo.username == ${celText(userName(this.certManager))}`,
      // What empties a deleted namespace, and what removes objects whose owner is gone.
      `request.operation == 'DELETE' && request.userInfo.username in ${celList(['namespace-controller', 'generic-garbage-collector'].map(name => userName({ namespace: 'kube-system', name })))}`,
      ...(this.administrators.length > 0 ? [`has(request.userInfo.groups) && request.userInfo.groups.exists(group, group in ${celList(this.administrators)})`] : []),
    ];
    return {
      match: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['secrets'], operations: ['CREATE', 'UPDATE', 'DELETE'] }],
      namespaces: [...this.issuedSecrets.keys()],
      conditions: [{ name: 'holds-the-key-of-a-ca', expression: `(request.namespace + '/' + ${target}) in ${celList(qualified(this.issuedSecrets))}` }],
      validations: [{
        expression: allowed.map(expression => `(${expression})`).join(' || '),
        message: 'this Secret holds the key of a certificate authority: only cert-manager writes it',
      }],
    };
  }

  private podsPolicy() {
    const refused = (name: string) => `(request.namespace + '/' + ${name}) in variables.refused`;
    return {
      match: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods', 'pods/ephemeralcontainers'], operations: ['CREATE', 'UPDATE'] }],
      namespaces: [...this.privateSecrets.keys()],
      variables: [
        { name: 'account', expression: "has(object.spec.serviceAccountName) ? object.spec.serviceAccountName : 'default'" },
        { name: 'refused', expression: `${celList(qualified(this.privateSecrets))}.filter(secret, !((secret + '/' + variables.account) in ${celList(this.users)}))` },
        { name: 'volumes', expression: 'has(object.spec.volumes) ? object.spec.volumes : []' },
        { name: 'env', expression: ofEveryContainer('env') },
        { name: 'envFrom', expression: ofEveryContainer('envFrom') },
      ],
      validations: [
        `!variables.volumes.exists(volume, has(volume.secret) && has(volume.secret.secretName) && ${refused('volume.secret.secretName')})`,
        `!variables.volumes.exists(volume, has(volume.projected) && has(volume.projected.sources) && volume.projected.sources.exists(source, has(source.secret) && has(source.secret.name) && ${refused('source.secret.name')}))`,
        `!variables.env.exists(list, list.exists(entry, has(entry.valueFrom) && has(entry.valueFrom.secretKeyRef) && has(entry.valueFrom.secretKeyRef.name) && ${refused('entry.valueFrom.secretKeyRef.name')}))`,
        `!variables.envFrom.exists(list, list.exists(entry, has(entry.secretRef) && has(entry.secretRef.name) && ${refused('entry.secretRef.name')}))`,
      ].map(expression => ({ expression, message: 'a Secret with the key of a certificate authority: no pod may use it' })),
    };
  }

  private admitAdministrators(namespace: string): void {
    grantInNamespace(this, `administrators-${namespace}`, namespace, {
      name: `${this.name}-ca-administrators`,
      rules: [{
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: Lazy.any({ produce: () => this.privateSecrets.get(namespace) }),
        verbs: ['get', 'update', 'patch', 'delete'],
      }],
      subjects: this.administrators.map(groupSubject),
    });
  }
}

function qualified(secrets: Map<string, string[]>): string[] {
  return [...secrets].flatMap(([namespace, names]) => names.map(name => `${namespace}/${name}`));
}

/** A field of the containers, init containers and ephemeral containers of a pod, as a list of lists. */
function ofEveryContainer(field: string): string {
  const listOf = (containers: string) => `(has(object.spec.${containers}) ? object.spec.${containers}.map(c, has(c.${field}) ? c.${field} : []) : [])`;
  return ['containers', 'initContainers', 'ephemeralContainers'].map(listOf).join(' + ');
}
