import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { checkSelector } from './_labels';
import { NamespacedApiObject } from '../../checks/checked-api-object';
import { usageError } from '../../core/usage-error';
import { portProblem } from '../../core/workload-port';
import { PEER_AUTHENTICATION } from '../../imports/istio';
import type { PeerAuthenticationSpec } from '../../imports/istio';

/**
 * What a proxy accepts from a caller.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/#PeerAuthentication-MutualTLS-Mode
 */
export enum MutualTlsMode {
  /** What the wider scope says: the workload's, else the namespace's, else the mesh's, else permissive. */
  UNSET = 'UNSET',
  /** Plaintext only: the proxy does not end mutual TLS. */
  DISABLE = 'DISABLE',
  /** Mutual TLS and plaintext. */
  PERMISSIVE = 'PERMISSIVE',
  /** Mutual TLS only. */
  STRICT = 'STRICT',
}

/** The mode of one port. */
export interface PortLevelMtls {
  /** The number of the container port, never the port of a Service. */
  readonly port: number;
  /** What the proxy accepts on the port. */
  readonly mode: MutualTlsMode;
}

/** Properties of a PeerAuthentication. */
export interface PeerAuthenticationProps {
  /**
   * Metadata of the object.
   *
   * @default - a generated name in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * The labels of the pods that it applies to.
   *
   * @default - every pod of the namespace; every pod of the mesh in Istio's root namespace
   */
  readonly selector?: { [label: string]: string };

  /**
   * What the proxies accept.
   *
   * @default MutualTlsMode.STRICT
   */
  readonly mode?: MutualTlsMode;

  /**
   * Ports with a mode of their own. Only together with a selector.
   *
   * @default - every port has the mode of the workload
   */
  readonly portLevelMtls?: PortLevelMtls[];
}

/**
 * Says whether workloads accept mutual TLS, plaintext or both: a
 * PeerAuthentication of `security.istio.io/v1`.
 *
 * Two of them for the same pods are not merged: the older one wins whole.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export class PeerAuthentication extends NamespacedApiObject {
  /** What the proxies accept, on ports without a mode of their own. */
  public readonly mode: MutualTlsMode;

  private readonly labels?: { [label: string]: string };
  private readonly ports: PortLevelMtls[] = [];

  /** @throws if a label is none, or a port has a mode of its own without a selector */
  constructor(scope: Construct, id: string, props: PeerAuthenticationProps = {}) {
    super(scope, id, { ...PEER_AUTHENTICATION, metadata: props.metadata, spec: Lazy.any({ produce: () => this._toSpec() }) });
    checkSelector(this, 'selector', props.selector, 'leave it out to apply to the whole namespace');
    this.mode = props.mode ?? MutualTlsMode.STRICT;
    this.labels = props.selector && { ...props.selector };
    props.portLevelMtls?.forEach(port => this.addPortLevelMtls(port));
  }

  /** The labels of the pods that it applies to; undefined if it applies to all. */
  public get selector(): { [label: string]: string } | undefined {
    return this.labels && { ...this.labels };
  }

  /** The ports with a mode of their own. */
  public get portLevelMtls(): PortLevelMtls[] {
    return [...this.ports];
  }

  /**
   * Gives one container port a mode of its own.
   *
   * @throws if there is no selector, the port is none, or it has a mode already
   */
  public addPortLevelMtls(port: PortLevelMtls): void {
    const call = `portLevelMtls(${port.port})`;
    if (!this.labels) {
      throw usageError(this, call, 'a port can have a mode of its own only where a selector names the workload', 'Add "selector" with the labels of the pods that have this container port, for example { app: "cart" }.');
    }
    const problem = portProblem(port.port);
    if (problem) {
      throw usageError(this, call, problem, 'Give the number of the container port, for example 8080.');
    }
    if (this.ports.some(known => known.port === port.port)) {
      throw usageError(this, call, 'the port has a mode already', 'Give each container port one mode.');
    }
    this.ports.push({ ...port });
  }

  /** @internal */
  public _toSpec(): PeerAuthenticationSpec {
    return {
      selector: this.labels && { matchLabels: this.labels },
      mtls: { mode: `${this.mode}` },
      portLevelMtls: this.ports.length === 0
        ? undefined
        : Object.fromEntries(this.ports.map(({ port, mode }) => [port, { mode: `${mode}` as const }])),
    };
  }
}
