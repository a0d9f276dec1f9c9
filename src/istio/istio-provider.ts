import { Construct } from 'constructs';
import { clientTlsOf } from './client-enforcement';
import { recordException } from './exceptions';
import { addExternalService } from './external-service';
import { principalOf } from './principals';
import { AuthorizationPolicy } from './resources/authorization-policy';
import { AuthorizationRule } from './resources/authorization-rule';
import { DestinationRule } from './resources/destination-rule';
import { MutualTlsMode, PeerAuthentication } from './resources/peer-authentication';
import { Enforcement, EnforcementMode } from '../core/enforcement';
import type { TrustDomain } from '../core/trust-domain';
import { usageError } from '../core/usage-error';
import { PortMode } from '../mesh/mesh-capabilities';
import type {
  AllowIntent, ExternalServiceIntent, MeshProvider, NamespaceIntent, NamespaceMarks, PodIntent, PortExemption, ServiceIntent, WorkloadIntent,
} from '../mesh/mesh-provider';

export interface IstioProviderProps {
  readonly trustDomain: TrustDomain;
  readonly rootNamespace: string;
  readonly clusterDomain: string;
  /** The revision whose sidecars are injected; the default one if undefined. */
  readonly revision?: string;
  /** Whether callers are held to mutual TLS by DestinationRules. */
  readonly clientEnforcement: boolean;
}

/** Callers that present no certificate. */
const WITHOUT_IDENTITY = { notPrincipals: ['*'] };

/** The id of the policy that lets callers in. */
const ALLOW = 'Allow';

/** @see https://github.com/istio/istio/blob/master/pkg/kube/inject/initializer.go */
const NEVER_INJECTED = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];

/** Istio with sidecars. */
export class IstioProvider implements MeshProvider {
  public readonly name = 'Istio';
  public readonly capabilities = {
    permissivePort: true, plaintextPort: true, workloadEnforcement: true, permissiveDefaultDeny: true, everyPort: true, externalTls: true,
  } as const;

  public readonly apiGroups = ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io'];

  constructor(private readonly props: IstioProviderProps) { }

  public namespaceMarks(): NamespaceMarks {
    // Where a namespace has both labels, istio-injection wins over istio.io/rev.
    return this.props.revision
      ? { labels: { 'istio.io/rev': this.props.revision }, contradicting: ['istio-injection'] }
      : { labels: { 'istio-injection': 'enabled' }, contradicting: ['istio.io/rev'] };
  }

  public enrols({ labels = {}, annotations = {}, hostNetwork = false }: PodIntent): boolean {
    // The label decides; the annotation is its deprecated form. Pods on the host's network are never injected.
    const inject = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
    return inject !== 'false' && !hostNetwork;
  }

  public addNamespace(namespace: NamespaceIntent): void {
    const { scope, name, enforcement } = namespace;
    this.checkNamespace(namespace);
    addPeerAuthentication(scope, 'Mtls', { name: `mtls.${name}`, namespace: name, enforcement });
    if (namespace.defaultDeny) {
      AuthorizationPolicy.denyAll(scope, 'DefaultDeny', { metadata: { name: `default-deny.${name}`, namespace: name } });
      if (enforcement.mode === EnforcementMode.PERMISSIVE) {
        this.namespacePolicy(namespace).addRule(anyoneWithoutIdentity());
      }
    }
  }

  public allowInNamespace(namespace: NamespaceIntent, { client }: AllowIntent): void {
    this.namespacePolicy(namespace).addRule(AuthorizationRule.matching({ from: [principalOf(client, this.props.trustDomain)] }));
  }

  public addWorkload(workload: WorkloadIntent): void {
    if (workload.enforcement) {
      this.workloadPeerAuthentication(workload);
      if (workload.namespace.defaultDeny && workload.enforcement.mode === EnforcementMode.PERMISSIVE) {
        this.workloadPolicy(workload).addRule(anyoneWithoutIdentity());
      }
    }
  }

  public allow(workload: WorkloadIntent, { client, ports }: AllowIntent): void {
    const allowedPorts = ports ?? workload.ports.map(({ port }) => port);
    const closed = this.isClosed(workload);
    const policy = this.workloadPolicy(workload);
    if (!closed) {
      // From now on the workload is closed to all others, those to whom it made exceptions included.
      withoutIdentity(workload).forEach(rule => policy.addRule(rule));
    }
    policy.addRule(AuthorizationRule.matching({
      from: [principalOf(client, this.props.trustDomain)],
      to: allowedPorts.length > 0 ? [{ ports: allowedPorts }] : undefined,
    }));
  }

