import { trustDomainInPolicies } from './trust-domain';
import { fieldAt, fieldsAt, hasField, listAt, textAt, textsAt } from '../fields';
import { Inventory } from '../inventory';

/** An entry of `caCertificates` in the configuration of a mesh. */
export interface TrustedAuthority {
  /** Its certificates in PEM form; undefined if they are fetched from elsewhere. */
  readonly pem?: string;
  /** The trust domains whose identities proxies accept besides their own. */
  readonly trustDomains: readonly string[];
}

/** Environment variables by their names. */
export type Environment = Readonly<Record<string, string>>;

/** What istiod was told about the mesh, as far as it decides about calls and certificates. */
export interface IstioSettings {
  /**
   * The namespace whose policies apply to the whole mesh.
   *
   * @default - `istio-system`
   */
  readonly rootNamespace?: string;
  /**
   * Whether sidecars choose mutual TLS by themselves where both ends have it.
   *
   * @default - true
   */
  readonly enableAutoMtls?: boolean;
  /**
   * The trust domain of the identities.
   *
   * @default - `cluster.local`
   */
  readonly trustDomain?: string;
  /**
   * Trust domains that are taken for the same.
   *
   * @default - none
   */
  readonly trustDomainAliases?: readonly string[];
  /**
   * The domain of the names of Services.
   *
   * @default - `cluster.local`
   */
  readonly clusterDomain?: string;
  /**
   * Whether sidecars pass calls on to hosts that they do not know.
   *
   * @default - true: outboundTrafficPolicy ALLOW_ANY
   */
  readonly allowAnyOutbound?: boolean;
  /** To which namespaces Services are visible that do not say so. @default - to all: `*` */
  readonly defaultServiceExportTo?: readonly string[];
  /** To which namespaces DestinationRules apply that do not say so. @default - to all: `*` */
  readonly defaultDestinationRuleExportTo?: readonly string[];
  /** To which namespaces VirtualServices apply that do not say so. @default - to all: `*` */
  readonly defaultVirtualServiceExportTo?: readonly string[];
  /** Namespaces that are known to be enrolled although their Namespace is not among the objects. @default - none */
  readonly enrolledNamespaces?: readonly string[];
  /**
   * The name by which istiod knows its own cluster.
   *
   * @default - `Kubernetes`
   */
  readonly clusterName?: string;
  /** The name of the mesh, where several clusters make up one. @default - none */
  readonly meshId?: string;
  /** The network of the cluster, where several clusters make up one mesh. @default - none */
  readonly network?: string;
  /** Roots that proxies trust besides the one under which their own certificates are. @default - none */
  readonly caCertificates?: readonly TrustedAuthority[];
  /** The environment of the agents beside workloads: `proxyMetadata` of the default proxy configuration. @default - nothing */
  readonly agentEnvironment?: Environment;
  /** The environment of istiod. @default - nothing */
  readonly istiodEnvironment?: Environment;
  /** The address of the CA, where that is not istiod. @default - istiod */
  readonly caAddress?: string;
  /** Whether the trust domain was not given, and taken from the policies that name it. @default - false */
  readonly trustDomainIsTaken?: boolean;
}

export const DEFAULT_SETTINGS: Required<IstioSettings> = {
  rootNamespace: 'istio-system',
  enableAutoMtls: true,
  trustDomain: 'cluster.local',
  trustDomainAliases: [],
  clusterDomain: 'cluster.local',
  allowAnyOutbound: true,
  defaultServiceExportTo: ['*'],
  defaultDestinationRuleExportTo: ['*'],
  defaultVirtualServiceExportTo: ['*'],
  enrolledNamespaces: [],
  clusterName: 'Kubernetes',
  meshId: '',
  network: '',
  caCertificates: [],
  agentEnvironment: {},
  istiodEnvironment: {},
  caAddress: '',
  trustDomainIsTaken: false,
};

/** All settings: as given, else as the objects suggest, else as istiod has them by itself. */
export function completeSettings(given: IstioSettings, inventory: Inventory): Required<IstioSettings> {
  const taken = given.trustDomain === undefined ? inventory.view(trustDomainInPolicies) : undefined;
  return { ...DEFAULT_SETTINGS, ...taken === undefined ? {} : { trustDomain: taken, trustDomainIsTaken: true }, ...given };
}

/**
 * The settings in a MeshConfig, as plain data; those that it leaves out are left out.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig
 */
export function settingsOfMeshConfig(meshConfig: unknown): IstioSettings {
  const autoMtls = fieldAt(meshConfig, 'enableAutoMtls');
  return defined({
    rootNamespace: textAt(meshConfig, 'rootNamespace'),
    enableAutoMtls: typeof autoMtls === 'boolean' ? autoMtls : undefined,
    trustDomain: textAt(meshConfig, 'trustDomain'),
    trustDomainAliases: textsOrNone(meshConfig, 'trustDomainAliases'),
    // A policy without a mode is REGISTRY_ONLY, the first of the two in Istio's API.
    allowAnyOutbound: hasField(meshConfig, 'outboundTrafficPolicy') ? textAt(meshConfig, 'outboundTrafficPolicy', 'mode') === 'ALLOW_ANY' : undefined,
    meshId: textAt(meshConfig, 'defaultConfig', 'meshId'),
    caCertificates: hasField(meshConfig, 'caCertificates') ? listAt(meshConfig, 'caCertificates').map(trustedAuthority) : undefined,
    defaultServiceExportTo: textsOrNone(meshConfig, 'defaultServiceExportTo'),
    defaultDestinationRuleExportTo: textsOrNone(meshConfig, 'defaultDestinationRuleExportTo'),
    defaultVirtualServiceExportTo: textsOrNone(meshConfig, 'defaultVirtualServiceExportTo'),
    agentEnvironment: environmentAt(meshConfig, 'defaultConfig', 'proxyMetadata'),
  });
}

function trustedAuthority(entry: unknown): TrustedAuthority {
  return { pem: textAt(entry, 'pem'), trustDomains: textsAt(entry, 'trustDomains') };
}

/** The environment variables at a path; `undefined` if there are none. What is no text, such as a number in Helm values, becomes one. */
export function environmentAt(value: unknown, ...path: readonly string[]): Environment | undefined {
  const variables = Object.entries(fieldsAt(value, ...path)).filter(([, each]) => ['string', 'number', 'boolean'].includes(typeof each));
  return variables.length > 0 ? Object.fromEntries(variables.map(([name, each]) => [name, `${each}`])) : undefined;
}

function textsOrNone(value: unknown, field: string): string[] | undefined {
  const texts = textsAt(value, field);
  return texts.length > 0 ? texts : undefined;
}

function defined(settings: IstioSettings): IstioSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
