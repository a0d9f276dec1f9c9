import { IP_BLOCK, PORT, PRINCIPAL, SERVICE_ACCOUNT, TEXT, TRUST_DOMAIN, ValueForm } from './_authorization-values';

/**
 * The attributes that a condition can be about.
 *
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 */
const ATTRIBUTES: Record<string, ValueForm> = {
  'source.ip': IP_BLOCK,
  'remote.ip': IP_BLOCK,
  'source.namespace': TEXT,
  'source.serviceAccount': SERVICE_ACCOUNT,
  'source.principal': PRINCIPAL,
  'source.trustDomain': TRUST_DOMAIN,
  'request.auth.principal': TEXT,
  'request.auth.audiences': TEXT,
  'request.auth.presenter': TEXT,
  'destination.ip': IP_BLOCK,
  'destination.port': PORT,
  'connection.sni': TEXT,
};

/** Attributes with a name in brackets. */
const NAMED = /^(request\.headers|request\.auth\.claims|experimental\.envoy\.filters\.[^[\]]+)(\[[^[\]]+\])+$/;

/** The names of the attributes without brackets. */
export const ATTRIBUTE_NAMES = Object.keys(ATTRIBUTES);

/** The form of the values of an attribute; undefined if Istio knows no such attribute. */
export function attributeForm(key: string): ValueForm | undefined {
  return Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : NAMED.test(key) ? TEXT : undefined;
}

/** Whether an external authorizer cannot be given the attribute as a condition. */
export function isIdentityAttribute(key: string): boolean {
  return ['source.namespace', 'source.serviceAccount', 'source.principal', 'source.trustDomain'].includes(key)
    || key.startsWith('request.auth.');
}
