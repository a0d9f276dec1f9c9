import { FieldProblem } from '../field-problem';
import { Fields, integerAt, textAt } from '../fields';

/** The smallest and largest RSA key: any size between is accepted, not only the usual powers of two. */
const RSA_BITS = { least: 2048, most: 8192 };
const ECDSA_BITS = [256, 384, 521];
const SIGNATURES: ReadonlyMap<string, readonly string[]> = new Map([
  ['RSA', ['SHA256WithRSA', 'SHA384WithRSA', 'SHA512WithRSA']],
  ['ECDSA', ['ECDSAWithSHA256', 'ECDSAWithSHA384', 'ECDSAWithSHA512']],
  ['Ed25519', ['PureEd25519']],
]);

/** The key and the signature of the request. */
export function* privateKeyProblems(spec: Fields): Generator<FieldProblem> {
  const algorithm = textAt(spec, 'privateKey', 'algorithm') || 'RSA';
  const size = integerAt(spec, 'privateKey', 'size') ?? 0;
  const field = 'spec.privateKey.size';
  if (algorithm === 'RSA' && size > 0 && (size < RSA_BITS.least || size > RSA_BITS.most)) {
    yield { field, value: size, problem: `is not between ${RSA_BITS.least} and ${RSA_BITS.most}, the sizes of an RSA key`, fix: 'Write 2048, 3072 or 4096; or choose the algorithm ECDSA with size 256.' };
  }
  if (algorithm === 'ECDSA' && size > 0 && !ECDSA_BITS.includes(size)) {
    yield { field, value: size, problem: `is not one of ${ECDSA_BITS.join(', ')}, the sizes of an ECDSA key`, fix: 'Write 256 or 384.' };
  }
  const signature = textAt(spec, 'signatureAlgorithm');
  const allowed = SIGNATURES.get(algorithm);
  if (signature && allowed && !allowed.includes(signature)) {
    yield {
      field: 'spec.signatureAlgorithm',
      value: signature,
      problem: `cannot be made with a key of the algorithm ${algorithm}`,
      fix: `Write one of ${allowed.join(', ')}, or leave it out.`,
    };
  }
}
