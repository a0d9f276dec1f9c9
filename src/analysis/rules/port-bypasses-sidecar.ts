import { Severity } from '../../core/finding';
import { enrolmentOf } from '../enrolment';
import { within } from '../field-problem';
import { described } from '../manifest';
import { Rule } from '../rule';
import { workloads } from '../workloads';

/** The annotations of a pod by which traffic reaches its containers past the sidecar, and the values that do no harm. */
const BYPASSES: Record<string, (value: string) => boolean> = {
  'traffic.sidecar.istio.io/excludeInboundPorts': value => value.trim() === '',
  'traffic.sidecar.istio.io/includeInboundPorts': value => value.trim() === '*',
  'sidecar.istio.io/interceptionMode': value => value !== 'NONE',
  'inject.istio.io/templates': value => !value.split(',').some(template => template.trim() === 'grpc-agent'),
};

/** Traffic that no policy of the mesh sees. */
export const portBypassesSidecar: Rule = {
  code: 'MTLS0507',
  severity: Severity.ERROR,
  title: 'Traffic reaches a pod past its sidecar',
  explanation: 'What is excluded from interception reaches the container in plaintext, whoever sends it: no PeerAuthentication and no AuthorizationPolicy applies, however strict they are, and callers of the mesh that speak mutual TLS to such a port fail. A port that must take plaintext can be exempted by a policy instead, where it is seen, has a reason and comes to an end.',
  *check(inventory) {
    for (const { object, namespace, annotations } of inventory.view(workloads)) {
      const home = inventory.find('', 'Namespace', undefined, namespace);
      if (home && enrolmentOf(home)) {
        for (const [annotation, isHarmless] of Object.entries(BYPASSES)) {
          const value = annotations.get(annotation);
          if (value !== undefined && !isHarmless(value)) {
            yield {
              object,
              field: within('metadata.annotations', annotation),
              message: `${described(object)}: the annotation ${annotation} ${JSON.stringify(value)} of its pods leads traffic past the sidecar, in plaintext and unchecked, although namespace ${JSON.stringify(namespace)} is enrolled in the mesh`,
              fix: 'Remove the annotation; exempt the port instead if its callers cannot be enrolled, for example workload.exemptPort(9090, { reason, until }).',
            };
          }
        }
      }
    }
  },
};
