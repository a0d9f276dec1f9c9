import { TrustDomain } from '../../core/trust-domain';
import { usageError } from '../../core/usage-error';
import { requireItems, requireText } from '../certmanager/_arguments';

/** A condition on a requested value, in the Common Expression Language (CEL). */
export class Validation {
  /**
   * A condition in CEL: `self` is the value, `cr.namespace` and `cr.name` are those
   * of the CertificateRequest.
   *
   * @param rule for example `self.endsWith('.' + cr.namespace + '.svc')`
   * @param message for the person whose request is denied; in one line
   * @throws if the rule is empty, or a line break makes the message missing or invalid
   * @see https://cert-manager.io/docs/policy/approval/approver-policy/#validations
   */
  public static cel(rule: string, message?: string): Validation {
    requireText(undefined, 'Validation.cel()', 'rule', rule);
    requireText(undefined, 'Validation.cel()', 'message', message);
    if (message?.includes('\n') || (message === undefined && rule.includes('\n'))) {
      throw usageError(undefined, 'Validation.cel()', message === undefined ? 'a rule of several lines has no message' : 'the message has several lines', 'Give a message of one line.');
    }
    return new Validation(rule, message);
  }

  /**
   * The value is a SPIFFE ID of the namespace in which the certificate is
   * requested: `spiffe://<trust domain>/ns/<namespace>/sa/<service account>`.
   *
   * @param trustDomains one, or several that are taken for the same
   * @throws if there is none
   */
  public static spiffeIdOfNamespace(...trustDomains: TrustDomain[]): Validation {
    requireItems(undefined, 'Validation.spiffeIdOfNamespace()', 'trustDomains', trustDomains);
    return Validation.cel(
      trustDomains.map(({ name }) => `self.startsWith('spiffe://${name}/ns/' + cr.namespace + '/sa/')`).join(' || '),
      `must be a SPIFFE ID of trust domain ${trustDomains.map(({ name }) => name).join(' or ')} and of the namespace of the request`,
    );
  }

  private constructor(
    /** The condition. */
    public readonly rule: string,
    /** What the person is told whose request is denied. */
    public readonly message?: string,
  ) { }

  /** @internal */
  public _toSpec(): { rule: string; message?: string } {
    return { rule: this.rule, message: this.message };
  }
}
