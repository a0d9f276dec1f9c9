/** What manifests mean to Istio, as far as the tests of the mesh ask. */
export type Manifest = Record<string, any>;

/** A pod: where it is and which labels it has. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Record<string, string>;
}

export const ROOT_NAMESPACE = 'istio-system';

/** A pod of namespace `shop` that is known by its label `app`. */
export function shopPod(app: string): Pod {
  return { namespace: 'shop', labels: { app } };
}

/** The identity that Istio sees. */
export function principal(namespace: string, serviceAccount: string): string {
  return `prod.example.com/ns/${namespace}/sa/${serviceAccount}`;
}

export function ofKind(objects: Manifest[], kind: string): Manifest[] {
  return objects.filter(object => object.kind === kind);
}

export function named(objects: Manifest[], kind: string, name: string): Manifest {
  const [object, ...others] = ofKind(objects, kind).filter(({ metadata }) => metadata.name === name);
  expect(others).toEqual([]);
  return object;
}

/** What a pod accepts on a port: its own policy, else its namespace's, else the mesh's. */
export function acceptedOn(objects: Manifest[], pod: Pod, port: number): string {
  const policies = ofKind(objects, 'PeerAuthentication');
  const own = policies.filter(policy => policy.spec.selector && selects(policy, pod));
  const ofNamespace = policies.filter(policy => !policy.spec.selector && policy.metadata.namespace === pod.namespace);
  const ofMesh = policies.filter(policy => !policy.spec.selector && policy.metadata.namespace === ROOT_NAMESPACE);
  for (const scope of [own, ofNamespace, ofMesh]) {
    expect(scope.length).toBeLessThan(2); // the older one would win, and manifests do not say which that is
  }
  const modes = [own[0]?.spec.portLevelMtls?.[port]?.mode, ...[own, ofNamespace, ofMesh].map(([policy]) => policy?.spec.mtls?.mode)];
  return modes.find(mode => mode !== undefined && mode !== 'UNSET') ?? 'PERMISSIVE';
}

/** Whether a caller with this identity, or with none, is let in on a port of a pod. */
export function admits(objects: Manifest[], pod: Pod, port: number, caller: string | undefined, address = '203.0.113.1'): boolean {
  const applied = ofKind(objects, 'AuthorizationPolicy').filter(policy => selects(policy, pod));
  expect(applied.filter(({ spec }) => (spec.action ?? 'ALLOW') !== 'ALLOW')).toEqual([]);
  const rules: Manifest[] = applied.flatMap(({ spec }) => spec.rules ?? []);
  return applied.length === 0 || rules.some(({ from, to }) =>
    (!from || from.some(({ source }: Manifest) => isSource(source, caller, address)))
    && (!to || to.some(({ operation }: Manifest) => operation.ports.includes(`${port}`))));
}

/** What a DestinationRule, if there is one, makes callers of a port of a host do. */
export function demandedOf(objects: Manifest[], host: string, port: number): string | undefined {
  const [rule, ...others] = ofKind(objects, 'DestinationRule').filter(({ spec }) => spec.host === host);
  expect(others).toEqual([]);
  const policy = rule?.spec.trafficPolicy;
  const ofPort = policy?.portLevelSettings?.find((settings: Manifest) => settings.port.number === port);
  return (ofPort ?? policy)?.tls.mode;
}

function selects({ metadata, spec }: Manifest, pod: Pod): boolean {
  return metadata.namespace === pod.namespace
    && Object.entries(spec.selector?.matchLabels ?? {}).every(([key, value]) => pod.labels[key] === value);
}

function isSource({ principals, notPrincipals, ipBlocks }: Manifest, caller: string | undefined, address: string): boolean {
  const matches = (patterns: string[]) => caller !== undefined
    && patterns.some(pattern => pattern.endsWith('*') ? caller.startsWith(pattern.slice(0, -1)) : pattern === caller);
  return (!principals || matches(principals))
    && (!notPrincipals || !matches(notPrincipals))
    && (!ipBlocks || ipBlocks.includes(`${address}/32`));
}
