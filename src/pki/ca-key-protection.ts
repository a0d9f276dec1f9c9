import { Duration, Lazy } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { ApprovalPolicies } from './approval-policies';
import { requireText } from './certmanager/_arguments';
import type { Certificate } from './certmanager/certificate';
import type { ICertificateIssuer } from './certmanager/issuer-reference';
import type { CaKeyProtectionOptions } from './issuer-chain-props';
import { IssuerGuard } from './issuer-guard';
import { parseServiceAccount, ServiceAccount, userName } from './service-account';
import { append } from '../core/multi-map';
import type { TrustDomain } from '../core/trust-domain';
import { usageError } from '../core/usage-error';
import { anyOf, celList, celText, refuseUnless } from '../kubernetes/admission-policy';
import { grantInNamespace, groupSubject } from '../kubernetes/rbac';

// The API server cuts what it is to add five characters to: k8s.io/apiserver, names.SimpleNameGenerator.
const LONGEST_GENERATED_NAME = 58;

export interface CaKeyProtectionProps {
  /** The name with which the objects' names begin. */
  readonly name: string;
  readonly keyNamespace: string;
  /** The trust domains that are taken for the same. */
  readonly trustDomains: readonly TrustDomain[];
  /** The longest lifetime that the chain lets certificates of workloads have. */
  readonly longestLifetime: Duration;
  readonly options: CaKeyProtectionOptions;
}

/** A Secret with the key of a CA, and the Certificate that it is, or was, of. */
export interface KeptKey {
  readonly namespace: string;
  readonly name: string;
  readonly secretName: string;
}

/** The users under which Kubernetes empties a deleted namespace and removes what has lost its owner. */
const KUBERNETES_CLEANERS = [
  ...['namespace-controller', 'generic-garbage-collector'].map(name => userName({ namespace: 'kube-system', name })),
  'system:kube-controller-manager',
];

/**
 * What keeps CA keys private. RBAC can only allow, so what must not happen is
 * refused by the API server itself: a pod with a CA's Secret, a CA's Secret that
 * anyone but cert-manager writes, a certificate that nobody planned from a CA.
 */
export class CaKeyProtection extends Construct {
  /** The service account that alone writes the keys. */
  public readonly certManager: ServiceAccount;
  /** The policies for approver-policy, if it decides. */
  public readonly approval?: ApprovalPolicies;

  private readonly name: string;
  private readonly keyNamespace: string;
  private readonly administrators: string[];
  /** The Secrets that no pod may use, by namespace. */
  private readonly privateSecrets = new Map<string, string[]>();
  /** The keys of CAs, whose Secrets cert-manager alone writes. */
  private readonly certificates: KeptKey[] = [];
  /** Whose pods may use a Secret nevertheless: `<pattern of namespace/secret>/<service account>`. */
  private readonly users: string[] = [];
  private readonly guard: IssuerGuard;

  constructor(scope: Construct, id: string, { name, keyNamespace, trustDomains, longestLifetime, options }: CaKeyProtectionProps) {
    super(scope, id);
    this.keyNamespace = keyNamespace;
    this.name = name;
    this.administrators = [...(options.administrators ?? [])];
    requireText(this, 'keyProtection', 'administrators', ...this.administrators);
    this.certManager = parseServiceAccount(this, options.certManagerServiceAccount ?? 'cert-manager/cert-manager');
    this.guard = new IssuerGuard(this, 'issuers', { name: `${name}-guard`, certManager: this.certManager, trustDomains });
    this.approval = options.approverPolicy ? new ApprovalPolicies(this, 'approval', { name, trustDomains, longestLifetime, certManager: this.certManager }) : undefined;
  }

  /** Keeps the key of a CA that cert-manager issues: nobody else writes its Secret, and no pod uses it. */
  public protect(owner: IConstruct, certificate: KeptKey): void {
    if (this.certificates.length === 0) {
      refuseUnless(this, 'secrets', `${this.name}-guard-secrets`, () => this.writersPolicy());
    }
    this.certificates.push(certificate);
    this.protectFromPods(owner, certificate.secretName, certificate.namespace);
  }

  /**
   * Keeps pods from using a Secret.
   *
   * @throws if it is the Secret of two CAs: cert-manager would overwrite the one with the other
   */
  public protectFromPods(owner: IConstruct, secretName: string, namespace: string): void {
    if (this.privateSecrets.get(namespace)?.includes(secretName)) {
      throw usageError(owner, `Secret "${namespace}/${secretName}"`, 'it holds the key of another CA of this chain', 'Give each CA a Secret of its own.');
    }
    if (this.privateSecrets.size === 0) {
      refuseUnless(this, 'pods', `${this.name}-guard-pods`, () => this.podsPolicy());
      refuseUnless(this, 'key-issuers', `${this.name}-guard-key-issuers`, () => this.issuersPolicy());
    }
    if (!this.privateSecrets.has(namespace) && this.administrators.length > 0) {
      this.admitAdministrators(namespace);
    }
    append(this.privateSecrets, namespace, secretName);
  }

  /** Lets the pods of one service account use a Secret: the CA of a mesh itself. */
  public allowPods(secretName: string, { namespace, name }: ServiceAccount): void {
    this.users.push(`${literally(`${namespace}/${secretName}`)}/${name}`);
  }

