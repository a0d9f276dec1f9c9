import { Duration, JsonPatch } from 'cdk8s';
import { chartIn } from './fixtures';
import type { CertificateSpec } from '../../../src/imports/cert-manager';
import {
  Certificate, CertificateProps, ClusterIssuer, DistinguishedName, EcdsaCurve, ICertificateIssuer, Issuer, IssuerRef, IssuerType,
  KeyUsage, OutputFormat, Pkcs12Profile, PrivateKey, PrivateKeyEncoding, Renewal, RotationPolicy, SignatureHash,
} from '../../../src/pki/certmanager';

const issuer: ICertificateIssuer = IssuerRef.fromIssuerName('ca');

function certificate(props: Partial<CertificateProps> = {}): Certificate {
  return new Certificate(chartIn('shop'), 'web', { metadata: { name: 'web' }, issuer, ...props });
}

function specOf(props: Partial<CertificateProps>): CertificateSpec {
  return certificate(props).toJson().spec;
}

describe('defaults', () => {
  test('a certificate suits a workload of a mesh, and says so in full', () => {
    expect(certificate({ dnsNames: ['web.shop.svc'] }).toJson()).toEqual({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        secretName: 'web',
        issuerRef: { name: 'ca', kind: 'Issuer', group: 'cert-manager.io' },
        dnsNames: ['web.shop.svc'],
        duration: '2160h0m0s',
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        usages: ['digital signature', 'server auth', 'client auth'],
      },
    });
  });

  test.each([
    ['an RSA key can encipher keys', { privateKey: PrivateKey.rsa(2048) }, ['digital signature', 'key encipherment', 'server auth', 'client auth']],
    ['an Ed25519 key cannot encipher keys', { privateKey: PrivateKey.ed25519() }, ['digital signature', 'server auth', 'client auth']],
    ['a CA signs certificates and revocation lists, and has no extended usage', { isCa: true }, ['cert sign', 'crl sign']],
    ['given usages replace the default', { isCa: true, usages: [KeyUsage.CERT_SIGN] }, ['cert sign']],
  ])('%s', (_, props, usages) => {
    expect(specOf(props).usages).toEqual(usages);
  });

  test('the Secret is named as the certificate, unless it is given a name', () => {
    expect(certificate().secretName).toBe('web');
    expect(specOf({ secretName: 'web-tls' }).secretName).toBe('web-tls');
  });
});

