import { labelSelectorSpec } from './_label-selector';
import { LabelSelector } from './label-selector';
import { pemCertificatesProblem } from '../../core/pem';
import { usageError } from '../../core/usage-error';
import type { BundleSpec } from '../../imports/trust-manager';
import { requireText } from '../certmanager/_arguments';

type SourceSpec = BundleSpec['sources'][number];

/**
 * Where certificates of a bundle come from. ConfigMaps and Secrets are those of
 * the trust namespace, which trust-manager is told at its installation.
 *
 * @see https://cert-manager.io/docs/trust/trust-manager/#sources
 */
export class BundleSource {
  /**
   * A ConfigMap. If it is missing, nothing of the bundle is synchronized.
   *
   * @param key of the certificates; all keys if it is left out
   */
  public static configMap(name: string, key?: string): BundleSource {
    return new BundleSource({ configMap: named('BundleSource.configMap()', name, key) });
  }

  /**
   * All ConfigMaps with certain labels. That there is none is no error.
   *
   * @param key of the certificates; all keys if it is left out
   */
  public static configMapsMatching(selector: LabelSelector, key?: string): BundleSource {
    return new BundleSource({ configMap: selected('BundleSource.configMapsMatching()', selector, key) });
  }

  /**
   * A Secret. If it is missing, nothing of the bundle is synchronized.
   *
   * A Secret that cert-manager renews changes the moment its CA is renewed: what is
   * trusted then changes with what signs, and not before it. Copy the certificate
   * to a source of its own, unless the CA is never renewed in place.
   *
   * @param key of the certificates; all keys if it is left out, which trust-manager refuses for a Secret of type `kubernetes.io/tls`
   * @see https://cert-manager.io/docs/trust/trust-manager/#cert-manager-integration-intentionally-copying-ca-certificates
   */
  public static secret(name: string, key?: string): BundleSource {
    return new BundleSource({ secret: named('BundleSource.secret()', name, key) });
  }

  /**
   * All Secrets with certain labels. That there is none is no error.
   *
   * @param key of the certificates; all keys if it is left out
   */
  public static secretsMatching(selector: LabelSelector, key?: string): BundleSource {
    return new BundleSource({ secret: selected('BundleSource.secretsMatching()', selector, key) });
  }

  /**
   * Certificates in PEM form, written into the bundle.
   *
   * @throws if the text is not certificates, or contains a private key
   */
  public static inLine(pem: string): BundleSource {
    const problem = pemCertificatesProblem(pem);
    if (problem) {
      throw usageError(undefined, 'BundleSource.inLine()', `the text ${problem}`, 'Give the certificates alone, each between "-----BEGIN CERTIFICATE-----" and "-----END CERTIFICATE-----".');
    }
    return new BundleSource({ inLine: pem });
  }

  /**
   * The public certificate authorities of trust-manager's package. A mesh that
   * trusts them accepts certificates that anybody can buy.
   */
  public static defaultCas(): BundleSource {
    return new BundleSource({ useDefaultCAs: true });
  }

  private constructor(
    /** @internal */
    public readonly _spec: SourceSpec,
  ) { }
}

function named(call: string, name: string, key: string | undefined): NonNullable<SourceSpec['secret']> {
  requireText(undefined, call, 'name', name);
  return { name, ...keys(call, key) };
}

function selected(call: string, selector: LabelSelector, key: string | undefined): NonNullable<SourceSpec['secret']> {
  return { selector: labelSelectorSpec(call, selector, 'Name the labels of the sources.'), ...keys(call, key) };
}

function keys(call: string, key: string | undefined): Pick<NonNullable<SourceSpec['secret']>, 'key' | 'includeAllKeys'> {
  requireText(undefined, call, 'key', key);
  return key === undefined ? { includeAllKeys: true } : { key };
}