  /** Reserves an issuer, and lets one Certificate use it. */
  public allowCertificate(issuer: ICertificateIssuer, certificate: Certificate): void {
    this.guard.allowCertificate(issuer, certificate);
    this.approval?.allowCertificate(issuer, certificate);
  }

  /** Reserves an issuer, and lets it sign with a key besides the one that it signs with now. */
  public allowKey(issuer: ICertificateIssuer, usedIn: string, secretName: string): void {
    this.guard.allowKey(issuer, usedIn, secretName);
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
    const secrets = this.certificates.map(({ namespace, secretName }) => `${namespace}/${secretName}`);
    const allowed = [
      `request.userInfo.username == ${celText(userName(this.certManager))}`,
      // What empties a deleted namespace, and what removes objects whose owner is gone.
      `request.operation == 'DELETE' && request.userInfo.username in ${celList(KUBERNETES_CLEANERS)}`,
      ...(this.administrators.length > 0 ? [`has(request.userInfo.groups) && request.userInfo.groups.exists(group, group in ${celList(this.administrators)})`] : []),
    ];
    return {
      match: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['secrets'], operations: ['CREATE', 'UPDATE', 'DELETE'] }],
      namespaces: unique(this.certificates.map(({ namespace }) => namespace)),
      conditions: [{
        name: 'holds-the-key-of-a-ca',
        expression: `(request.namespace + '/' + ${target}) in ${celList(secrets)} || (request.namespace + '/' + ${target}).matches(${celText(this.pendingKeys())})`,
      }],
      validations: [{ expression: anyOf(allowed), message: 'this Secret holds the key of a certificate authority: only cert-manager writes it' }],
    };
  }

  /** Whoever could let another issuer sign with the key of a CA would need none of the chain's. */
  private issuersPolicy() {
    const secrets = [...this.privateSecrets].flatMap(([namespace, names]) => names.map(name => `${namespace}/${name}`));
    return {
      match: [{ apiGroups: ['cert-manager.io'], apiVersions: ['v1'], resources: ['issuers', 'clusterissuers'], operations: ['CREATE', 'UPDATE'] }],
      variables: [
        { name: 'isCluster', expression: "request.resource.resource == 'clusterissuers'" },
        { name: 'self', expression: "(variables.isCluster ? 'ClusterIssuer/' : 'Issuer/' + request.namespace) + '/' + object.metadata.name" },
        { name: 'secrets', expression: `variables.isCluster ? ${celText(this.keyNamespace)} : request.namespace` },
      ],
      validations: [{
        expression: anyOf([
          '!has(object.spec.ca)',
          `!((variables.secrets + '/' + object.spec.ca.secretName) in ${celList(secrets)})`,
          `(variables.self + '/' + object.spec.ca.secretName) in ${celList(this.guard.signers)}`,
        ]),
        message: 'this Secret holds the key of a certificate authority: no issuer but the one of its chain signs with it',
      }],
    };
  }

  private podsPolicy() {
    const refused = (name: string) => `variables.refused.exists(secret, (request.namespace + '/' + ${name}).matches('^' + secret + '$'))`;
    const secrets = [...this.privateSecrets].flatMap(([namespace, names]) => names.map(name => literally(`${namespace}/${name}`)));
    return {
      match: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods', 'pods/ephemeralcontainers'], operations: ['CREATE', 'UPDATE'] }],
      namespaces: [...this.privateSecrets.keys()],
      variables: [
        { name: 'account', expression: "has(object.spec.serviceAccountName) ? object.spec.serviceAccountName : 'default'" },
        { name: 'refused', expression: this.refusedTo('variables.account', secrets) },
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

  /** The patterns of Secrets that the pods of a service account may not use. */
  private refusedTo(account: string, secrets: string[]): string {
    const patterns = celList([...secrets, ...(this.certificates.length > 0 ? [this.pendingKeys().slice(1, -1)] : [])]);
    return this.users.length > 0 ? `${patterns}.filter(secret, !((secret + '/' + ${account}) in ${celList(this.users)}))` : patterns;
  }

  /** A pattern of the Secrets in which cert-manager keeps a new key until its certificate is issued. */
  private pendingKeys(): string {
    const names = this.certificates.map(({ namespace, name }) => literally(`${namespace}/${`${name}-`.slice(0, LONGEST_GENERATED_NAME)}`));
    return `^(${names.join('|')})[a-z0-9]{5}$`;
  }

  private admitAdministrators(namespace: string): void {
    grantInNamespace(this, `administrators-${namespace}`, namespace, {
      name: `${this.name}-key-administrators-${namespace}`,
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

function unique(names: string[]): string[] {
  return [...new Set(names)];
}

/** A regular expression that matches a name, in which only dots are special. */
function literally(name: string): string {
  return name.replace(/\./g, '[.]');
}

/** A field of the containers, init containers and ephemeral containers of a pod, as a list of lists. */
function ofEveryContainer(field: string): string {
  const listOf = (containers: string) => `(has(object.spec.${containers}) ? object.spec.${containers}.map(c, has(c.${field}) ? c.${field} : []) : [])`;
  return ['containers', 'initContainers', 'ephemeralContainers'].map(listOf).join(' + ');
}
