import { TrustDomain } from './trust-domain';

const MAX_BYTES = 2048;
const SEGMENT = /^[a-zA-Z0-9._-]+$/;

/**
 * The identity of a workload, as the URI that its certificate carries.
 *
 * @see https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md
 */
export class SpiffeId {
  /**
   * The identity that Istio and cert-manager's SPIFFE driver give to a service
   * account: `spiffe://<trust domain>/ns/<namespace>/sa/<service account>`.
   */
  public static forServiceAccount(trustDomain: TrustDomain, namespace: string, serviceAccount: string): SpiffeId {
    return SpiffeId.of(`spiffe://${trustDomain.name}/ns/${namespace}/sa/${serviceAccount}`);
  }

  /**
   * An identity from its URI.
   *
   * @throws if the URI is not a SPIFFE ID
   */
  public static of(uri: string): SpiffeId {
    const problem = SpiffeId._problem(uri);
    if (problem) {
      throw new Error(`SPIFFE ID "${uri}": ${problem}. Write it as spiffe://<trust domain>/<path>, for example spiffe://prod.example.com/ns/shop/sa/web.`);
    }
    const [domain, ...path] = uri.slice('spiffe://'.length).split('/');
    return new SpiffeId(uri, TrustDomain.of(domain), path);
  }

  /**
   * What is wrong with a URI as a SPIFFE ID, or `undefined`.
   *
   * @internal
   */
  public static _problem(uri: string): string | undefined {
    if (!uri.startsWith('spiffe://')) {
      return 'does not begin with "spiffe://"';
    }
    if (Buffer.byteLength(uri) > MAX_BYTES) {
      return `has ${Buffer.byteLength(uri)} bytes, at most ${MAX_BYTES} are allowed`;
    }
    const [domain, ...path] = uri.slice('spiffe://'.length).split('/');
    if (!/^[a-z0-9._-]{1,255}$/.test(domain)) {
      return `its trust domain "${domain}" must be 1 to 255 lower-case letters, digits, ".", "-" and "_"`;
    }
    const bad = path.find(segment => !SEGMENT.test(segment) || segment === '.' || segment === '..');
    return bad === undefined ? undefined : `its path segment "${bad}" must be letters, digits, ".", "-" and "_", and not empty, "." or ".."`;
  }

  private constructor(
    /** The whole URI. */
    public readonly uri: string,
    /** The trust domain of the identity. */
    public readonly trustDomain: TrustDomain,
    private readonly path: string[],
  ) { }

  /** The identity as Istio writes it in policies: the URI without `spiffe://`. */
  public get principal(): string {
    return [this.trustDomain.name, ...this.path].join('/');
  }
}
