import { PeerAuthentication, peerAuthentications, PeerAuthentications } from './peer-authentications';
import { Reason } from '../../core/flow';
import { remembered } from '../../core/remembered';
import { within } from '../field-problem';
import { Inventory } from '../inventory';
import { referenceTo } from '../manifest';
import { Subject } from '../workloads';

/** What a port of a pod asks of its callers. */
export interface PeerDecision {
  readonly mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE';
  readonly because: Reason;
}

type Mode = PeerDecision['mode'];

const NOTHING: PeerDecision = {
  mode: 'PERMISSIVE',
  because: { statement: 'no PeerAuthentication says what the server asks for: the default PERMISSIVE takes both mutual TLS and plaintext' },
};
const MEANING: Readonly<Record<Mode, string>> = {
  STRICT: 'the server takes mutual TLS only',
  PERMISSIVE: 'the server takes both mutual TLS and plaintext',
  DISABLE: 'the server takes no mutual TLS',
};

/**
 * What pods ask of their callers: the narrowest PeerAuthentication that sets a mode
 * decides, and of several of the same scope the oldest.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/security/authn/policy_applier.go (ComposePeerAuthentication)
 */
export class PeerModes {
  private readonly policies: PeerAuthentications;
  /** The one that selects a pod. */
  private readonly ownOf = remembered(({ namespace, labels }: Subject) => (namespace === this.rootNamespace
    ? undefined
    : this.oldest(this.policies.bySelector.selecting(namespace, labels).flat())));

  constructor(inventory: Inventory, private readonly rootNamespace: string) {
    this.policies = inventory.view(peerAuthentications);
  }

  /** What a container port asks for. */
  public ofPort(pod: Subject, port: number): PeerDecision {
    const own = this.ownOf(pod);
    const ofPort = own?.ports.get(String(port));
    if (own && isSet(ofPort)) {
      return decided(own, ofPort, `${within('spec.portLevelMtls', port)}.mode`, `for port ${port}`);
    }
    return own && isSet(own.mode) ? decided(own, own.mode, 'spec.mtls.mode', 'for the workload') : this.ofNamespace(pod.namespace);
  }

  /** What a namespace asks for where no workload's own policy does. */
  public ofNamespace(namespace: string): PeerDecision {
    const mesh = this.policies.ofNamespace(this.rootNamespace)[0];
    const own = namespace === this.rootNamespace ? undefined : this.policies.ofNamespace(namespace)[0];
    if (own && isSet(own.mode)) {
      return decided(own, own.mode, 'spec.mtls.mode', 'for the namespace');
    }
    return mesh && isSet(mesh.mode) ? decided(mesh, mesh.mode, 'spec.mtls.mode', 'for the whole mesh') : NOTHING;
  }

  private oldest(policies: readonly PeerAuthentication[]): PeerAuthentication | undefined {
    return policies.length < 2 ? policies[0] : this.policies.all.find(policy => policies.includes(policy));
  }
}

function isSet(mode: string | undefined): mode is Mode {
  return mode !== undefined && Object.hasOwn(MEANING, mode);
}

function decided({ object }: PeerAuthentication, mode: Mode, field: string, scope: string): PeerDecision {
  return { mode, because: { statement: `${mode} ${scope}: ${MEANING[mode]}`, object: referenceTo(object.manifest, field) } };
}
