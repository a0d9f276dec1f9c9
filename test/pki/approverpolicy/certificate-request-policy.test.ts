import { Duration } from 'cdk8s';
import { TrustDomain } from '../../../src/core/trust-domain';
import type { CertificateRequestPolicySpec } from '../../../src/imports/approver-policy';
import {
  AllowedValue, AllowedValues, CertificateRequestPolicy, CertificateRequestPolicyProps, IssuerPattern, NamespacePattern,
  PrivateKeyConstraint, Validation,
} from '../../../src/pki/approverpolicy';
import { Issuer, IssuerRef, IssuerType, KeyUsage } from '../../../src/pki/certmanager';
import { chartIn } from '../certmanager/fixtures';

function policy(props: CertificateRequestPolicyProps): CertificateRequestPolicy {
  return new CertificateRequestPolicy(chartIn('shop'), 'leaf', { metadata: { name: 'leaf' }, ...props });
}

function specOf(props: Partial<CertificateRequestPolicyProps>): CertificateRequestPolicySpec {
  return policy({ issuers: IssuerPattern.any(), ...props }).toJson().spec;
}

test('a policy allows what it names, for the issuer it names', () => {
  expect(policy({
    issuers: IssuerPattern.of(IssuerRef.awsPrivateCaCluster('pca')),
    allowed: { uris: AllowedValues.validated([Validation.spiffeIdOfNamespace(TrustDomain.of('example.com'))], { required: true }) },
  }).toJson()).toEqual({
    apiVersion: 'policy.cert-manager.io/v1alpha1',
    kind: 'CertificateRequestPolicy',
    metadata: { name: 'leaf' },
    spec: {
      selector: { issuerRef: { name: 'pca', kind: 'AWSPCAClusterIssuer', group: 'awspca.cert-manager.io' } },
      allowed: {
        uris: {
          required: true,
          validations: [{
            rule: "self.startsWith('spiffe://example.com/ns/' + cr.namespace + '/sa/')",
            message: 'must be a SPIFFE ID of trust domain example.com and of the namespace of the request',
          }],
        },
      },
    },
  });
});

