import { Cluster } from './cluster';
import { ROOT_ROTATION_ANNOTATION, readRootRotation } from '../../core/change/root-rotation-record';
import { Reason } from '../../core/flow';
import { fieldAt, hasField, listAt, textAt, textsAt } from '../fields';
import { providedSecrets } from '../istio/provided-secrets';
import { described, namespaceOf, referenceTo, SourcedManifest } from '../manifest';
import { clusterOf } from '../rule';
import { certificatesOf } from '../trust/contents';
import { certificatesIn } from '../trust/pem-certificate';
import { pemRoot, Root } from '../trust/root';
import { BundleNode, IssuerNode, TrustGraph, trustGraph } from '../trust/trust-graph';

/** Under which root the certificates of a cluster's mesh are, and which roots its proxies trust. */
export interface MeshTrust {
  /** The root of the certificates, if it is known. */
  readonly signs?: Root;
  /** The certificate of that root, where it stands elsewhere than with what signs. */
  readonly shown?: Root;
  /** Who signs, or why that is not known. */
  readonly because: Reason;
  /** The roots that proxies trust, as far as they are known. */
  readonly trusts: readonly Root[];
  /** The roots that the mesh's configuration has them trust besides, which sign nothing here. */
  readonly besides?: readonly Root[];
  /** Whether these are all. */
  readonly complete: boolean;
  /** What says which roots proxies trust: the Bundle, or the Secret or Certificate of istiod's own CA. */
  readonly trustedBy?: SourcedManifest;
}

const CACERTS = 'cacerts';
const PEM_KEYS = ['root-cert.pem', 'ca.crt'];
/** Issuers of these kinds sign no certificates of a mesh: themselves each, or names of the public DNS alone. */
const OTHER_TYPES = new Set(['selfSigned', 'acme', 'unknown']);

/** What is known of the mesh's trust in a cluster: by istiod's own CA, else by istio-csr's, else by the only issuer that there is. */
export function meshTrust(cluster: Cluster): MeshTrust {
  const graph = trustGraph(cluster.inventory, clusterOf(cluster.context));
  const trust = byIstiod(cluster, graph) ?? byIstioCsr(cluster, graph) ?? byOnlyIssuer(cluster, graph);
  return withAuthorities(trust, cluster);
}

/** istiod signs with the Secret `cacerts`, and hands out the root in it and no other. */
function byIstiod({ inventory, context }: Cluster, graph: TrustGraph): MeshTrust | undefined {
  const { rootNamespace } = clusterOf(context);
  const [writer] = graph.issuance.writersOf(rootNamespace, CACERTS);
  if (writer) {
    const { root } = graph.chainOf(writer);
    const object = referenceTo(writer.object.manifest);
    return { signs: root, because: { statement: `istiod signs with the Secret ${rootNamespace}/${CACERTS}, which ${described(writer.object)} writes`, object }, trusts: [root], complete: true, trustedBy: writer.object };
  }
  const provided = inventory.view(providedSecrets).find(rootNamespace, CACERTS);
  if (!provided) {
    return undefined;
  }
  const object = referenceTo(provided.manifest);
  const roots = PEM_KEYS.flatMap(key => certificatesOf(provided, key)).map(pem => pemRoot(pem, provided));
  return roots.length === 0
    ? { because: { statement: `istiod signs with the Secret ${rootNamespace}/${CACERTS}, which does not show its root`, object }, trusts: [], complete: false }
    : { ...roots.length === 1 ? { signs: roots[0] } : {}, because: { statement: `istiod signs with the Secret ${rootNamespace}/${CACERTS}`, object }, trusts: roots, complete: true, trustedBy: provided };
}

/** istio-csr among the manifests says itself which issuer it uses, and where it reads the roots. */
function byIstioCsr({ inventory }: Cluster, graph: TrustGraph): MeshTrust | undefined {
  for (const deployment of inventory.ofKind('apps', 'Deployment')) {
    const pod = fieldAt(deployment.manifest, 'spec', 'template', 'spec');
    for (const container of listAt(pod, 'containers')) {
      const args = argumentsOf(container);
      const name = args.get('issuer-name');
      if (name !== undefined && args.has('root-ca-file') && (textAt(container, 'image') ?? '').includes('istio-csr')) {
        const issuer = graph.issuers().find(({ reference }) => reference.name === name && reference.kind === (args.get('issuer-kind') ?? 'Issuer'));
        const because = { statement: `istio-csr signs with ${issuer ? describe(issuer) : `the issuer ${JSON.stringify(name)}, which is not among the manifests`}`, object: referenceTo(deployment.manifest) };
        return { ...trustUnder(issuer && graph.chainOfIssuer(issuer)?.root, rootsFile(deployment, pod, container, args.get('root-ca-file')!, graph)), because };
      }
    }
  }
  return undefined;
}

