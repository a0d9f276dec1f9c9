/** How istio-csr is installed. */
export interface IstioCsrOptions {
  /**
   * The namespace of istio-csr.
   *
   * @default "cert-manager"
   */
  readonly namespace?: string;

  /**
   * The service account of istio-csr; its Service has the same name.
   *
   * @default "cert-manager-istio-csr"
   */
  readonly serviceAccountName?: string;
}

/** Who signs the certificates of Istio's workloads. */
export class IstioCa {
  /**
   * istio-csr: cert-manager signs each certificate, and no key of a CA is ever in
   * Istio. A root can be replaced without touching istiod.
   *
   * @see https://cert-manager.io/docs/usage/istio-csr/
   */
  public static istioCsr(options: IstioCsrOptions = {}): IstioCa {
    return new IstioCa({ kind: 'istio-csr', ...options });
  }

  /**
   * istiod itself, with an intermediate CA that cert-manager writes into the
   * Secret `cacerts`. Have the Secret there before istiod is first installed: without
   * it istiod makes a root of its own, and replacing that later breaks every
   * connection.
   *
   * istiod hands out one root by itself, so that several need to be written into the
   * mesh's configuration: only roots whose certificate is given can be replaced
   * (`RootCa.vault`, `RootCa.external`), and istiod must be restarted when another one
   * begins to sign. With istio-csr neither is so.
   *
   * @see https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/
   */
  public static cacerts(): IstioCa {
    return new IstioCa({ kind: 'cacerts' });
  }

  private constructor(
    /** @internal */
    public readonly _settings: { readonly kind: 'istio-csr' } & IstioCsrOptions | { readonly kind: 'cacerts' },
  ) { }
}