  public exemptPort(workload: WorkloadIntent, exemption: PortExemption): void {
    const { port } = exemption;
    const mode = exemption.mode === PortMode.PERMISSIVE ? MutualTlsMode.PERMISSIVE : MutualTlsMode.DISABLE;
    const peerAuthentication = this.workloadPeerAuthentication(workload);
    peerAuthentication.addPortLevelMtls({ port, mode });
    recordException(peerAuthentication, { port, mode, reason: exemption.reason, until: exemption.until });
    if (this.isClosed(workload)) {
      this.workloadPolicy(workload).addRule(exemptedCallers(exemption));
    }
  }

  public updateService(service: ServiceIntent): void {
    const id = 'ClientMtls';
    service.scope.node.tryRemoveChild(id);
    const tls = this.props.clientEnforcement ? clientTlsOf(service) : undefined;
    if (tls) {
      const { name, namespace } = service;
      new DestinationRule(service.scope, id, {
        metadata: { name: `mtls.${namespace.name}.${name}`, namespace: namespace.name },
        host: `${name}.${namespace.name}.svc.${this.props.clusterDomain}`,
        ...tls,
      });
    }
  }

  public addExternalService(service: ExternalServiceIntent): void {
    if (service.host.endsWith(`.svc.${this.props.clusterDomain}`)) {
      throw usageError(service.scope, `host "${service.host}"`, 'this is a Service of the cluster, not one outside the mesh', 'Describe it with addService() of its namespace, if that is enrolled.');
    }
    addExternalService(service, this.props.rootNamespace);
  }

  /** A policy that allows somebody closes the pods that it selects to everybody else. */
  private isClosed({ scope, namespace }: WorkloadIntent): boolean {
    return namespace.defaultDeny || scope.node.tryFindChild(ALLOW) !== undefined;
  }

  private checkNamespace({ scope, name }: NamespaceIntent): void {
    const call = `addNamespace("${name}")`;
    if (name === this.props.rootNamespace) {
      throw usageError(scope, call, 'this is the root namespace of Istio, whose policies apply to the whole mesh', 'Enrol the namespaces of the workloads.');
    }
    if (NEVER_INJECTED.includes(name)) {
      throw usageError(scope, call, 'Istio never injects a sidecar there, so nothing would be enforced', 'Move the workloads into a namespace of their own.');
    }
  }

  private namespacePolicy({ scope, name }: NamespaceIntent): AuthorizationPolicy {
    return childOf(scope, ALLOW, id => new AuthorizationPolicy(scope, id, { metadata: { name: `allow.${name}`, namespace: name } }));
  }

  private workloadPolicy({ scope, namespace, name, labels }: WorkloadIntent): AuthorizationPolicy {
    return childOf(scope, ALLOW, id => new AuthorizationPolicy(scope, id, {
      metadata: { name: `allow.${namespace.name}.${name}`, namespace: namespace.name },
      selector: labels,
    }));
  }

  private workloadPeerAuthentication(workload: WorkloadIntent): PeerAuthentication {
    const { scope, namespace, name, labels } = workload;
    return childOf(scope, 'Mtls', id => addPeerAuthentication(scope, id, {
      name: `mtls.${namespace.name}.${name}`,
      namespace: namespace.name,
      selector: labels,
      enforcement: workload.enforcement ?? namespace.enforcement,
    }));
  }
}

interface PeerAuthenticationIntent {
  readonly name: string;
  readonly namespace: string;
  readonly selector?: Record<string, string>;
  readonly enforcement: Enforcement;
}

/** A PeerAuthentication that states its mode, whatever stands above it. */
export function addPeerAuthentication(scope: Construct, id: string, intent: PeerAuthenticationIntent): PeerAuthentication {
  const { name, namespace, selector, enforcement: { mode, exception } } = intent;
  const peerAuthentication = new PeerAuthentication(scope, id, {
    metadata: { name, namespace },
    selector,
    mode: mode === EnforcementMode.STRICT ? MutualTlsMode.STRICT : MutualTlsMode.PERMISSIVE,
  });
  if (exception) {
    recordException(peerAuthentication, { mode, ...exception });
  }
  return peerAuthentication;
}

function anyoneWithoutIdentity(): AuthorizationRule {
  return AuthorizationRule.matching({ from: [WITHOUT_IDENTITY] });
}

function exemptedCallers({ port, ipBlocks }: PortExemption): AuthorizationRule {
  return AuthorizationRule.matching({ from: [{ ...WITHOUT_IDENTITY, ipBlocks }], to: [{ ports: [port] }] });
}

/** The callers without an identity that a workload accepts so far. */
function withoutIdentity({ enforcement, namespace, exemptions }: WorkloadIntent): AuthorizationRule[] {
  const permissive = (enforcement ?? namespace.enforcement).mode === EnforcementMode.PERMISSIVE;
  return [...permissive ? [anyoneWithoutIdentity()] : [], ...exemptions.map(exemptedCallers)];
}

function childOf<T extends Construct>(scope: Construct, id: string, create: (id: string) => T): T {
  return scope.node.tryFindChild(id) as T | undefined ?? create(id);
}