describe('the spec', () => {
  test('every field of the CRD can be written', () => {
    const everything: CertificateProps = {
      issuer,
      secretName: 'tls',
      secretTemplate: { labels: { app: 'web' }, annotations: { note: 'x' } },
      subject: DistinguishedName.of({ commonName: 'web', organizations: ['Example'] }),
      dnsNames: ['web.shop.svc'],
      uris: ['spiffe://example.com/ns/shop/sa/web'],
      ipAddresses: ['10.0.0.1'],
      emailAddresses: ['web@example.com'],
      otherNames: [{ oid: '1.3.6.1.4.1.311.20.2.3', utf8Value: 'web' }],
      duration: Duration.days(365),
      renewal: Renewal.before(Duration.days(30), { windows: [{ cron: '0 2 * * 6', duration: Duration.hours(4), timezone: 'Europe/Berlin' }] }),
      isCa: true,
      nameConstraints: { permitted: { dnsDomains: ['shop.svc'] }, excluded: { ipRanges: ['10.0.0.0/8'] } },
      privateKey: PrivateKey.ecdsa(EcdsaCurve.P384, {
        encoding: PrivateKeyEncoding.PKCS8,
        signatureHash: SignatureHash.SHA384,
        rotationPolicy: RotationPolicy.NEVER,
      }),
      usages: [KeyUsage.CERT_SIGN],
      encodeUsagesInRequest: false,
      keystores: {
        jks: { password: { secretName: 'pw', key: 'jks' }, alias: 'web' },
        pkcs12: { password: { secretName: 'pw', key: 'p12' }, profile: Pkcs12Profile.MODERN_2026 },
      },
      additionalOutputFormats: [OutputFormat.DER, OutputFormat.COMBINED_PEM],
      revisionHistoryLimit: 3,
    };
    // Of the three fields for renewals and the two forms of a subject, one certificate has one each.
    const fields: Record<keyof CertificateSpec, unknown> = {
      ...specOf({ renewal: Renewal.beforePercentage(25) }),
      ...specOf({ subject: DistinguishedName.literal('CN=web') }),
      ...specOf(everything),
    } as Required<CertificateSpec>;

    expect(fields).toEqual({
      secretName: 'tls',
      secretTemplate: { labels: { app: 'web' }, annotations: { note: 'x' } },
      issuerRef: { name: 'ca', kind: 'Issuer', group: 'cert-manager.io' },
      commonName: 'web',
      subject: { organizations: ['Example'] },
      literalSubject: 'CN=web',
      dnsNames: ['web.shop.svc'],
      uris: ['spiffe://example.com/ns/shop/sa/web'],
      ipAddresses: ['10.0.0.1'],
      emailAddresses: ['web@example.com'],
      otherNames: [{ oid: '1.3.6.1.4.1.311.20.2.3', utf8Value: 'web' }],
      duration: '8760h0m0s',
      renewBefore: '720h0m0s',
      renewBeforePercentage: 25,
      renewal: { policy: 'RenewBefore', windows: [{ cron: '0 2 * * 6', windowDuration: '4h0m0s', timezone: 'Europe/Berlin' }] },
      isCA: true,
      nameConstraints: { critical: true, permitted: { dnsDomains: ['shop.svc'] }, excluded: { ipRanges: ['10.0.0.0/8'] } },
      privateKey: { algorithm: 'ECDSA', size: 384, rotationPolicy: 'Never', encoding: 'PKCS8' },
      signatureAlgorithm: 'ECDSAWithSHA384',
      usages: ['cert sign'],
      encodeUsagesInRequest: false,
      keystores: {
        jks: { create: true, alias: 'web', passwordSecretRef: { name: 'pw', key: 'jks' } },
        pkcs12: { create: true, profile: 'Modern2026', passwordSecretRef: { name: 'pw', key: 'p12' } },
      },
      additionalOutputFormats: [{ type: 'DER' }, { type: 'CombinedPEM' }],
      revisionHistoryLimit: 3,
    } satisfies Record<keyof CertificateSpec, unknown>);
  });

  test('a PKCS#12 keystore is one that current OpenSSL and Java read', () => {
    const spec = specOf({ keystores: { pkcs12: { password: { secretName: 'pw', key: 'p12' } } } });
    expect(spec.keystores?.pkcs12?.profile).toBe('Modern2023');
  });

  test('JSON patch is the escape hatch', () => {
    const web = certificate();
    web.addJsonPatch(JsonPatch.add('/spec/commonName', 'patched'));
    expect(web.toJson().spec.commonName).toBe('patched');
  });
});

describe('names', () => {
  test('names added later are in the manifest', () => {
    const web = certificate({ dnsNames: ['a'] });
    web.addDnsNames('b', 'c');
    web.addUris('spiffe://example.com/web');
    web.addIpAddresses('10.0.0.1');
    web.addEmailAddresses('web@example.com');
    web.addOtherNames({ oid: '1.2.3', utf8Value: 'x' });
    expect(web.toJson().spec).toMatchObject({
      dnsNames: ['a', 'b', 'c'],
      uris: ['spiffe://example.com/web'],
      ipAddresses: ['10.0.0.1'],
      emailAddresses: ['web@example.com'],
      otherNames: [{ oid: '1.2.3', utf8Value: 'x' }],
    });
  });

  test('getters give copies, and props are copied', () => {
    const dnsNames = ['a'];
    const web = certificate({ dnsNames });
    dnsNames.push('b');
    web.dnsNames.push('c');
    web.usages.push(KeyUsage.ANY);
    expect(web.dnsNames).toEqual(['a']);
    expect(web.toJson().spec).toMatchObject({ dnsNames: ['a'], usages: ['digital signature', 'server auth', 'client auth'] });
  });
});

