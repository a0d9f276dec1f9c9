import { Bundles, BundleNode } from './bundles';
import { Chain, Chains } from './chains';
import { IssuerNode, Issuers } from './issuers';
import { CsiVolume, PodReference, podReferences, PodReferences } from './pod-references';
import { Root } from './root';
import { CertificateNode, Issuance } from '../certmanager/issuance';
import { within } from '../field-problem';
import { fieldAt, listAt, textAt, textMapAt } from '../fields';
import { Inventory } from '../inventory';
import { ISTIO_NETWORKING } from '../istio/kinds';
import { namespaceOf, SourcedManifest } from '../manifest';
import { workloads } from '../workloads';

/** One way in which a consumer gets a certificate or a bundle. */
export interface Use {
  /** How a pod reads it; `credential` for a gateway or a sidecar, to which Istio hands it; `csi` for a volume of cert-manager's CSI driver. */
  readonly way: PodReference['way'] | 'credential' | 'csi';
  /** Where the manifest says so. */
  readonly field: string;
  /** The Secret or ConfigMap; none for `csi`. */
  readonly kind?: 'Secret' | 'ConfigMap';
  readonly name?: string;
  /** The keys that are read; `undefined` for all of them. */
  readonly keys?: readonly string[];
  /** Whether the container that reads it ends before the pod serves. */
  readonly isInit: boolean;
  /** The Certificate that is presented: it writes the Secret. */
  readonly certificate?: CertificateNode;
  /** The issuer of the certificate, for `csi`. */
  readonly issuer?: IssuerNode;
  /** The chain of what is presented. */
  readonly chain?: Chain;
  /** The bundle that is trusted. */
  readonly bundle?: BundleNode;
}

/** Something that presents certificates of the graph, or trusts its roots. */
export interface Consumer {
  /** The workload, Gateway or DestinationRule. */
  readonly object: SourcedManifest;
  /** The namespace from which it reads. */
  readonly namespace: string;
  readonly uses: readonly Use[];
  /** The roots of the certificates that it presents, each once. */
  readonly presents: readonly Root[];
  /** The roots that it trusts, as far as they are known, each once. */
  readonly trusts: readonly Root[];
}

/** What reading objects for consumers needs. */
export interface ConsumerSources {
  readonly inventory: Inventory;
  readonly issuance: Issuance;
  readonly issuers: Issuers;
  readonly chains: Chains;
  readonly bundles: Bundles;
}

/** Every consumer: workloads, then Istio's Gateways and DestinationRules. */
export function consumersOf(sources: ConsumerSources): Consumer[] {
  const { inventory } = sources;
  return [
    ...inventory.view(podReferences).flatMap(pod => consumer(pod.workload.object, pod.workload.namespace, podUses(pod, sources))),
    ...inventory.ofKind(ISTIO_NETWORKING, 'Gateway').flatMap(gateway => gatewayConsumers(gateway, sources)),
    ...inventory.ofKind(ISTIO_NETWORKING, 'DestinationRule').flatMap(rule => consumer(rule, namespaceOf(rule), ruleUses(rule, sources))),
  ];
}

function consumer(object: SourcedManifest, namespace: string, uses: readonly Use[]): Consumer[] {
  return uses.length === 0 ? [] : [{
    object,
    namespace,
    uses,
    presents: distinct(uses.flatMap(({ chain }) => (chain ? [chain.root] : []))),
    trusts: distinct(uses.flatMap(({ bundle, issuer, chain }) => [...bundle?.roots ?? [], ...issuer && chain ? [chain.root] : []])),
  }];
}

function podUses({ workload: { namespace }, references, csi }: PodReferences, sources: ConsumerSources): Use[] {
  return [
    ...references.flatMap(reference => useOf(reference, namespace, sources)),
    ...csi.map(volume => csiUse(volume, namespace, sources)),
  ];
}