/** istio-csr is installed with Helm, and so mostly not among the manifests; but the issuer for it is, and the bundle with the roots. */
function byOnlyIssuer({ context }: Cluster, graph: TrustGraph): MeshTrust {
  const { rootNamespace } = clusterOf(context);
  const ofCas = new Set(graph.certificates().filter(({ isCA }) => isCA).map(certificate => graph.issuerOf(certificate)));
  const candidates = graph.issuers().filter(issuer => !OTHER_TYPES.has(issuer.type) && !ofCas.has(issuer)
    && [undefined, rootNamespace].includes(issuer.reference.namespace));
  const roots = new Map(candidates.flatMap(issuer => graph.chainOfIssuer(issuer)?.root ?? []).map(root => [root.id, root]));
  if (roots.size !== 1) {
    const statement = roots.size === 0
      ? 'nothing among the manifests signs for the mesh; without a Secret "cacerts" istiod makes a root of its own, which no other cluster trusts'
      : `several issuers could sign for the mesh: ${candidates.map(describe).join(', ')}`;
    return { because: { statement }, trusts: [], complete: false };
  }
  const [root] = roots.values();
  const bundles = graph.bundles().filter(bundle => bundle.kind === 'bundle' && graph.trusts(bundle, root) !== false);
  const because = { statement: `certificates are taken to come from ${describe(candidates[0])}, the only issuer for the mesh among the manifests`, object: candidates[0].reference };
  const certain = bundles.filter(bundle => graph.trusts(bundle, root));
  const [bundle, ...others] = certain.length > 0 ? certain : bundles;
  return { ...trustUnder(root, bundle, others.length === 0), because };
}

/** Whoever is told no roots takes the one under which its own certificate is. */
function trustUnder(signs: Root | undefined, bundle: BundleNode | undefined, isTheOne = true): Omit<MeshTrust, 'because'> {
  return {
    ...signs ? { signs } : {},
    ...bundle && shownBy(bundle),
    trusts: bundle ? bundle.roots : signs ? [signs] : [],
    complete: isTheOne && (bundle ? bundle.complete : signs !== undefined),
    ...bundle ? { trustedBy: bundle.object } : {},
  };
}

/** The certificate that the Bundle of a chain has for the root that it says signs: its sources are those of the trusted slots, in their order. */
function shownBy({ object, sources }: BundleNode): Pick<MeshTrust, 'shown'> {
  const read = readRootRotation(textAt(object.manifest, 'metadata', 'annotations', ROOT_ROTATION_ANNOTATION));
  const source = 'record' in read && read.record.trusts.length === sources.length ? sources[read.record.trusts.indexOf(read.record.signs)] : undefined;
  const [shown, ...more] = source?.roots ?? [];
  return shown?.pem && more.length === 0 ? { shown } : {};
}

/**
 * Roots in the mesh's own configuration are trusted besides.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-CertificateData
 */
function withAuthorities(trust: MeshTrust, { context }: Cluster): MeshTrust {
  const { caCertificates = [] } = context.istio ?? {};
  const configuration = { manifest: { apiVersion: 'v1', kind: 'MeshConfig', metadata: { name: 'istio' } }, origin: {} };
  return caCertificates.length === 0 ? trust : {
    ...trust,
    besides: caCertificates.flatMap(({ pem = '' }) => certificatesIn(pem).map(each => pemRoot(each, configuration))),
    complete: trust.complete && caCertificates.every(({ pem }) => pem !== undefined),
  };
}

function argumentsOf(container: unknown): ReadonlyMap<string, string> {
  return new Map([...textsAt(container, 'command'), ...textsAt(container, 'args')].flatMap(text => {
    const [, name, value] = /^--([a-z-]+)=(.*)$/.exec(text) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  }));
}

/** The bundle behind the volume in which a file is. */
function rootsFile(deployment: SourcedManifest, pod: unknown, container: unknown, file: string, graph: TrustGraph): BundleNode | undefined {
  const mount = listAt(container, 'volumeMounts').find(each => hasField(each, 'mountPath') && file.startsWith(textAt(each, 'mountPath') ?? ''));
  const volume = listAt(pod, 'volumes').find(each => textAt(each, 'name') === textAt(mount, 'name'));
  const [configMap, secret] = [textAt(volume, 'configMap', 'name'), textAt(volume, 'secret', 'secretName')];
  return configMap !== undefined
    ? graph.bundleBehind('ConfigMap', namespaceOf(deployment), configMap)
    : secret === undefined ? undefined : graph.bundleBehind('Secret', namespaceOf(deployment), secret);
}

function describe({ reference: { kind, namespace, name } }: IssuerNode): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
