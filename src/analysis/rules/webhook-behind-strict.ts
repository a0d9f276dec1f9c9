import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { fieldAt, integerAt, listAt, textAt } from '../fields';
import { Inventory } from '../inventory';
import { meshOf } from '../istio/mesh';
import { objectOf } from '../istio/server-side';
import { described, SourcedManifest } from '../manifest';
import { asTheApplicationSends } from '../network/direct';
import { Protocol } from '../network/protocol';
import { Rule } from '../rule';

/** The API server brings TLS of its own. */
const CALL = asTheApplicationSends(Protocol.TLS, []);

/** A Service that the API server calls. */
interface Called {
  readonly object: SourcedManifest;
  readonly field: string;
  readonly service: unknown;
}

/** A webhook that refuses the API server, which has no identity of the mesh. */
export const webhookBehindStrict: Rule = {
  code: 'MTLS0522',
  severity: Severity.ERROR,
  title: 'A Service that the API server calls requires an identity of the mesh',
  explanation: 'The API server calls webhooks and extension servers with TLS of its own, and is no part of the mesh. A STRICT sidecar, or an AuthorizationPolicy that asks who calls, refuses it: with failurePolicy Fail nothing of the kind can be created any more, often not even the pods that would help (istio#34543, #52874).',
  *check(inventory, context) {
    const mesh = meshOf(inventory, context);
    for (const { object, field, service } of calledByApiServer(inventory)) {
      const target = inventory.find('', 'Service', textAt(service, 'namespace'), textAt(service, 'name') ?? '');
      const [host] = target ? mesh.registry.hosts.of(target) : [];
      const port = host?.ports.find(({ number }) => number === (integerAt(service, 'port') ?? 443));
      for (const backend of port ? mesh.registry.backendsOf(host, port) : []) {
        const received = mesh.receives(backend, CALL);
        if (received?.served === false) {
          yield {
            object,
            others: [target!, objectOf(backend)],
            field,
            refusing: backend.workload && { workload: backend.workload, port: backend.port },
            message: `${described(object)}: ${field} is ${described(target!)}, but port ${backend.port} of ${described(objectOf(backend))} refuses the API server (${received.because.map(({ statement }) => statement).join('; ')})`,
            fix: `Open the port with a PeerAuthentication for its pods, portLevelMtls["${backend.port}"].mode: PERMISSIVE, and let callers without an identity in; or leave the sidecar out of the port, with traffic.sidecar.istio.io/excludeInboundPorts.`,
          };
          break;
        }
      }
    }
  },
};

function* calledByApiServer(inventory: Inventory): Generator<Called> {
  for (const kind of ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']) {
    for (const object of inventory.ofKind('admissionregistration.k8s.io', kind)) {
      for (const [index, webhook] of listAt(object.manifest, 'webhooks').entries()) {
        yield { object, field: `${within('webhooks', index)}.clientConfig.service`, service: fieldAt(webhook, 'clientConfig', 'service') };
      }
    }
  }
  for (const object of inventory.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
    yield { object, field: 'spec.conversion.webhook.clientConfig.service', service: fieldAt(object.manifest, 'spec', 'conversion', 'webhook', 'clientConfig', 'service') };
  }
  for (const object of inventory.ofKind('apiregistration.k8s.io', 'APIService')) {
    yield { object, field: 'spec.service', service: fieldAt(object.manifest, 'spec', 'service') };
  }
}
