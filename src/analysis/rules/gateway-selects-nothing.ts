import { Severity } from '../../core/finding';
import { textMapAt } from '../fields';
import { gatewayPods } from '../istio/gateway-objects';
import { ISTIO_NETWORKING } from '../istio/kinds';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A Gateway that none of the gateways takes up. */
export const gatewaySelectsNothing: Rule = {
  code: 'MTLS0643',
  severity: Severity.WARNING,
  title: 'A Gateway selects none of the gateways',
  explanation: 'The selector is compared with the labels of the gateway\'s pods. The chart of Istio\'s gateways labels them by the name of the release, "istio: ingress" for istio-ingress, and most samples are written for "istio: ingressgateway". Nothing is opened, and nothing says so (istioctl IST0101, Kiali KIA0302). Reported only if pods of gateways are among the objects.',
  *check(inventory, context) {
    const pods = gatewayPods(inventory, context);
    for (const object of pods.any ? inventory.ofKind(ISTIO_NETWORKING, 'Gateway') : []) {
      const selector = textMapAt(object.manifest, 'spec', 'selector');
      if (selector.size > 0 && pods.of(object).length === 0) {
        yield {
          object,
          field: 'spec.selector',
          message: `${described(object)}: selects no gateway: none has the labels ${[...selector].map(([key, value]) => `${key}=${value}`).join(', ')}`,
          fix: 'Write the labels of the gateway\'s pods.',
        };
      }
    }
  },
};
