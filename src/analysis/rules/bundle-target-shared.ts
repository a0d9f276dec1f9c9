import { Severity } from '../../core/finding';
import { append } from '../../core/multi-map';
import { issuance } from '../certmanager/issuance';
import { fieldAt, hasField, textMapAt } from '../fields';
import { Inventory } from '../inventory';
import { labelSelectorMatches } from '../label-selector';
import { described, SourcedManifest } from '../manifest';
import { Rule } from '../rule';
import { TRUST_MANAGER } from '../trustmanager/kinds';

/** Something else that writes the target of a Bundle. */
export const bundleTargetShared: Rule = {
  code: 'MTLS0404',
  severity: Severity.ERROR,
  title: 'The target of a Bundle is also written by something else',
  explanation: 'trust-manager writes a ConfigMap, or a Secret, with the name of the Bundle into every namespace that is selected, and takes its fields over from whoever else writes an object of that name. Either the roots or the other contents are gone, depending on who came last.',
  *check(inventory) {
    for (const bundle of inventory.ofKind(TRUST_MANAGER, 'Bundle')) {
      for (const [target, kind] of [['configMap', 'ConfigMap'], ['secret', 'Secret']]) {
        const writers = hasField(bundle.manifest, 'spec', 'target', target) ? inventory.view(writersByName).get(`${kind}/${bundle.manifest.metadata.name}`) ?? [] : [];
        for (const writer of writers.filter(({ manifest }) => isSelected(inventory, bundle, manifest.metadata.namespace ?? ''))) {
          yield {
            object: bundle,
            others: [writer],
            field: `spec.target.${target}`,
            message: `${described(bundle)}: writes the ${kind} ${JSON.stringify(bundle.manifest.metadata.name)} to the namespace ${JSON.stringify(writer.manifest.metadata.namespace ?? '')}, like ${described(writer)}`,
            fix: 'Give the Bundle, and so its target, another name; or exclude the namespace with target.namespaceSelector.',
          };
        }
      }
    }
  },
};

/** Who writes ConfigMaps and Secrets of a name, in any namespace. */
function writersByName(inventory: Inventory): ReadonlyMap<string, SourcedManifest[]> {
  const writers = new Map<string, SourcedManifest[]>();
  for (const kind of ['ConfigMap', 'Secret']) {
    for (const object of inventory.ofKind('', kind)) {
      append(writers, `${kind}/${object.manifest.metadata.name}`, object);
    }
  }
  for (const { object, secretName } of inventory.view(issuance).certificates) {
    append(writers, `Secret/${secretName}`, object);
  }
  return writers;
}

/** Whether a Bundle certainly writes to a namespace. Of a namespace that is not among the objects only the name is known. */
function isSelected(inventory: Inventory, bundle: SourcedManifest, namespace: string): boolean {
  const object = inventory.find('', 'Namespace', undefined, namespace);
  const labels = new Map([...textMapAt(object?.manifest, 'metadata', 'labels'), ['kubernetes.io/metadata.name', namespace]]);
  return labelSelectorMatches(fieldAt(bundle.manifest, 'spec', 'target', 'namespaceSelector'), labels, object !== undefined) === true;
}
