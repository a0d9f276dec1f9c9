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
import { PortMode } from '../mesh/mesh-capabilities';
import type {
  AllowIntent, ExternalServiceIntent, MeshProvider, NamespaceIntent, ObjectMarks, PodIntent, PortExemption, ServiceIntent, WorkloadIntent,
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

/** Istio with sidecars. */
export class IstioProvider implements MeshProvider {
  public readonly name = 'Istio';
  public readonly capabilities = { permissivePort: true, plaintextPort: true, workloadEnforcement: true, externalTls: true } as const;

  constructor(private readonly props: IstioProviderProps) { }

  public namespaceMarks(): ObjectMarks {
    // Both labels on one namespace would contradict each other: istio-injection wins over istio.io/rev.
    return { labels: this.props.revision ? { 'istio.io/rev': this.props.revision } : { 'istio-injection': 'enabled' } };
  }

  public enrols({ labels = {}, annotations = {}, hostNetwork = false }: PodIntent): boolean {
    // The label decides; the annotation is its deprecated form. Pods on the host's network are never injected.
    const inject = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
    return inject !== 'false' && !hostNetwork;
  }

  public addNamespace(namespace: NamespaceIntent): void {
    const { scope, name, enforcement } = namespace;
    addPeerAuthentication(scope, 'mtls', { name: `mtls.${name}`, namespace: name, enforcement });
    if (namespace.defaultDeny) {
      AuthorizationPolicy.denyAll(scope, 'default-deny', { metadata: { name: `default-deny.${name}`, namespace: name } });
      if (enforcement.mode === EnforcementMode.PERMISSIVE) {
        this.namespacePolicy(namespace).addRule(AuthorizationRule.matching({ from: [WITHOUT_IDENTITY] }));
      }
    }
  }

  public allowInNamespace(namespace: NamespaceIntent, { client }: AllowIntent): void {
    this.namespacePolicy(namespace).addRule(AuthorizationRule.matching({ from: [principalOf(client, this.props.trustDomain)] }));
  }

  public addWorkload(workload: WorkloadIntent): void {
    if (workload.enforcement && workload.enrolled) {
      this.workloadPeerAuthentication(workload);
      if (workload.enforcement.mode === EnforcementMode.PERMISSIVE) {
        this.workloadPolicy(workload).addRule(AuthorizationRule.matching({ from: [WITHOUT_IDENTITY] }));
      }
    }
  }

  public allow(workload: WorkloadIntent, { client, ports }: AllowIntent): void {
    const allowedPorts = ports ?? workload.ports.map(({ port }) => port);
    this.workloadPolicy(workload).addRule(AuthorizationRule.matching({
      from: [principalOf(client, this.props.trustDomain)],
      to: allowedPorts.length > 0 ? [{ ports: allowedPorts }] : undefined,
    }));
  }

  public exemptPort(workload: WorkloadIntent, exemption: PortExemption): void {
    const { port, ipBlocks } = exemption;
    const mode = exemption.mode === PortMode.PERMISSIVE ? MutualTlsMode.PERMISSIVE : MutualTlsMode.DISABLE;
    const peerAuthentication = this.workloadPeerAuthentication(workload);
    peerAuthentication.addPortLevelMtls({ port, mode });
    recordException(peerAuthentication, { port, mode, reason: exemption.reason, until: exemption.until });
    this.workloadPolicy(workload).addRule(AuthorizationRule.matching({ from: [{ ...WITHOUT_IDENTITY, ipBlocks }], to: [{ ports: [port] }] }));
  }

  public updateService(service: ServiceIntent): void {
    const id = 'client-mtls';
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
    addExternalService(service, this.props.rootNamespace);
  }

  private namespacePolicy({ scope, name }: NamespaceIntent): AuthorizationPolicy {
    return childOf(scope, 'allow', id => new AuthorizationPolicy(scope, id, { metadata: { name: `allow.${name}`, namespace: name } }));
  }

  private workloadPolicy({ scope, namespace, name, labels }: WorkloadIntent): AuthorizationPolicy {
    return childOf(scope, 'allow', id => new AuthorizationPolicy(scope, id, {
      metadata: { name: `allow.${namespace.name}.${name}`, namespace: namespace.name },
      selector: labels,
    }));
  }

  private workloadPeerAuthentication(workload: WorkloadIntent): PeerAuthentication {
    const { scope, namespace, name, labels } = workload;
    return childOf(scope, 'mtls', id => addPeerAuthentication(scope, id, {
      name: `mtls.${namespace.name}.${name}`,
      namespace: namespace.name,
      selector: labels,
      enforcement: workload.enforcement ?? namespace.enforcement,
      // What the namespace excepts is recorded there.
      recorded: workload.enforcement !== undefined,
    }));
  }
}

interface PeerAuthenticationIntent {
  readonly name: string;
  readonly namespace: string;
  readonly selector?: Record<string, string>;
  readonly enforcement: Enforcement;
  readonly recorded?: boolean;
}

/** A PeerAuthentication that states its mode, whatever stands above it. */
export function addPeerAuthentication(scope: Construct, id: string, intent: PeerAuthenticationIntent): PeerAuthentication {
  const { name, namespace, selector, enforcement: { mode, exception }, recorded = true } = intent;
  const peerAuthentication = new PeerAuthentication(scope, id, {
    metadata: { name, namespace },
    selector,
    mode: mode === EnforcementMode.STRICT ? MutualTlsMode.STRICT : MutualTlsMode.PERMISSIVE,
  });
  if (exception && recorded) {
    recordException(peerAuthentication, { mode, ...exception });
  }
  return peerAuthentication;
}

function childOf<T extends Construct>(scope: Construct, id: string, create: (id: string) => T): T {
  return scope.node.tryFindChild(id) as T | undefined ?? create(id);
}
