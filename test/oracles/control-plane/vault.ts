import { once } from 'events';
import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo } from 'net';
import { openssl, secondsOf, withFiles } from './certificates';
import { ControlPlane } from './control-plane';

interface Root {
  readonly certificate: string;
  readonly key: string;
}

/**
 * What an issuer of cert-manager asks of Vault: whether it works, a token for a service account, and a certificate for an intermediate. Vault
 * itself cannot be had here. As Vault does, it asks the API server whose the token of the service account is.
 */
export class Vault {
  public static async start(): Promise<Vault> {
    const vault = new Vault();
    vault.server.listen(0, '127.0.0.1');
    await once(vault.server, 'listening');
    return vault;
  }

  /** The cluster whose service accounts it knows. */
  public cluster?: ControlPlane;
  /** Who was let in: the user, and the role that was asked for. */
  public readonly logins: string[] = [];

  private readonly root = newRoot();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.answer(request).then(
        answer => response.end(JSON.stringify(answer)),
        error => response.writeHead(400).end(JSON.stringify({ errors: [String(error)] })),
      );
    });
  }

  /** Where it is. */
  public get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Its root certificate. */
  public get rootCertificate(): string {
    return this.root.certificate;
  }

  public async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage): Promise<object> {
    const body = JSON.parse((await request.toArray()).join('') || '{}');
    switch (request.url) {
      case '/v1/sys/health':
        return { initialized: true, sealed: false };
      case '/v1/auth/kubernetes/login':
        return this.login(body);
      case '/v1/pki/root/sign-intermediate':
        if (request.headers['x-vault-token'] !== TOKEN) {
          throw new Error('permission denied');
        }
        return { data: { certificate: sign(body.csr, body.ttl, this.root), issuing_ca: this.root.certificate, ca_chain: [this.root.certificate] } };
      default:
        throw new Error(`unsupported path ${request.url}`);
    }
  }

  private async login({ role, jwt }: { role: string; jwt: string }): Promise<object> {
    const [, payload] = jwt.split('.');
    const { aud } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const { status } = await this.cluster!.create({
      apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', metadata: {}, spec: { token: jwt, audiences: aud },
    });
    if (!status.authenticated) {
      throw new Error(`permission denied: ${status.error}`);
    }
    this.logins.push(`${status.user.username} as ${role}`);
    return { auth: { client_token: TOKEN } };
  }
}

const TOKEN = 'token';

function newRoot(): Root {
  return withFiles({ key: '', certificate: '' }, ({ key, certificate }) => {
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', key, '-out', certificate, '-days', '3650',
      '-subj', '/CN=root in Vault', '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
    return { key: openssl('pkey', '-in', key), certificate: openssl('x509', '-in', certificate) };
  });
}

function sign(csr: string, ttl: string, root: Root): string {
  const extensions = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n';
  return withFiles({ csr, extensions, certificate: root.certificate, key: root.key }, paths => openssl(
    'x509', '-req', '-in', paths.csr, '-CA', paths.certificate, '-CAkey', paths.key, '-extfile', paths.extensions,
    '-days', String(secondsOf(ttl) / (24 * 3600)),
  ));
}