describe('lifetimes', () => {
  test.each<[string, Partial<CertificateProps>, number | undefined]>([
    ['a third of the lifetime by default', { duration: Duration.days(90) }, 30 * 24],
    ['a given time', { duration: Duration.days(90), renewal: Renewal.before(Duration.hours(5)) }, 5],
    ['a percentage', { duration: Duration.hours(24), renewal: Renewal.beforePercentage(50) }, 12],
    ['never', { renewal: Renewal.disabled() }, undefined],
  ])('it is known how long before its expiry a certificate is renewed: %s', (_, props, hours) => {
    expect(certificate(props).renewBefore?.toHours()).toBe(hours);
  });

  test('a lifetime that the issuer is known to shorten is refused', () => {
    const limited = IssuerRef.awsPrivateCaCluster('pca', { maxDuration: Duration.days(7) });
    expect(() => certificate({ issuer: limited, duration: Duration.days(8) }))
      .toThrow('[test/web] Certificate: duration of 8 days, but AWSPCAClusterIssuer "pca" gives 7 days at most.');
    expect(certificate({ issuer: limited, duration: Duration.days(7) }).duration.toDays()).toBe(7);
  });
});

describe('the issuer', () => {
  test('an issuer of the same namespace, and one of the cluster, can be used', () => {
    const chart = chartIn('shop');
    const local = new Issuer(chart, 'local', { metadata: { name: 'local' }, type: IssuerType.selfSigned() });
    const global = new ClusterIssuer(chart, 'global', { metadata: { name: 'global' }, type: IssuerType.selfSigned() });
    expect(new Certificate(chart, 'a', { issuer: local }).toJson().spec.issuerRef).toEqual({ name: 'local', kind: 'Issuer', group: 'cert-manager.io' });
    expect(new Certificate(chart, 'b', { issuer: global }).toJson().spec.issuerRef).toEqual({ name: 'global', kind: 'ClusterIssuer', group: 'cert-manager.io' });
  });

  test('an issuer of another namespace is refused', () => {
    const chart = chartIn('shop');
    const elsewhere = new Issuer(chart, 'ca', { metadata: { name: 'ca', namespace: 'pki' }, type: IssuerType.selfSigned() });
    expect(() => new Certificate(chart, 'web', { issuer: elsewhere }))
      .toThrow('[test/web] Certificate({ issuer: Issuer "ca" }): the issuer is in namespace "pki" and the certificate in "shop"');
  });
});

describe('refused at once', () => {
  test.each<[string, Partial<CertificateProps>, string]>([
    ['an empty Secret name', { secretName: '' }, '[test/web] Certificate: secretName "" is empty'],
    ['a lifetime of nothing', { duration: Duration.seconds(0) }, '[test/web] Certificate: duration is 0 milliseconds'],
    ['a part of a second', { duration: Duration.millis(1500) }, '[test/web] Certificate: duration is 1500 milliseconds'],
    ['an empty DNS name', { dnsNames: ['a', ' '] }, '[test/web] addDnsNames(): the name " " is empty'],
    ['an empty URI', { uris: [''] }, '[test/web] addUris(): the URI "" is empty'],
    ['an empty IP address', { ipAddresses: [''] }, '[test/web] addIpAddresses(): the address "" is empty'],
    ['an empty e-mail address', { emailAddresses: [''] }, '[test/web] addEmailAddresses(): the address "" is empty'],
    ['an empty OID', { otherNames: [{ oid: '', utf8Value: 'x' }] }, '[test/web] addOtherNames(): the OID "" is empty'],
    ['a keystore without the name of its password', { keystores: { jks: { password: { secretName: '', key: 'k' } } } }, 'keystores.jks.password: secretName "" is empty'],
    ['a keystore without the key of its password', { keystores: { pkcs12: { password: { secretName: 's', key: '' } } } }, 'keystores.pkcs12.password: key "" is empty'],
  ])('%s', (_, props, message) => {
    expect(() => certificate(props)).toThrow(message);
  });

  test('a certificate without a namespace', () => {
    expect(() => new Certificate(chartIn(), 'web', { issuer })).toThrow('[test/web] Certificate: no namespace');
  });
});
