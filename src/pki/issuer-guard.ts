import { Construct } from 'constructs';
import type { Certificate } from './certmanager/certificate';
import { ICertificateIssuer, IssuerReference, IssuerScope } from './certmanager/issuer-reference';
import { IssuerType } from './certmanager/issuer-type';
import { ServiceAccount, userName } from './service-account';
import type { TrustDomain } from '../core/trust-domain';
import { anyOf, celList, celText, refuseUnless } from '../kubernetes/admission-policy';

interface ReservedIssuer {
  readonly issuer: IssuerReference;
  /** The Secrets that it may sign with, if it is one of the chain's own. */
  readonly secretNames: Set<string>;
  /** `<namespace>/<name>` of the Certificates that may use it. */
  readonly certificates: Set<string>;
  /** Namespaces whose Certificates may use it, unless they are those of CAs. */
  readonly namespaces: Set<string>;
  /** Users that may request certificates of no CA from it without a Certificate, as `<namespace of the request>/<user>`. */
  readonly requesters: Set<string>;
}

const CERT_MANAGER_GROUP = 'cert-manager.io';

export interface IssuerGuardProps {
  /** The name with which the policies' names begin. */
  readonly name: string;
  readonly certManager: ServiceAccount;
  /** The trust domains that are taken for the same. */
  readonly trustDomains: readonly TrustDomain[];
}

/**
 * Reserves the issuers of a chain. Whoever can create a Certificate can have one
 * from any ClusterIssuer, a CA certificate from the root included; cert-manager
 * approves every request unless something stops it.
 */
export class IssuerGuard extends Construct {
  private readonly name: string;
  private readonly certManager: string;
  private readonly trustDomains: readonly TrustDomain[];
  private readonly reserved = new Map<string, ReservedIssuer>();

  constructor(scope: Construct, id: string, { name, certManager, trustDomains }: IssuerGuardProps) {
    super(scope, id);
    this.name = name;
    this.certManager = userName(certManager);
    this.trustDomains = trustDomains;
  }

  public allowCertificate(issuer: ICertificateIssuer, { namespace, name }: Certificate): void {
    this.reserve(issuer, namespace).certificates.add(`${namespace}/${name}`);
  }

  public allowKey(issuer: ICertificateIssuer, usedIn: string, secretName: string): void {
    this.reserve(issuer, usedIn).secretNames.add(secretName);
  }

  public allowNamespace(issuer: ICertificateIssuer, namespace: string): void {
    this.reserve(issuer, namespace).namespaces.add(namespace);
  }

  public allowRequester(issuer: ICertificateIssuer, program: ServiceAccount, namespace: string): void {
    this.reserve(issuer, namespace).requesters.add(`${namespace}/${userName(program)}`);
  }

  /** The chain's own issuers with the Secrets that they sign with, as `<kind>/<namespace>/<name>/<secret>`. */
  public get signers(): string[] {
    return [...this.reserved.values()]
      .flatMap(({ issuer: { kind, namespace = '', name }, secretNames }) => [...secretNames].map(secretName => [kind, namespace, name, secretName].join('/')));
  }

  private reserve(issuer: ICertificateIssuer, usedIn: string): ReservedIssuer {
    const { namespace, ...referred } = issuer.toIssuerReference();
    // An issuer that something else keeps may not say in which namespace it is: in that of what refers to it.
    const reference = { ...referred, namespace: referred.scope === IssuerScope.NAMESPACE ? namespace ?? usedIn : undefined };
    const key = [reference.group, reference.kind, reference.namespace ?? '', reference.name].join('/');
    if (this.reserved.size === 0) {
      refuseUnless(this, 'requests', `${this.name}-issuers`, () => this.requestsPolicy());
      refuseUnless(this, 'signing-requests', `${this.name}-signers`, () => this.signingRequestsPolicy());
    }
    const reserved: ReservedIssuer = this.reserved.get(key) ?? {
      issuer: reference,
      secretNames: new Set(secretOf(issuer)),
      certificates: new Set(),
      namespaces: new Set(),
      requesters: new Set(),
    };
    this.reserved.set(key, reserved);
    return reserved;
  }

