import { certificateId, secretId } from './ids';
import { describeObject } from '../../core/finding';
import { CaSecret } from '../certmanager/issuance';
import { IssuerNode, TrustGraph } from '../trust/trust-graph';

/** Who signs a certificate: in words, and with the key of which certificate. */
export interface Signer {
  readonly issuer: string;
  readonly signer?: string;
}

/** Who signs with an issuer. */
export function signerOf(issuer: IssuerNode | undefined, graph: TrustGraph): Signer {
  if (!issuer) {
    return { issuer: 'no issuer is named' };
  }
  const name = describeObject(issuer.reference);
  if (issuer.type === 'external' || issuer.object) {
    return { issuer: name, ...issuer.caSecret ? { signer: signerInSecret(issuer.caSecret, graph) } : {} };
  }
  return { issuer: `${name}, which is not among the manifests` };
}

/** The certificate in the Secret of a CA: that of the Certificate that writes it, else the one that lies there. */
export function signerInSecret(secret: CaSecret, graph: TrustGraph): string {
  const [writer] = graph.issuance.writersOf(secret.namespace, secret.name);
  return writer ? certificateId(writer) : secretId(secret);
}
