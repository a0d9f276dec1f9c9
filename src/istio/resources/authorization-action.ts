import { checkText } from './_values';
import type { AuthorizationPolicySpec } from '../../imports/istio';

type ActionSettings = Pick<AuthorizationPolicySpec, 'action' | 'provider'>;

/**
 * What happens to a request that a rule of an AuthorizationPolicy matches.
 * Istio asks CUSTOM policies first, then DENY, then ALLOW.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#AuthorizationPolicy-Action
 */
export class AuthorizationAction {
  /** It is allowed, and every request that no ALLOW policy of the workload matches is denied. */
  public static allow(): AuthorizationAction {
    return new AuthorizationAction({ action: 'ALLOW' });
  }

  /** It is denied, whatever ALLOW policies say. */
  public static deny(): AuthorizationAction {
    return new AuthorizationAction({ action: 'DENY' });
  }

  /** It is marked for an audit, and neither allowed nor denied. */
  public static audit(): AuthorizationAction {
    return new AuthorizationAction({ action: 'AUDIT' });
  }

  /**
   * An external authorizer is asked.
   *
   * @param provider the name of an extension provider in the mesh's configuration
   * @throws if the name is empty
   */
  public static custom(provider: string): AuthorizationAction {
    checkText(undefined, 'AuthorizationAction.custom', provider);
    return new AuthorizationAction({ action: 'CUSTOM', provider: { name: provider } });
  }

  private constructor(private readonly settings: ActionSettings) { }

  /** The name as Istio writes it: `ALLOW`, `DENY`, `AUDIT` or `CUSTOM`. */
  public get name(): string {
    return this.settings.action!;
  }

  /** @internal */
  public _toSettings(): ActionSettings {
    return this.settings;
  }
}
