import { ISTIO_NETWORKING } from './kinds';
import { Reason } from '../../core/flow';
import { within } from '../field-problem';
import { fieldAt, integerAt, listAt, textAt, textMapAt } from '../fields';
import { Receiving, Sending, TlsOrigin, Transport } from '../flows/data-plane';
import { Inventory } from '../inventory';
import { referenceTo, SourcedManifest } from '../manifest';
import { Registry } from '../network/registry';
import { selects } from '../selector-index';
import { Workload } from '../workloads';

/** A server of a Gateway, on the port of the pods that it selects. */
interface GatewayServer {
  readonly object: SourcedManifest;
  readonly field: string;
  readonly port: number;
  readonly protocol: string;
  readonly tlsMode?: string;
  readonly redirects: boolean;
}

/** What the Gateways make of calls to the pods of a gateway. */
export class GatewayServers {
  private readonly gateways: readonly { readonly object: SourcedManifest; readonly selector: ReadonlyMap<string, string> }[];

  constructor(inventory: Inventory, private readonly registry: Registry) {
    this.gateways = inventory.ofKind(ISTIO_NETWORKING, 'Gateway').map(object => ({ object, selector: textMapAt(object.manifest, 'spec', 'selector') }));
  }

  /** What a gateway makes of a call to a port of its pods. */
  public receives(gateway: Workload, port: number, sending: Sending): Receiving {
    const servers = this.serversAt(gateway, port);
    if (servers.length === 0) {
      return { served: false, perRequest: false, because: [{ statement: `no Gateway opens port ${port} of the gateway`, object: referenceTo(gateway.object.manifest) }] };
    }
    const answers = servers.map(server => ({ server, ...answer(server, sending) }));
    // Which of several servers a call meets depends on its host name: what some of them take is not refused.
    const best = answers.find(({ served }) => served === true) ?? answers.find(({ served }) => served === undefined) ?? answers[0];
    return { served: best.served, perRequest: answers.some(({ served }) => served !== best.served), because: [best.because] };
  }

  private serversAt(gateway: Workload, port: number): GatewayServer[] {
    const numbers = new Set([port, ...this.registry.portsTo(gateway, port).map(({ port: { number } }) => number)]);
    return this.gateways.filter(({ selector }) => selects(selector, gateway.labels)).flatMap(({ object }) => listAt(object.manifest, 'spec', 'servers').flatMap((server, index) => {
      const number = integerAt(server, 'port', 'number');
      return number === undefined || !numbers.has(number) ? [] : [{
        object,
        field: within('spec.servers', index),
        port: number,
        protocol: (textAt(server, 'port', 'protocol') ?? '').toUpperCase(),
        tlsMode: fieldAt(server, 'tls') === undefined ? undefined : textAt(server, 'tls', 'mode') ?? 'PASSTHROUGH',
        redirects: fieldAt(server, 'tls', 'httpsRedirect') === true,
      }];
    }));
  }
}

const TERMINATES = new Set(['SIMPLE', 'OPTIONAL_MUTUAL']);

function answer(server: GatewayServer, { transport, origin }: Sending): { served: boolean | undefined; because: Reason } {
  const { object, field, protocol, tlsMode, redirects } = server;
  const because = (statement: string, ...path: string[]): Reason => ({ statement, object: referenceTo(object.manifest, [field, ...path].join('.')) });
  const isTls = transport !== Transport.PLAINTEXT;
  if (redirects) {
    return { served: false, because: because('plaintext is only redirected to HTTPS', 'tls', 'httpsRedirect') };
  }
  if (tlsMode === undefined || protocol === 'HTTP' || protocol === 'HTTP2' || protocol === 'GRPC') {
    return { served: !isTls, because: because(isTls ? 'the gateway takes plaintext on this port, and no TLS' : 'the gateway takes plaintext on this port', 'port', 'protocol') };
  }
  if (!isTls) {
    return { served: false, because: because('the gateway takes TLS on this port, and no plaintext', 'tls', 'mode') };
  }
  if (tlsMode === 'PASSTHROUGH' || tlsMode === 'AUTO_PASSTHROUGH') {
    return { served: true, because: because(`${tlsMode}: the gateway passes the TLS on as it is, by the name that it is for`, 'tls', 'mode') };
  }
  if (TERMINATES.has(tlsMode)) {
    return { served: true, because: because(`${tlsMode}: the gateway presents its certificate${tlsMode === 'SIMPLE' ? '' : ', and takes clients without one too'}`, 'tls', 'mode') };
  }
  const ofMesh = origin === TlsOrigin.MESH;
  if (tlsMode === 'ISTIO_MUTUAL') {
    return { served: ofMesh, because: because(ofMesh ? 'ISTIO_MUTUAL: the gateway takes certificates of the mesh' : 'ISTIO_MUTUAL: the gateway takes certificates of the mesh only', 'tls', 'mode') };
  }
  return {
    served: transport === Transport.MUTUAL_TLS && !ofMesh ? true : transport === Transport.TLS && origin === TlsOrigin.PROXY ? false : undefined,
    because: because(`${tlsMode}: the gateway asks for a client certificate of an authority that it was given`, 'tls', 'mode'),
  };
}