describe('the selector', () => {
  test.each<[string, CertificateRequestPolicyProps, CertificateRequestPolicySpec['selector']]>([
    ['every issuer', { issuers: IssuerPattern.any() }, { issuerRef: {} }],
    ['an issuer of this app', { issuers: IssuerPattern.of(new Issuer(chartIn('shop'), 'ca', { metadata: { name: 'ca' }, type: IssuerType.selfSigned() })) },
      { issuerRef: { name: 'ca', kind: 'Issuer', group: 'cert-manager.io' } }],
    ['issuers by pattern', { issuers: IssuerPattern.matching({ name: 'mesh-*' }) }, { issuerRef: { name: 'mesh-*' } }],
    ['every namespace', { namespaces: NamespacePattern.any() }, { namespace: {} }],
    ['namespaces by name', { namespaces: NamespacePattern.named('shop', 'bank-*') }, { namespace: { matchNames: ['shop', 'bank-*'] } }],
    ['namespaces by label', { namespaces: NamespacePattern.labelled({ mesh: 'on' }) }, { namespace: { matchLabels: { mesh: 'on' } } }],
    ['both', { issuers: IssuerPattern.any(), namespaces: NamespacePattern.named('shop') }, { issuerRef: {}, namespace: { matchNames: ['shop'] } }],
  ])('%s', (_, props, selector) => {
    expect(policy(props).toJson().spec).toEqual({ selector });
  });

  test.each<[string, () => unknown, string]>([
    ['nothing', () => policy({}), '[test/leaf] CertificateRequestPolicy: neither issuers nor namespaces'],
    ['an empty pattern', () => IssuerPattern.matching({}), 'IssuerPattern.matching(): the pattern is empty, which matches every issuer'],
    ['an empty name of an issuer', () => IssuerPattern.matching({ name: '' }), 'a part of the pattern "" is empty'],
    ['no names', () => NamespacePattern.named(), 'the list of names is an empty list'],
    ['an empty name', () => NamespacePattern.named(''), 'a name "" is empty'],
    ['no labels', () => NamespacePattern.labelled({}), 'the set of labels is an empty list'],
  ])('%s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('what is allowed', () => {
  const values = AllowedValues.of(['v']);
  const oids = [{ oid: '1.2.3', allowed: AllowedValues.of(['v'], { required: true }) }];
  const byOid = [{ oid: '1.2.3', values: ['v'], required: true }];

  test('every attribute of the CRD can be allowed', () => {
    const allowed: Required<NonNullable<CertificateRequestPolicySpec['allowed']>> = {
      commonName: { value: 'v' },
      dnsNames: { values: ['v'] },
      ipAddresses: { values: ['v'] },
      uris: { values: ['v'] },
      emailAddresses: { values: ['v'] },
      otherNames: byOid,
      isCA: true,
      usages: ['server auth'],
      subject: {
        organizations: { values: ['v'] },
        organizationalUnits: { values: ['v'] },
        countries: { values: ['v'] },
        provinces: { values: ['v'] },
        localities: { values: ['v'] },
        streetAddresses: { values: ['v'] },
        postalCodes: { values: ['v'] },
        serialNumber: { value: 'v' },
        otherAttributes: byOid,
      } satisfies Required<NonNullable<NonNullable<CertificateRequestPolicySpec['allowed']>['subject']>>,
    };
    expect(specOf({
      allowed: {
        commonName: AllowedValue.of('v'),
        dnsNames: values,
        ipAddresses: values,
        uris: values,
        emailAddresses: values,
        otherNames: oids,
        isCa: true,
        usages: [KeyUsage.SERVER_AUTH],
        subject: {
          organizations: values,
          organizationalUnits: values,
          countries: values,
          provinces: values,
          localities: values,
          streetAddresses: values,
          postalCodes: values,
          serialNumber: AllowedValue.of('v'),
          otherAttributes: oids,
        },
      },
    }).allowed).toEqual(allowed);
  });

  test.each<[string, AllowedValue | AllowedValues, object]>([
    ['any values', AllowedValues.any(), { values: ['*'] }],
    ['any value', AllowedValue.any({ required: true }), { value: '*', required: true }],
    ['listed values that are validated too', AllowedValues.of(['a*'], { validations: [Validation.cel('self.size() < 10')] }),
      { values: ['a*'], validations: [{ rule: 'self.size() < 10' }] }],
    ['a validated value', AllowedValue.validated([Validation.cel('self != cr.name', 'not the name')], { required: true }),
      { required: true, validations: [{ rule: 'self != cr.name', message: 'not the name' }] }],
  ])('%s', (_, allowed, expected) => {
    expect(JSON.parse(JSON.stringify(allowed._toSpec()))).toEqual(expected);
  });

  test.each<[string, () => unknown, string]>([
    ['an empty list of values', () => AllowedValues.of([]), 'AllowedValues.of(): values is an empty list'],
    ['no validation', () => AllowedValues.validated([]), 'AllowedValues.validated(): validations is an empty list'],
    ['no validation of a value', () => AllowedValue.validated([]), 'AllowedValue.validated(): validations is an empty list'],
    ['an empty rule', () => Validation.cel(''), 'Validation.cel(): rule "" is empty'],
    ['a long rule without a message', () => Validation.cel('a ||\nb'), 'a rule of several lines has no message'],
    ['a long message', () => Validation.cel('a', 'b\nc'), 'the message has several lines'],
    ['an empty OID', () => specOf({ allowed: { otherNames: [{ oid: '', allowed: AllowedValues.any() }] } }), 'AllowedOid: oid "" is empty'],
  ])('%s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('constraints', () => {
  test('lifetimes and keys are limited', () => {
    const privateKey = PrivateKeyConstraint.rsa({ min: 2048, max: 4096 });
    expect(specOf({ constraints: { minDuration: Duration.hours(1), maxDuration: Duration.days(1), privateKey } }).constraints)
      .toEqual({ minDuration: '1h0m0s', maxDuration: '24h0m0s', privateKey: { algorithm: 'RSA', minSize: 2048, maxSize: 4096 } });
  });

  test.each<[PrivateKeyConstraint, object]>([
    [PrivateKeyConstraint.ecdsa({ min: 256 }), { algorithm: 'ECDSA', minSize: 256 }],
    [PrivateKeyConstraint.ed25519(), { algorithm: 'Ed25519' }],
    [PrivateKeyConstraint.anyAlgorithm({ max: 4096 }), { maxSize: 4096 }],
  ])('a key of one algorithm or of any: %#', (privateKey, expected) => {
    expect(specOf({ constraints: { privateKey } }).constraints).toEqual({ privateKey: expected });
  });

  test.each<[string, () => unknown, string]>([
    ['a size that no key has', () => PrivateKeyConstraint.rsa({ min: 20.5 }), 'PrivateKeyConstraint.rsa(): min 20.5 is not a whole number of bits'],
    ['a range without a size', () => PrivateKeyConstraint.ecdsa({ min: 521, max: 256 }), 'min 521 is more than max 256'],
    ['a range without a lifetime', () => specOf({ constraints: { minDuration: Duration.days(2), maxDuration: Duration.hours(24) } }),
      '[test/leaf] CertificateRequestPolicy: constraints.minDuration 2 days is more than constraints.maxDuration 24 hours'],
    ['a lifetime of nothing', () => specOf({ constraints: { maxDuration: Duration.hours(0) } }), 'constraints.maxDuration is 0 milliseconds'],
  ])('%s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

test('plugins are configured by name', () => {
  expect(specOf({ plugins: { rego: { policy: 'x' } } }).plugins).toEqual({ rego: { values: { policy: 'x' } } });
});

test('a namespace of the policy itself is refused', () => {
  expect(() => policy({ metadata: { namespace: 'shop' }, issuers: IssuerPattern.any() })).toThrow('[test/leaf] CertificateRequestPolicy: metadata.namespace "shop"');
});
