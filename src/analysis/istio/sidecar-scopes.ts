import { byAge } from './age';
import { hostCovers } from './host-match';
import { ISTIO_NETWORKING } from './kinds';
import { IstioSettings } from './settings';
import { Routed } from './virtual-services';
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

interface EgressHost {
  readonly namespace: string;
  readonly name: string;
  readonly excluded: boolean;
}

interface EgressListener {
  readonly port?: number;
  readonly protocol?: Protocol;
  readonly hosts: readonly EgressHost[];
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
  return someListener(scope, port, listener => importsName(listener, host.namespace, host.name, namespace));
}

/** Whether a Sidecar lets the proxies of a namespace know a VirtualService, for calls to a port. One that is for more hosts than it asks for counts too. */
export function importsRoutes(scope: SidecarScope | undefined, routed: Routed, port: number, namespace: string): boolean {
  const overlap = (a: string, b: string): boolean => hostCovers(a, b) || hostCovers(b, a);
  return !scope
    || someListener(scope, port, listener => routed.hosts.some(host => importsName(listener, routed.namespace, host, namespace, overlap)));
}

/**
 * Whether a Sidecar lets the proxies of a namespace know another name of a host. What it asks for in the
 * namespace of the host has to be for that name too; else, what it asks for in any namespace.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/sidecar.go (matchingAliasService)
 */
export function importsAlias(scope: SidecarScope, alias: string, host: Host, port: number, ofClient: string): boolean {
  return someListener(scope, port, ({ hosts }) => {
    const asked = hosts.filter(({ excluded, namespace }) => !excluded && matchesNamespace(namespace, host.namespace, ofClient));
    const isForAll = ({ namespace }: EgressHost): boolean => namespace === '*';
    const deciding = [asked.filter(entry => !isForAll(entry)), asked.filter(isForAll)]
      .find(entries => entries.some(({ name }) => hostCovers(name, host.name)));
    return deciding?.some(({ name }) => hostCovers(name, alias)) ?? false;
  });
}

/** Whether a Sidecar opens a port by itself, for HTTP alone. */
export function takesForHttp(scope: SidecarScope | undefined, port: number): boolean {
  return scope?.egress.find(listener => listener.port === port)?.protocol === Protocol.HTTP;
}

function someListener({ egress }: SidecarScope, port: number, test: (listener: EgressListener) => boolean): boolean {
  return egress.length === 0 || egress.some(listener => (listener.port === undefined || listener.port === port) && test(listener));
}

/** Whether a listener asks for a name of a namespace, and does not leave it out. */
function importsName({ hosts }: EgressListener, namespace: string, name: string, ofClient: string, matches = hostCovers): boolean {
  const entries = hosts.filter(entry => matchesNamespace(entry.namespace, namespace, ofClient));
  return entries.some(entry => !entry.excluded && matches(entry.name, name))
    && !entries.some(entry => entry.excluded && hostCovers(entry.name, name));
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
