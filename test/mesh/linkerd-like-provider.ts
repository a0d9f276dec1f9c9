import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { EnforcementMode } from '../../src';
import { Mesh } from '../../src/mesh/mesh';
import type { MeshClientConfig } from '../../src/mesh/mesh-client';
import type { AllowIntent, MeshProvider, NamespaceIntent, NamespaceMarks, PodIntent, WorkloadIntent } from '../../src/mesh/mesh-provider';

const GROUP = 'policy.linkerd.io';

/** A mesh that is little like Istio, to show that src/mesh is like neither. */
export class LinkerdLikeMesh extends Mesh {
  public readonly _provider = new LinkerdLikeProvider();
}

/**
 * As Linkerd: an identity is a DNS name, what is not allowed is decided by an annotation of
 * the namespace, a policy is about one port, and nothing can be asked of clients.
 */
class LinkerdLikeProvider implements MeshProvider {
  public readonly name = 'Linkerd';
  public readonly capabilities = {
    permissivePort: { instead: 'Let the addresses of the callers in with a NetworkAuthentication.' },
    plaintextPort: { instead: 'Annotate the pods with config.linkerd.io/skip-inbound-ports.' },
    workloadEnforcement: { instead: 'Annotate the pods with config.linkerd.io/default-inbound-policy.' },
    permissiveDefaultDeny: { instead: 'Set defaultDeny to false while the namespace is permissive.' },
    everyPort: { instead: 'Name the ports of the workload: addWorkload(name, { ports }).' },
    externalTls: { instead: 'Have the application speak TLS: ExternalTls.passthrough().' },
  };

  public readonly apiGroups = [GROUP];

  public namespaceMarks({ defaultDeny, enforcement }: NamespaceIntent): NamespaceMarks {
    const open = enforcement.mode === EnforcementMode.STRICT ? 'all-authenticated' : 'all-unauthenticated';
    return { annotations: { 'linkerd.io/inject': 'enabled', 'config.linkerd.io/default-inbound-policy': defaultDeny ? 'deny' : open } };
  }

  public enrols({ annotations = {} }: PodIntent): boolean {
    return annotations['linkerd.io/inject'] !== 'disabled';
  }

  public addNamespace(): void { }

  public allowInNamespace({ scope, name }: NamespaceIntent, { client }: AllowIntent): void {
    this.authorize(scope, `allow.${name}`, name, { kind: 'Namespace', name }, client);
  }

  public addWorkload(workload: WorkloadIntent): void {
    if (workload.enrolled) {
      workload.ports.forEach(({ port }) => this.addServer(workload, port));
    }
  }

  public allow(workload: WorkloadIntent, { client, ports }: AllowIntent): void {
    for (const port of ports ?? workload.ports.map(known => known.port)) {
      const server = this.addServer(workload, port);
      this.authorize(workload.scope, `allow.${server}`, workload.namespace.name, { group: GROUP, kind: 'Server', name: server }, client);
    }
  }

  public exemptPort(): void {
    throw new Error('src/mesh has refused this already');
  }

  public updateService(): void { }

  public addExternalService(): void { }

  private addServer({ scope, namespace, name, labels }: WorkloadIntent, port: number): string {
    const server = `${namespace.name}.${name}.${port}`;
    if (!scope.node.tryFindChild(server)) {
      this.emit(scope, server, 'v1beta3', 'Server', namespace.name, { podSelector: { matchLabels: labels }, port });
    }
    return server;
  }

  private authorize(scope: Construct, prefix: string, namespace: string, targetRef: object, client: MeshClientConfig): void {
    const name = `${prefix}.${client.namespace}.${client.serviceAccount ?? 'all'}`;
    this.emit(scope, `${name}-identity`, 'v1alpha1', 'MeshTLSAuthentication', namespace, { identities: [identityOf(client)] }, name);
    this.emit(scope, name, 'v1alpha1', 'AuthorizationPolicy', namespace, {
      targetRef,
      requiredAuthenticationRefs: [{ group: GROUP, kind: 'MeshTLSAuthentication', name }],
    });
  }

  private emit(scope: Construct, id: string, version: string, kind: string, namespace: string, spec: object, name = id): void {
    new ApiObject(scope, id, { apiVersion: `${GROUP}/${version}`, kind, metadata: { name, namespace }, spec });
  }
}

function identityOf({ namespace, serviceAccount = '*', trustDomain = 'cluster.local' }: MeshClientConfig): string {
  return `${serviceAccount}.${namespace}.serviceaccount.identity.linkerd.${trustDomain}`;
}
