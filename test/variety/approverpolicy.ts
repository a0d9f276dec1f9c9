import { Duration } from 'cdk8s';
import { optionsOf, valuesOf, varieties, VarietyCase } from './case';
import { approverpolicy, certmanager, TrustDomain } from '../../src';

const { AllowedValue, AllowedValues, CertificateRequestPolicy, IssuerPattern, NamespacePattern, PrivateKeyConstraint, Validation } = approverpolicy;

const conditions = [Validation.cel('size(self) < 64'), Validation.cel("self.endsWith('.' + cr.namespace + '.svc')", 'must be a name of the namespace')];
const valueLists = {
  'some values': AllowedValues.of(['web', '*.shop.svc']),
  'values that are required': AllowedValues.of(['web'], { required: true }),
  'values with conditions': AllowedValues.of(['*'], { validations: conditions }),
  'any value': AllowedValues.any(),
  'any value that is there': AllowedValues.any({ required: true }),
  'validated values': AllowedValues.validated(conditions),
  'validated values that are required': AllowedValues.validated([Validation.spiffeIdOfNamespace(TrustDomain.of('prod.example.com'))], { required: true }),
};
const values = {
  'a value': AllowedValue.of('web'),
  'a value that is required': AllowedValue.of('web', { required: true }),
  'a value with conditions': AllowedValue.of('web*', { validations: conditions }),
  'any value': AllowedValue.any(),
  'any value that is there': AllowedValue.any({ required: true }),
  'a validated value': AllowedValue.validated(conditions),
  'a validated value that is required': AllowedValue.validated(conditions, { required: true }),
};

const byOid = [{ oid: '1.3.6.1.4.1.311.20.2.3', allowed: AllowedValues.any() }];
const subject = optionsOf<approverpolicy.AllowedSubject, approverpolicy.AllowedSubject>({}, {
  organizations: AllowedValues.of(['Example']),
  organizationalUnits: AllowedValues.any(),
  countries: AllowedValues.of(['DE']),
  provinces: AllowedValues.any(),
  localities: AllowedValues.any(),
  streetAddresses: AllowedValues.any(),
  postalCodes: AllowedValues.any(),
  serialNumber: AllowedValue.any(),
  otherAttributes: [{ oid: '2.5.4.12', allowed: AllowedValues.of(['Chief'], { required: true }) }],
});
const allowed = optionsOf<approverpolicy.AllowedAttributes, approverpolicy.AllowedAttributes>({}, {
  commonName: AllowedValue.of('web'),
  dnsNames: AllowedValues.any(),
  ipAddresses: AllowedValues.of(['10.*']),
  uris: AllowedValues.any(),
  emailAddresses: AllowedValues.any(),
  otherNames: byOid,
  subject: subject.everything,
  isCa: true,
  usages: Object.values(valuesOf<certmanager.KeyUsage>(certmanager.KeyUsage)),
});

const constraints: Record<string, approverpolicy.PolicyConstraints> = {
  'nothing': {},
  'the shortest lifetime': { minDuration: Duration.hours(1) },
  'the longest lifetime': { maxDuration: Duration.days(90) },
  'both lifetimes': { minDuration: Duration.hours(1), maxDuration: Duration.hours(1) },
  'RSA': { privateKey: PrivateKeyConstraint.rsa() },
  'RSA of some sizes': { privateKey: PrivateKeyConstraint.rsa({ min: 2048, max: 4096 }) },
  'ECDSA': { privateKey: PrivateKeyConstraint.ecdsa() },
  'ECDSA of one size at least': { privateKey: PrivateKeyConstraint.ecdsa({ min: 256 }) },
  'ECDSA of one size at most': { privateKey: PrivateKeyConstraint.ecdsa({ max: 384 }) },
  'Ed25519': { privateKey: PrivateKeyConstraint.ed25519() },
  'sizes alone': { privateKey: PrivateKeyConstraint.anyAlgorithm({ min: 256 }) },
};

const selectors: Record<string, Pick<approverpolicy.CertificateRequestPolicyProps, 'issuers' | 'namespaces'>> = {
  'an issuer': { issuers: IssuerPattern.of(certmanager.IssuerRef.fromClusterIssuerName('ca')) },
  'issuers by name': { issuers: IssuerPattern.matching({ name: 'ca-*' }) },
  'issuers by kind': { issuers: IssuerPattern.matching({ kind: 'ClusterIssuer' }) },
  'issuers by group': { issuers: IssuerPattern.matching({ group: 'cert-manager.io' }) },
  'every issuer': { issuers: IssuerPattern.any() },
  'namespaces by name': { namespaces: NamespacePattern.named('shop', 'team-*') },
  'namespaces by label': { namespaces: NamespacePattern.labelled({ mesh: 'prod' }) },
  'every namespace': { namespaces: NamespacePattern.any() },
  'both': { issuers: IssuerPattern.any(), namespaces: NamespacePattern.named('shop') },
};

/** Every branch of approver-policy's constructs. */
export function approverPolicyVariety(): VarietyCase[] {
  const issuers = IssuerPattern.any();
  return [
    ...varieties('a policy about', selectors, (chart, selector) => new CertificateRequestPolicy(chart, 'policy', selector)),
    ...varieties('a policy that allows', allowed, (chart, attributes) => new CertificateRequestPolicy(chart, 'policy', { metadata: { name: 'shop' }, issuers, allowed: attributes })),
    ...varieties('a policy that allows in the subject', subject, (chart, attributes) => new CertificateRequestPolicy(chart, 'policy', { issuers, allowed: { subject: attributes } })),
    ...varieties('a policy on DNS names that allows', valueLists, (chart, dnsNames) => new CertificateRequestPolicy(chart, 'policy', { issuers, allowed: { dnsNames } })),
    ...varieties('a policy on common names that allows', values, (chart, commonName) => new CertificateRequestPolicy(chart, 'policy', { issuers, allowed: { commonName } })),
    ...varieties('a policy that limits', constraints, (chart, limits) => new CertificateRequestPolicy(chart, 'policy', { issuers, constraints: limits })),
  ];
}
