import { byAge } from './age';
import { hostCovers } from './host-match';
import { ISTIO_NETWORKING } from './kinds';
import { IstioSettings } from './settings';
import { append } from '../../core/multi-map';
import { hasField, integerAt, listAt, textAt, textMapAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Host } from '../network/hosts';
import { Protocol, protocolNamed } from '../network/protocol';
import { Labels, selects } from '../selector-index';
import { Workload } from '../workloads';

/** A Sidecar, which narrows what the proxies of a namespace know. */
export interface SidecarScope {
  readonly object: SourcedManifest;
  readonly selector?: Labels;
  readonly egress: readonly EgressListener[];
  /** Whether calls to unknown hosts are passed on; undefined if it leaves that to the mesh. */
  readonly allowAnyOutbound?: boolean;
}

interface EgressListener {
  readonly port?: number;
  readonly protocol?: Protocol;
  readonly hosts: readonly { readonly namespace: string; readonly name: string; readonly excluded: boolean }[];
}

/** The Sidecars among the objects. */
export class SidecarScopes {
  private readonly byNamespace = new Map<string, SidecarScope[]>();

  constructor(inventory: Inventory, private readonly settings: Required<IstioSettings>) {
    const scopes = inventory.ofKind(ISTIO_NETWORKING, 'Sidecar').map(read).sort(byAge);
    for (const scope of [...scopes.filter(({ selector }) => selector), ...scopes.filter(({ selector }) => !selector)]) {
      append(this.byNamespace, namespaceOf(scope.object), scope);
    }
  }

  /** The Sidecar that counts for a workload: its own, its namespace's, or that of the whole mesh. */
  public of({ namespace, labels }: Workload): SidecarScope | undefined {
    return this.byNamespace.get(namespace)?.find(({ selector }) => !selector || selects(selector, labels))
      ?? this.byNamespace.get(this.settings.rootNamespace)?.find(({ selector }) => !selector);
  }
}

/** Whether a Sidecar lets the proxies of a namespace know a host at a port. */
export function imports(scope: SidecarScope, host: Host, port: number, namespace: string): boolean {
  return scope.egress.length === 0
    || scope.egress.some(listener => (listener.port === undefined || listener.port === port) && importsHost(listener, host, namespace));
}

/** What a Sidecar takes a port for, where it opens that port by itself. */
export function egressProtocol({ egress }: SidecarScope, port: number): Protocol | undefined {
  return egress.find(listener => listener.port === port)?.protocol;
}

/** Whether a Sidecar lets the proxies of a namespace know anything of another namespace, and with it the PeerAuthentications there. */
export function importsFrom(scope: SidecarScope | undefined, host: Host, namespace: string): boolean {
  return !scope || host.namespace === namespace || scope.egress.length === 0
    || host.ports.some(({ number }) => imports(scope, host, number, namespace));
}

function importsHost({ hosts }: EgressListener, host: Host, namespace: string): boolean {
  const matching = hosts.filter(entry => matchesNamespace(entry.namespace, host.namespace, namespace) && hostCovers(entry.name, host.name));
  return matching.length > 0 && matching.every(({ excluded }) => !excluded);
}

function matchesNamespace(wanted: string, ofHost: string, ofClient: string): boolean {
  return wanted === '*' || (wanted === '.' ? ofClient : wanted) === ofHost;
}

function read(object: SourcedManifest): SidecarScope {
  const { manifest } = object;
  const mode = textAt(manifest, 'spec', 'outboundTrafficPolicy', 'mode');
  return {
    object,
    selector: hasField(manifest, 'spec', 'workloadSelector') ? textMapAt(manifest, 'spec', 'workloadSelector', 'labels') : undefined,
    egress: listAt(manifest, 'spec', 'egress').map(listener => ({
      port: integerAt(listener, 'port', 'number'),
      protocol: hasField(listener, 'port', 'protocol') ? protocolNamed(textAt(listener, 'port', 'protocol') ?? '') : undefined,
      hosts: textsAt(listener, 'hosts').map(entry => {
        const [namespace, name = ''] = entry.split('/', 2);
        // "~" alone stands for every namespace.
        const excluded = namespace.startsWith('~');
        return { namespace: excluded ? namespace.slice(1) || '*' : namespace, name, excluded };
      }),
    })),
    allowAnyOutbound: hasField(manifest, 'spec', 'outboundTrafficPolicy') ? mode === 'ALLOW_ANY' : undefined,
  };
}
