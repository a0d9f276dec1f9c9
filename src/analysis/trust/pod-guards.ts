import { CaSecret } from '../certmanager/issuance';
import { listAt, textAt, textsAt } from '../fields';
import { Inventory } from '../inventory';

const ADMISSION = 'admissionregistration.k8s.io';

/** Whether an admission policy among the manifests looks at pods that name a Secret, and refuses some. */
export function isGuardedFromPods(inventory: Inventory, { namespace, name }: CaSecret): boolean {
  return inventory.view(podGuards).some(text => text.includes(`'${namespace}/${name}'`));
}

/** The expressions of every ValidatingAdmissionPolicy that is bound and refuses pods. */
function podGuards(inventory: Inventory): readonly string[] {
  const denying = new Set(inventory.ofKind(ADMISSION, 'ValidatingAdmissionPolicyBinding')
    .filter(({ manifest }) => textsAt(manifest, 'spec', 'validationActions').includes('Deny'))
    .map(({ manifest }) => textAt(manifest, 'spec', 'policyName')));
  return inventory.ofKind(ADMISSION, 'ValidatingAdmissionPolicy')
    .filter(({ manifest }) => denying.has(manifest.metadata.name)
      && listAt(manifest, 'spec', 'matchConstraints', 'resourceRules').some(rule => textsAt(rule, 'resources').includes('pods')))
    .map(({ manifest }) => ['validations', 'variables'].flatMap(list => listAt(manifest, 'spec', list).map(each => textAt(each, 'expression') ?? '')).join('\n'));
}
