import { pemId, secretId } from './ids';
import { shownLife, validityOf } from './known-life';
import { Entry } from './scheduled-certificate';
import { CaSecret } from '../certmanager/issuance';
import { Inventory } from '../inventory';
import { namespaceOf, referenceTo, SourcedManifest } from '../manifest';
import { certificatesOf, isTlsSecret } from '../trust/contents';
import { PemCertificate } from '../trust/pem-certificate';
import { TrustGraph } from '../trust/trust-graph';

const SHA256 = pemId('');
/** Where istiod and cert-manager have the certificate of a CA in its Secret. */
const CA_KEYS = ['tls.crt', 'ca-cert.pem'];

/** The certificates that somebody brought: in Secrets that no Certificate writes, and roots that manifests show. */
export class ShownCertificates {
  public readonly entries: Entry[] = [];
  private readonly seen = new Set<string>();
  /** The entries of certificates that are shown, by their fingerprints. */
  private readonly byFingerprint = new Map<string, string>();

  /**
   * @param written the ids of Certificates whose certificates are shown, by their fingerprints
   * @param more Secrets of CAs that sign without an issuer
   */
  constructor(
    private readonly inventory: Inventory, private readonly graph: TrustGraph, written: ReadonlyMap<string, string>, more: readonly CaSecret[],
  ) {
    written.forEach((id, fingerprint) => this.byFingerprint.set(fingerprint, id));
    this.addSecrets([...graph.issuers().flatMap(({ caSecret }) => caSecret ?? []), ...more], true);
    this.addSecrets(inventory.ofKind('', 'Secret').filter(isTlsSecret).map(secretOf), false);
    for (const { pem, object } of graph.roots()) {
      if (pem && object) {
        this.addRoot(pem, object);
      }
    }
  }

  /** The certificate that a root of the trust graph is. */
  public idOfRoot(rootId: string): string | undefined {
    return rootId.startsWith(SHA256) ? this.byFingerprint.get(rootId.slice(SHA256.length)) : undefined;
  }

  /** The entries of Secrets that no Certificate writes; the dates of a CA are not known where it is not shown. */
  private addSecrets(secrets: readonly CaSecret[], sign: boolean): void {
    for (const secret of secrets) {
      const id = secretId(secret);
      const isWritten = this.graph.issuance.writersOf(secret.namespace, secret.name).length > 0;
      const entry = this.seen.has(id) || isWritten ? undefined : this.secretEntry(id, secret, sign);
      this.seen.add(id);
      if (entry) {
        this.entries.push(entry);
      }
    }
  }

  private secretEntry(id: string, secret: CaSecret, signs: boolean): Entry | undefined {
    const object = this.inventory.find('', 'Secret', secret.namespace, secret.name);
    const shown = object && shownLife(object, ...CA_KEYS);
    const identity = { id, title: `${secret.namespace}/${secret.name} (Secret)`, object: { kind: 'Secret', namespace: secret.namespace, name: secret.name } };
    if (!shown) {
      return signs ? { ...identity, tier: 'root', issuer: 'not known', notes: ['nothing among the manifests issues it or shows its certificate'] } : undefined;
    }
    this.byFingerprint.set(shown.pem.fingerprint, this.byFingerprint.get(shown.pem.fingerprint) ?? id);
    const isRoot = shown.pem.isSelfIssued === true;
    const [above] = isRoot ? [] : ['ca.crt', 'root-cert.pem'].flatMap(key => certificatesOf(object, key)).filter(({ isSelfIssued }) => isSelfIssued);
    return {
      ...identity,
      tier: !signs ? 'leaf' : isRoot ? 'root' : 'intermediate',
      issuer: issuerIn(shown.pem),
      ...above ? { signer: pemId(above.fingerprint) } : {},
      life: { basis: shown.basis, issued: shown.notBefore, expires: shown.notAfter, renewal: { kind: 'by-hand' } },
      notes: [],
    };
  }

  private addRoot(pem: PemCertificate, object: SourcedManifest): void {
    if (this.byFingerprint.has(pem.fingerprint)) {
      return;
    }
    const id = pemId(pem.fingerprint);
    const validity = validityOf(pem);
    this.byFingerprint.set(pem.fingerprint, id);
    this.entries.push({
      id,
      title: commonName(pem.subject) ?? `sha256:${pem.fingerprint.slice(0, 16)}`,
      object: referenceTo(object.manifest),
      tier: 'root',
      issuer: issuerIn(pem),
      ...validity ? { life: { basis: 'certificate', issued: validity.notBefore, expires: validity.notAfter, renewal: { kind: 'by-hand' } } } : {},
      notes: validity ? [] : ['the certificate cannot be read'],
    });
  }
}

function issuerIn(pem: PemCertificate | undefined): string {
  if (pem?.isSelfIssued === undefined) {
    return 'not known';
  }
  return pem.isSelfIssued ? 'itself' : commonName(pem.issuer) ?? 'not known';
}

/** The common name in a name as Node prints it; else its first attribute. */
function commonName(name: string | undefined): string | undefined {
  const lines = name?.split('\n') ?? [];
  return lines.find(line => line.startsWith('CN='))?.slice('CN='.length) || lines[0] || undefined;
}

function secretOf(object: SourcedManifest): CaSecret {
  return { namespace: namespaceOf(object), name: object.manifest.metadata.name };
}