  private requestsPolicy() {
    return {
      match: [
        { apiGroups: ['cert-manager.io'], apiVersions: ['v1'], resources: ['certificates'], operations: ['CREATE', 'UPDATE'] },
        { apiGroups: ['cert-manager.io'], apiVersions: ['v1'], resources: ['certificaterequests'], operations: ['CREATE'] },
      ],
      variables: [
        { name: 'ref', expression: 'object.spec.issuerRef' },
        { name: 'kind', expression: "has(variables.ref.kind) && variables.ref.kind != '' ? variables.ref.kind : 'Issuer'" },
        { name: 'group', expression: "has(variables.ref.group) && variables.ref.group != '' ? variables.ref.group : 'cert-manager.io'" },
        { name: 'issuer', expression: "variables.group + '/' + variables.kind + '/' + variables.ref.name" },
        { name: 'isCertificate', expression: "request.resource.resource == 'certificates'" },
        { name: 'isCa', expression: 'has(object.spec.isCA) && object.spec.isCA' },
        // Whoever may create Certificates in a namespace may not thereby speak for another one.
        { name: 'isOwnIdentity', expression: `!has(object.spec.uris) || object.spec.uris.all(uri, ${this.isOfNamespace('uri')})` },
      ],
      validations: [...this.reserved.values()].map(reserved => ({
        expression: anyOf([...isAnother(reserved.issuer), ...this.allowed(reserved)]),
        message: `${reserved.issuer.kind} ${reserved.issuer.name} is reserved by its issuer chain: have the chain name this namespace, with issuerFor("<namespace>"); a Certificate there may carry identities of its own namespace alone`,
      })),
    };
  }

  private isOfNamespace(uri: string): string {
    return this.trustDomains.map(({ name }) => `${uri}.startsWith(${celText(`spiffe://${name}/ns/`)} + request.namespace + '/sa/')`).join(' || ');
  }

  private allowed({ certificates, namespaces, requesters }: ReservedIssuer): string[] {
    const planned = [
      ...(namespaces.size > 0 ? [`!variables.isCa && variables.isOwnIdentity && request.namespace in ${celList([...namespaces])}`] : []),
      ...(certificates.size > 0 ? [`(request.namespace + '/' + object.metadata.name) in ${celList([...certificates])}`] : []),
    ];
    const requested = [
      `request.userInfo.username == ${celText(this.certManager)}`,
      ...(requesters.size > 0 ? [`!variables.isCa && (request.namespace + '/' + request.userInfo.username) in ${celList([...requesters])}`] : []),
    ];
    return [`variables.isCertificate && (${anyOf(planned)})`, `!variables.isCertificate && (${anyOf(requested)})`];
  }

  /** Kubernetes' own CertificateSigningRequests reach the same issuers, where cert-manager is told to serve them. */
  private signingRequestsPolicy() {
    const signers = [...this.reserved.values()]
      .filter(({ issuer }) => issuer.group === CERT_MANAGER_GROUP)
      .map(({ issuer: { namespace, name } }) => namespace === undefined ? `clusterissuers.${CERT_MANAGER_GROUP}/${name}` : `issuers.${CERT_MANAGER_GROUP}/${namespace}.${name}`);
    return {
      match: [{ apiGroups: ['certificates.k8s.io'], apiVersions: ['v1'], resources: ['certificatesigningrequests'], operations: ['CREATE'] }],
      validations: [{
        expression: `!(object.spec.signerName in ${celList(signers)})`,
        message: 'this issuer is reserved: request a certificate through a Certificate',
      }],
    };
  }
}

/** The Secret that an issuer signs with, if this app describes the issuer. */
function secretOf(issuer: ICertificateIssuer): string[] {
  const { type } = issuer as { type?: unknown };
  return type instanceof IssuerType && type.caSecretName !== undefined ? [type.caSecretName] : [];
}

/** What holds for a request to any other issuer. */
function isAnother({ group, kind, name, namespace }: IssuerReference): string[] {
  const another = `variables.issuer != ${celText(`${group}/${kind}/${name}`)}`;
  return namespace === undefined ? [another] : [another, `request.namespace != ${celText(namespace)}`];
}
