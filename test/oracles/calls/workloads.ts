import * as fc from 'fast-check';
import { compact, created, namespace, oneOf, oneOrTwo, PORTS, seldom } from './draw';
import { kubernetes, object, PlainObject } from './objects';

const enabled = { 'istio-injection': 'enabled' };
const CONTAINER_PORTS = [{ name: 'web', containerPort: 8080 }, { name: 'metrics', containerPort: 9090 }];

export const namespaceLabels = oneOf<PlainObject>(enabled, enabled, enabled, enabled, { 'istio.io/rev': 'default' }, { 'istio-injection': 'disabled' }, {});

export const workload = fc.record({
  namespace,
  app: oneOf('web', 'cart', 'ledger', 'mail'),
  tier: oneOf('front', 'back'),
  account: oneOf('web', 'cart', 'default'),
  inject: seldom(oneOf('true', 'false')),
  tlsMode: seldom(oneOf('istio', 'disabled'), 12),
  excludeInbound: seldom(oneOf('8080', '9090'), 12),
  includeInbound: seldom(oneOf('*', '8080', ''), 16),
  excludeOutbound: seldom(oneOf('80', '8080'), 12),
  hostNetwork: seldom(fc.constant(true), 16),
});

export function deploymentOf({ namespace: home, app, tier, account, hostNetwork, ...pod }: PlainObject): PlainObject {
  return object('apps/v1', 'Deployment', `${app}-${tier}`, home, {
    spec: {
      selector: { matchLabels: { app, tier } },
      template: {
        metadata: {
          labels: compact({ app, tier, 'sidecar.istio.io/inject': pod.inject, 'security.istio.io/tlsMode': pod.tlsMode }),
          annotations: compact({
            'traffic.sidecar.istio.io/excludeInboundPorts': pod.excludeInbound,
            'traffic.sidecar.istio.io/includeInboundPorts': pod.includeInbound,
            'traffic.sidecar.istio.io/excludeOutboundPorts': pod.excludeOutbound,
          }),
        },
        spec: compact({ serviceAccountName: account, hostNetwork, containers: [{ name: 'main', image: 'example.com/main', ports: CONTAINER_PORTS }] }),
      },
    },
  });
}

/** How the ports that lead to a container port declare what is spoken there: all alike, because an application speaks one protocol. */
export const declaration = fc.record({
  name: oneOf('http', 'grpc', 'tcp', 'https', 'tls', 'main', 'mysql', 'http-x'),
  appProtocol: seldom(oneOf('http', 'tcp', 'https', 'kubernetes.io/h2c'), 8),
}).map(compact);

export const service = fc.record({
  front: fc.nat(100),
  byTier: seldom(fc.constant(true), 4),
  ports: oneOrTwo(fc.record({ port: oneOf(...PORTS), targetPort: oneOf<number | string>(8080, 8080, 9090, 'web') }), ({ port }) => port),
  headless: seldom(fc.constant(true), 4),
  alias: seldom(oneOf('web.shop.svc.cluster.local', 'cart.pay.svc.cluster.local', 'www.example.org'), 10),
  exportTo: seldom(oneOf('.', '*', 'shop', 'pay,edge'), 10),
  created,
});

/** A Service in front of one of the workloads, and of others that share its label. */
export function serviceFor(workloads: readonly PlainObject[], declarations: readonly PlainObject[], drawn: PlainObject): PlainObject {
  const { front, byTier, headless, alias, exportTo, created: time } = drawn;
  const { namespace: home, app, tier } = workloads[front % workloads.length];
  const ports = drawn.ports.map(({ port, targetPort }: PlainObject, index: number) => {
    const { name, ...declared } = declarations[targetPort === 9090 ? 1 : 0];
    return compact({ port, targetPort: alias === undefined ? targetPort : undefined, ...declared, name: `${name}${index ? '-b' : ''}` });
  });
  return kubernetes('Service', app, home, {
    created: time,
    annotations: exportTo === undefined ? undefined : { 'networking.istio.io/exportTo': exportTo },
    spec: alias === undefined
      ? compact({ clusterIP: headless ? 'None' : undefined, selector: byTier ? { tier } : { app }, ports })
      : { type: 'ExternalName', externalName: alias, ports },
  });
}
