import * as fc from 'fast-check';
import { compact, NAMESPACES, ROOT_NAMESPACE, seldom, some } from './draw';
import { kubernetes, PlainObject } from './objects';
import { authorizationPolicy, peerAuthentication } from './security-policies';
import { serviceEntry } from './service-entries';
import { destinationRule, sidecar, virtualService } from './traffic-rules';
import { declaration, deploymentOf, namespaceLabels, service, serviceFor, workload } from './workloads';

/** A call that is asked about. */
export interface Call {
  readonly client: string;
  readonly host?: string;
  readonly workload?: string;
  readonly port: number;
}

/** A cluster with its mesh, and calls in it. */
export interface Scene {
  readonly objects: readonly PlainObject[];
  readonly meshConfig: PlainObject;
  readonly calls: readonly Call[];
}

/** What can be called, and which pods answer at their own address. */
type Target = Omit<Call, 'client'> & { readonly answers?: (pod: PlainObject) => boolean };

const CALLS = 25;

const meshConfig = fc.record({
  enableAutoMtls: seldom(fc.constant(false), 8),
  outboundTrafficPolicy: seldom(fc.constant({ mode: 'REGISTRY_ONLY' }), 6),
  trustDomain: seldom(fc.constant('td1'), 8),
  trustDomainAliases: seldom(fc.constant(['old.example.com']), 8),
  defaultDestinationRuleExportTo: seldom(fc.constant(['.']), 10),
  defaultServiceExportTo: seldom(fc.constant(['.']), 16),
  defaultVirtualServiceExportTo: seldom(fc.constant(['.']), 16),
}).map(compact);

const rules = fc.oneof(
  { weight: 4, arbitrary: peerAuthentication }, { weight: 5, arbitrary: destinationRule }, { weight: 3, arbitrary: authorizationPolicy },
  { weight: 1, arbitrary: sidecar }, { weight: 2, arbitrary: virtualService },
);

/** Random but realistic clusters: several namespaces, sidecars here and there, every kind of policy in every scope, conflicts included. */
export const scene: fc.Arbitrary<Scene> = fc.record({
  labels: fc.tuple(namespaceLabels, namespaceLabels, namespaceLabels),
  workloads: fc.uniqueArray(workload, { minLength: 3, maxLength: 6, size: 'max', selector: one => `${one.namespace}/${one.app}-${one.tier}` }),
  declarations: fc.tuple(declaration, declaration),
  services: fc.array(service, { minLength: 2, maxLength: 5, size: 'max' }),
  rules: some(rules, 8),
  entries: some(serviceEntry, 2),
  meshConfig,
  calls: fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: CALLS, maxLength: CALLS, size: 'max' }),
}).map(drawn => {
  const deployments = drawn.workloads.map(deploymentOf);
  // Whoever calls an alias speaks what its port declares, so that here the port behind it declares the same.
  const declarations = drawn.services.some(({ alias }) => alias !== undefined) ? [drawn.declarations[0], drawn.declarations[0]] : drawn.declarations;
  const objects = unique([
    ...NAMESPACES.map((name, index) => kubernetes('Namespace', name, undefined, { labels: drawn.labels[index] })),
    kubernetes('Namespace', ROOT_NAMESPACE, undefined, {}),
    ...deployments,
    ...drawn.services.map(one => serviceFor(drawn.workloads, declarations, one)),
    ...drawn.rules,
    ...drawn.entries,
  ]);
  return { objects, meshConfig: drawn.meshConfig, calls: callsAmong(deployments, targetsIn(objects), drawn.calls) };
});

function unique(objects: readonly PlainObject[]): PlainObject[] {
  return [...new Map(objects.map(one => [`${one.kind}/${one.metadata.namespace}/${one.metadata.name}`, one])).values()];
}

/** A pod is no client of its own address, and here it would be the only one of its workload. */
function callsAmong(clients: readonly PlainObject[], targets: readonly Target[], pairs: readonly (readonly [number, number])[]): Call[] {
  const calls = pairs.flatMap(([client, target]): Call[] => {
    const caller = clients[client % clients.length];
    const { answers, ...called } = targets[target % targets.length];
    return answers?.(caller) ? [] : [{ client: `${caller.metadata.namespace}/${caller.metadata.name}`, ...called }];
  });
  return [...new Map(calls.map(call => [JSON.stringify(call), call])).values()];
}

/** The ports of Services and ServiceEntries, and those of pods. */
function targetsIn(objects: readonly PlainObject[]): Target[] {
  return objects.flatMap((one): Target[] => {
    const { kind, metadata, spec } = one;
    switch (kind) {
      case 'Service':
        return spec.ports.map(({ port }: PlainObject) => ({ host: hostOf(one), port, answers: podsBehind(hostOf(one), objects) }));
      case 'ServiceEntry':
        return spec.hosts.flatMap((host: string) => spec.ports.map(({ number }: PlainObject) => ({ host, port: number })));
      case 'Deployment':
        return [{ workload: `${metadata.namespace}/${metadata.name}`, port: 8080, answers: pod => pod.metadata === metadata }];
      default:
        return [];
    }
  });
}

function hostOf({ metadata }: PlainObject): string {
  return `${metadata.name}.${metadata.namespace}.svc.cluster.local`;
}

/** The pods behind a headless Service, or behind one that another name stands for. */
function podsBehind(host: string, objects: readonly PlainObject[], hops = 3): Target['answers'] {
  const found = objects.find(one => one.kind === 'Service' && hostOf(one) === host);
  if (found?.spec.type === 'ExternalName' && hops > 0) {
    return podsBehind(found.spec.externalName, objects, hops - 1);
  }
  return found?.spec.clusterIP === 'None'
    ? pod => pod.metadata.namespace === found.metadata.namespace
      && Object.entries(found.spec.selector).every(([key, value]) => pod.spec.template.metadata.labels[key] === value)
    : undefined;
}