function useOf(reference: Pick<Use, 'field' | 'keys' | 'isInit'> & { way: Use['way']; kind: 'Secret' | 'ConfigMap'; name: string }, namespace: string, { issuance, chains, bundles }: ConsumerSources): Use[] {
  const { kind, name, keys } = reference;
  const reads = (key: string): boolean => keys === undefined || keys.includes(key);
  const [certificate] = kind === 'Secret' ? issuance.writersOf(namespace, name) : [];
  const found = bundles.behind(kind, namespace, name);
  const bundle = found && (found.kind !== 'issued' || reads('ca.crt')) ? found : undefined;
  const presented = certificate && (keys === undefined || keys.some(key => key !== 'ca.crt')) ? certificate : undefined;
  if (!bundle && !presented) {
    return [];
  }
  return [{
    ...reference,
    ...(presented ? { certificate: presented, chain: chains.chainOf(presented) } : {}),
    ...(bundle ? { bundle } : {}),
  }];
}

function csiUse(volume: CsiVolume, namespace: string, { issuers, chains }: ConsumerSources): Use {
  const issuer = issuers.ofVolume(volume, namespace);
  const chain = issuer && chains.chainOfIssuer(issuer);
  return { way: 'csi', field: volume.field, isInit: false, ...(issuer ? { issuer } : {}), ...(chain ? { chain } : {}) };
}

/** The Secrets of a Gateway are read from the namespaces of the pods that it selects. */
function gatewayConsumers(gateway: SourcedManifest, sources: ConsumerSources): Consumer[] {
  return [...gatewayNamespaces(gateway, sources.inventory)].flatMap(namespace => consumer(gateway, namespace,
    listAt(gateway.manifest, 'spec', 'servers').flatMap((server, index) => credentialUses(fieldAt(server, 'tls'), `${within('spec.servers', index)}.tls`, namespace, sources))));
}

function ruleUses(rule: SourcedManifest, sources: ConsumerSources): Use[] {
  return credentialUses(fieldAt(rule.manifest, 'spec', 'trafficPolicy', 'tls'), 'spec.trafficPolicy.tls', namespaceOf(rule), sources);
}

function credentialUses(tls: unknown, field: string, namespace: string, sources: ConsumerSources): Use[] {
  const name = textAt(tls, 'credentialName');
  if (!name) {
    return [];
  }
  const credential = { field: `${field}.credentialName`, way: 'credential', kind: 'Secret', isInit: false } as const;
  const isMutual = ['MUTUAL', 'OPTIONAL_MUTUAL'].includes(textAt(tls, 'mode') ?? '');
  return [
    ...useOf({ ...credential, name, keys: isMutual ? undefined : ['tls.crt', 'tls.key'] }, namespace, sources),
    ...isMutual ? useOf({ ...credential, name: `${name}-cacert`, keys: ['ca.crt'] }, namespace, sources) : [],
  ];
}

/** The namespaces of the gateway pods; that of the Gateway if its pods are not among the manifests. */
function gatewayNamespaces(gateway: SourcedManifest, inventory: Inventory): ReadonlySet<string> {
  const byLabel = inventory.view(namespacesByLabel);
  const selector = [...textMapAt(gateway.manifest, 'spec', 'selector')].map(label => byLabel.get(JSON.stringify(label)) ?? new Set<string>());
  const [first = new Set<string>(), ...others] = selector;
  const namespaces = [...first].filter(namespace => others.every(other => other.has(namespace)));
  return new Set(namespaces.length > 0 ? namespaces : [namespaceOf(gateway)]);
}

/** The namespaces in which some pod has a label. */
function namespacesByLabel(inventory: Inventory): ReadonlyMap<string, Set<string>> {
  const namespaces = new Map<string, Set<string>>();
  for (const { labels, namespace } of inventory.view(workloads)) {
    for (const label of labels) {
      const key = JSON.stringify(label);
      namespaces.set(key, (namespaces.get(key) ?? new Set()).add(namespace));
    }
  }
  return namespaces;
}

function distinct(roots: readonly Root[]): Root[] {
  return [...new Map(roots.map(root => [root.id, root])).values()];
}
