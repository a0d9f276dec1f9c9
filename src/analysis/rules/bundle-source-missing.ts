import { Severity } from '../../core/finding';
import { append } from '../../core/multi-map';
import { isCopied } from '../certmanager/copied';
import { CertificateNode } from '../certmanager/issuance';
import { issuedKeys } from '../certmanager/issued-keys';
import { Inventory } from '../inventory';
import { described, namespaceOf, SourcedManifest } from '../manifest';
import { clusterOf, Rule, Violation } from '../rule';
import { keysOf } from '../trust/contents';
import { BundleNode, BundleSource, TrustGraph, trustGraph } from '../trust/trust-graph';

/** A source of a Bundle that is somewhere else, or has another key. */
export const bundleSourceMissing: Rule = {
  code: 'MTLS0406',
  severity: Severity.ERROR,
  title: 'A Bundle reads a source that is not there',
  explanation: 'trust-manager reads sources from one namespace, its trust namespace, and stops at the first that is missing or has no such key: no namespace then gets any root of the Bundle, new ones nothing at all. Reported only if the Secret or ConfigMap is among the objects in another namespace, or is there with other keys; one that nothing is known of may be in the cluster already.',
  *check(inventory, context) {
    const { trustNamespace } = clusterOf(context);
    const graph = trustGraph(inventory, clusterOf(context));
    for (const bundle of graph.bundles()) {
      for (const source of bundle.sources.filter(({ name }) => name !== undefined)) {
        const violation = keyViolation(bundle, source) ?? placeViolation(bundle, source, trustNamespace, graph, inventory);
        if (violation) {
          yield violation;
        }
      }
    }
  },
};

function keyViolation({ object: bundle }: BundleNode, { field, kind, name, key, writer, object }: BundleSource): Violation | undefined {
  const keys = writer ? issuedKeys(writer.spec) : object && keysOf(object);
  const owner = writer?.object ?? object;
  return key === undefined || !keys || keys.has(key) || !owner ? undefined : {
    object: bundle,
    others: [owner],
    field: `${field}.key`,
    message: `${described(bundle)}: ${field}.key ${JSON.stringify(key)} is not in the ${kind} ${JSON.stringify(name)}, which has ${[...keys].slice(0, 8).map(each => JSON.stringify(each)).join(', ')}`,
    fix: writer ? 'Read "ca.crt", or for a root "tls.crt".' : 'Write the key under which the certificates are.',
  };
}

function placeViolation(
  { object: bundle }: BundleNode, { field, kind, name = '', key, writer, object }: BundleSource, trustNamespace: string, graph: TrustGraph, inventory: Inventory,
): Violation | undefined {
  if (writer || object || kind === 'inLine' || kind === 'useDefaultCAs' || graph.isBundleTarget(kind, trustNamespace, name)) {
    return undefined;
  }
  const issued = kind === 'Secret' ? graph.issuance.casWithSecret(name) : [];
  const elsewhere = [...issued.map((certificate: CertificateNode) => certificate.object), ...(inventory.view(byName).get(`${kind}/${name}`) ?? [])
    .filter(other => key !== undefined && keysOf(other)?.has(key))];
  return elsewhere.length === 0 || elsewhere.some(isCopied) ? undefined : {
    object: bundle,
    others: [elsewhere[0]],
    field,
    message: `${described(bundle)}: ${field}.name ${JSON.stringify(name)} is read from the namespace ${JSON.stringify(trustNamespace)}, but ${described(elsewhere[0])} is in ${JSON.stringify(namespaceOf(elsewhere[0]))}`,
    fix: `Move it to the namespace ${JSON.stringify(trustNamespace)}; or, if trust-manager reads from another one, set trustNamespace to it.`,
  };
}

function byName(inventory: Inventory): ReadonlyMap<string, SourcedManifest[]> {
  const objects = new Map<string, SourcedManifest[]>();
  for (const kind of ['Secret', 'ConfigMap']) {
    for (const object of inventory.ofKind('', kind)) {
      append(objects, `${kind}/${object.manifest.metadata.name}`, object);
    }
  }
  return objects;
}
