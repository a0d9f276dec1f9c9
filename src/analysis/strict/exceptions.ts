import { PortException } from './breakage';
import { ownPolicy, selectorOf } from './next-state';
import { describeObject } from '../../core/finding';
import { append } from '../../core/multi-map';
import { EXCEPTIONS_ANNOTATION } from '../../core/temporary-exception';
import { exceptionRecord } from '../exceptions';
import { fieldsAt } from '../fields';
import { Inventory } from '../inventory';
import { ISTIO_SECURITY } from '../istio/kinds';
import { Manifest, referenceTo, SourcedManifest } from '../manifest';
import { Registry } from '../network/registry';
import { isServerFirst } from '../rules/server-first-port';
import { Workload, workloads } from '../workloads';

/** What stands for the reason and the end, which nobody but the author of an exception knows. */
const OPEN = { reason: '…', until: 'YYYY-MM-DD' };

/** What kubectl keeps on an object for itself. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The exception that keeps a port of a workload open to callers without an identity. */
export function exceptionFor(workload: Workload, port: number, registry: Registry): PortException {
  const { object, namespace } = workload;
  const waits = registry.portsTo(workload, port).some(({ port: hostPort }) => isServerFirst(hostPort));
  const options = [...waits ? ['mode: PortMode.PLAINTEXT'] : [], ...Object.entries(OPEN).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)];
  const names = [namespace, object.manifest.metadata.name].map(name => JSON.stringify(name));
  return {
    workload: referenceTo(object.manifest),
    port,
    mode: waits ? 'DISABLE' : 'PERMISSIVE',
    program: `mesh.namespace(${names[0]}).workload(${names[1]}).exemptPort(${port}, { ${options.join(', ')} });`,
  };
}

/** The PeerAuthentications that make exceptions, among the objects of a state: one for the pods of a workload. */
export function policiesWith(exceptions: readonly PortException[], inventory: Inventory): Manifest[] {
  const byName = new Map(inventory.view(workloads).map(workload => [describeObject(referenceTo(workload.object.manifest)), workload]));
  const byPolicy = new Map<SourcedManifest, PortException[]>();
  const made = new Map<Workload, SourcedManifest>();
  for (const exception of exceptions) {
    const workload = byName.get(describeObject(exception.workload))!;
    const policy = ownPolicy(workload, inventory)?.object ?? made.get(workload) ?? emptyPolicy(workload);
    made.set(workload, policy);
    append(byPolicy, policy, exception);
  }
  return [...byPolicy].map(([policy, added]) => withExceptions(policy, added));
}

function emptyPolicy(workload: Workload): SourcedManifest {
  const metadata = { name: workload.object.manifest.metadata.name, namespace: workload.namespace };
  const spec = { selector: { matchLabels: selectorOf(workload) }, mtls: { mode: 'STRICT' } };
  return { manifest: { apiVersion: `${ISTIO_SECURITY}/v1`, kind: 'PeerAuthentication', metadata, spec }, origin: {} };
}

function withExceptions(policy: SourcedManifest, exceptions: readonly PortException[]): Manifest {
  const { apiVersion, kind, metadata, spec } = policy.manifest;
  const { [LAST_APPLIED]: _, ...annotations } = fieldsAt(metadata, 'annotations') as Record<string, string>;
  const byPort = new Map(exceptions.map(({ port, mode }) => [port, mode]));
  const portLevelMtls = { ...fieldsAt(spec, 'portLevelMtls'), ...Object.fromEntries([...byPort].map(([port, mode]) => [port, { mode }])) };
  const recorded = JSON.stringify([...exceptionRecord(policy)?.exceptions ?? [], ...[...byPort].map(([port, mode]) => ({ port, mode, ...OPEN }))]);
  return {
    apiVersion,
    kind,
    metadata: { name: metadata.name, namespace: metadata.namespace, annotations: { ...annotations, [EXCEPTIONS_ANNOTATION]: recorded } },
    spec: { ...spec, portLevelMtls },
  };
}
