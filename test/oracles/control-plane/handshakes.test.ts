import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { hasOpenSsl, openssl, withFiles } from './certificates';
import { Handshake, Handshakes, Workload } from './handshakes';
import { MountedFiles } from './mounted-files';
import { Manifest } from '../../variety';

interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

function newKeyPair(subject: string, extensions: string[], signer?: KeyPair): KeyPair {
  return withFiles({ key: '', certificate: '', signer: signer?.certificate ?? '', signerKey: signer?.key ?? '' }, paths => {
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', paths.key, '-out', paths.certificate, '-days', '1',
      '-subj', subject, ...extensions.flatMap(extension => ['-addext', extension]), ...signer ? ['-CA', paths.signer, '-CAkey', paths.signerKey] : []);
    return { key: openssl('pkey', '-in', paths.key), certificate: openssl('x509', '-in', paths.certificate) };
  });
}

function newRoot(): KeyPair {
  return newKeyPair('/CN=root', ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign']);
}

function newLeaf(names: string, signer: KeyPair): KeyPair {
  return newKeyPair('/CN=leaf', [`subjectAltName=${names}`, 'basicConstraints=critical,CA:FALSE', 'extendedKeyUsage=serverAuth,clientAuth'], signer);
}

/** A volume whose contents the test says. */
class Volume {
  public files!: MountedFiles;
  private seen!: (state: Manifest) => void;

  constructor(private readonly folder: string, private readonly encode: (text: string) => string, private readonly kind: string) {}

  public async mount(contents: Record<string, string>): Promise<void> {
    const source = {
      watch: (_object: object, seen: (state: Manifest) => void) => {
        this.seen = seen;
        this.becomes(contents);
        return new AbortController();
      },
    };
    this.files = await MountedFiles.mount(source, { apiVersion: 'v1', kind: this.kind, metadata: { name: 'volume' } }, this.folder);
  }

  public becomes(contents: Record<string, string>): void {
    this.seen({ kind: this.kind, data: Object.fromEntries(Object.entries(contents).map(([key, value]) => [key, this.encode(value)])) });
  }
}

interface Pod extends Workload {
  readonly certificates: Volume;
  readonly trusted: Volume;
}

(hasOpenSsl() ? describe : describe.skip)('connections between workloads (which needs OpenSSL)', () => {
  let folder: string;
  let handshakes: Handshakes;
  let root: KeyPair;
  let pods: Pod[];

  const identity = (name: string) => `DNS:${name}.shop.svc,URI:spiffe://example.com/ns/shop/sa/${name}`;
  const leaf = (names: string, signer = root) => {
    const { certificate, key } = newLeaf(names, signer);
    return { 'tls.crt': certificate, 'tls.key': key };
  };
  const pod = async (name: string): Promise<Pod> => {
    const certificates = new Volume(join(folder, name, 'certificates'), text => Buffer.from(text).toString('base64'), 'Secret');
    const trusted = new Volume(join(folder, name, 'roots'), text => text, 'ConfigMap');
    await certificates.mount(leaf(identity(name)));
    await trusted.mount({ 'ca.crt': root.certificate });
    const [dnsName, uri] = identity(name).split(',').map(part => part.slice(4));
    return { name, dnsName, uri, certificate: certificates.files, roots: trusted.files, certificates, trusted };
  };
  /** Gives a pod another certificate, and waits until it is used. */
  const certify = async (of: Pod, contents: Record<string, string>) => {
    of.certificates.becomes(contents);
    await handshakes.loads(of, ({ chain }) => chain === contents['tls.crt']);
  };
  const failures = (round: Handshake[]) => Object.fromEntries(round.filter(({ failure }) => failure).map(({ pair, failure }) => [pair, failure]));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-pods-'));
    root = newRoot();
    pods = [await pod('web'), await pod('cart')];
    handshakes = await Handshakes.between(pods);
  });
  afterEach(async () => {
    await handshakes.stop();
    rmSync(folder, { recursive: true });
  });

  test('succeed, with each program at each end', async () => {
    const round = await handshakes.round();
    expect(failures(round)).toEqual({});
    expect(round.map(({ pair }) => pair).sort()).toEqual([
      'cart (node) -> web (node)', 'cart (node) -> web (openssl)', 'cart (openssl) -> web (node)', 'cart (openssl) -> web (openssl)',
      'web (node) -> cart (node)', 'web (node) -> cart (openssl)', 'web (openssl) -> cart (node)', 'web (openssl) -> cart (openssl)',
    ]);
  });

  test('go on with another certificate as soon as that is mounted', async () => {
    await certify(pods[0], leaf(identity('web')));
    await handshakes.round();
    expect(handshakes.failures).toEqual([]);
  });

  test('fail at whichever end does not know the root of the other', async () => {
    await certify(pods[0], leaf(identity('web'), newRoot()));
    expect(failures(await handshakes.round())).toEqual({
      'web (node) -> cart (node)': expect.stringContaining('server: UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      'web (openssl) -> cart (node)': expect.stringContaining('server: UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      'web (node) -> cart (openssl)': expect.stringContaining('server: unable to get local issuer certificate'),
      'web (openssl) -> cart (openssl)': expect.stringContaining('server: unable to get local issuer certificate'),
      'cart (node) -> web (node)': expect.stringContaining('client: UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      'cart (node) -> web (openssl)': expect.stringContaining('client: UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      'cart (openssl) -> web (node)': expect.stringContaining('client: unable to get local issuer certificate'),
      'cart (openssl) -> web (openssl)': expect.stringContaining('client: unable to get local issuer certificate'),
    });
  });

  test('fail where the server has another name, and where Node sees another identity of the client', async () => {
    await certify(pods[0], leaf(identity('other')));
    expect(failures(await handshakes.round())).toEqual({
      'web (node) -> cart (node)': expect.stringContaining('server: not the identity spiffe://example.com/ns/shop/sa/web'),
      'web (openssl) -> cart (node)': expect.stringContaining('server: not the identity spiffe://example.com/ns/shop/sa/web'),
      'cart (node) -> web (node)': expect.stringContaining('client: ERR_TLS_CERT_ALTNAME_INVALID'),
      'cart (node) -> web (openssl)': expect.stringContaining('client: ERR_TLS_CERT_ALTNAME_INVALID'),
      'cart (openssl) -> web (node)': expect.stringContaining('client: hostname mismatch'),
      'cart (openssl) -> web (openssl)': expect.stringContaining('client: hostname mismatch'),
    });
  });
});
