import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { listAt } from '../fields';
import { allNamespaces } from '../istio/completeness';
import { ISTIO_NETWORKING } from '../istio/kinds';
import { described } from '../manifest';
import { Rule } from '../rule';

const KINDS = ['DestinationRule', 'ServiceEntry', 'VirtualService'];

/** An object of Istio that is exported to a namespace which does not exist. */
export const exportToUnknownNamespace: Rule = {
  code: 'MTLS0620',
  severity: Severity.WARNING,
  title: 'exportTo names a namespace that does not exist',
  explanation: 'Whoever was meant does not see the object: a DestinationRule does not set their TLS, a ServiceEntry does not make a host known to them, and nothing says so (Kiali KIA0005). Reported only where all namespaces of the cluster are among the objects, which is taken for granted if kube-system is.',
  *check(inventory) {
    const namespaces = inventory.view(allNamespaces);
    for (const object of namespaces ? KINDS.flatMap(kind => inventory.ofKind(ISTIO_NETWORKING, kind)) : []) {
      for (const [index, target] of listAt(object.manifest, 'spec', 'exportTo').entries()) {
        if (typeof target === 'string' && !['*', '.', '~'].includes(target) && !namespaces!.has(target)) {
          yield {
            object,
            field: within('spec.exportTo', index),
            message: `${described(object)}: ${within('spec.exportTo', index)} ${JSON.stringify(target)} is not a namespace of the cluster`,
            fix: 'Write the name of the namespace whose workloads shall see it, or "*" for all.',
          };
        }
      }
    }
  },
};
