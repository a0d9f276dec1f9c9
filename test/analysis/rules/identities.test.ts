import { describeRule } from './rule-cases';
import { certificateCannotBeIssued } from '../../../src/analysis/rules/certificate-cannot-be-issued';
import { nameOutsideConstraints } from '../../../src/analysis/rules/name-outside-constraints';
import { spiffeIdInvalid } from '../../../src/analysis/rules/spiffe-id-invalid';
import { svidWithoutBothUsages } from '../../../src/analysis/rules/svid-without-both-usages';
import { caCertificate, certificate, clusterIssuer, PlainObject } from '../objects';

const ID = 'spiffe://prod.example.com/ns/shop/sa/web';

describeRule(svidWithoutBothUsages, {
  'it has the default usages': { objects: [certificate({ uris: [ID] })], names: ['web'], says: /not the usages "client auth" and "server auth"/ },
  'it is for servers only': { objects: [certificate({ uris: [ID], usages: ['server auth'] })], names: ['web'], says: /not the usage "client auth"/ },
}, {
  'it is for both sides': { objects: [certificate({ uris: [ID], usages: ['server auth', 'client auth'] })] },
  'it is for anything': { objects: [certificate({ uris: [ID], usages: ['any'] })] },
  'it has no SPIFFE ID': { objects: [certificate({ uris: ['https://web.shop'], usages: ['server auth'] })] },
  'it is a CA': { objects: [caCertificate({ uris: ['spiffe://prod.example.com'] })] },
});

describeRule(spiffeIdInvalid, {
  'the trust domain has capital letters': { objects: [certificate({ uris: ['spiffe://Prod.example.com/web'] })], names: ['web'], says: /trust domain "Prod\.example\.com"/ },
  'the path has an empty segment': { objects: [certificate({ uris: ['spiffe://prod.example.com//web'] })], names: ['web'], says: /path segment ""/ },
  'the scheme is not followed by "//"': { objects: [certificate({ uris: ['spiffe:prod.example.com/web'] })], names: ['web'], says: /does not begin with "spiffe:\/\/"/ },
  'a workload has no path': { objects: [certificate({ uris: ['spiffe://prod.example.com'] })], names: ['web'], says: /names a trust domain and no workload/ },
  'there are two of them': { objects: [certificate({ uris: [ID, `${ID}2`] })], names: ['web'], says: /has 2 URIs/ },
  'there is another URI beside it': { objects: [certificate({ uris: ['https://web.shop', ID] })], names: ['web'], says: /has 2 URIs/ },
}, {
  'there is one': { objects: [certificate({ uris: [ID] })] },
  'there are other URIs only': { objects: [certificate({ uris: ['https://web.shop', 'urn:web'] })] },
  'a CA is a whole trust domain': { objects: [caCertificate({ uris: ['spiffe://prod.example.com'] })] },
});

const under = (nameConstraints: PlainObject, leaf: PlainObject): PlainObject[] => [
  caCertificate({ nameConstraints }),
  clusterIssuer({ ca: { secretName: 'root-ca' } }),
  certificate({ issuerRef: { name: 'ca', kind: 'ClusterIssuer' }, ...leaf }),
];

describeRule(nameOutsideConstraints, {
  'the constraint of a URI is a URI': { objects: [caCertificate({ nameConstraints: { permitted: { uriDomains: ['spiffe://prod.example.com'] } } })], names: ['root'], says: /matches nothing/ },
  'a SPIFFE ID is of another trust domain': { objects: under({ permitted: { uriDomains: ['test.example.com'] } }, { uris: [ID] }), names: ['web', 'root'], says: /permits only "test\.example\.com"/ },
  'a DNS name is of another domain': { objects: under({ permitted: { dnsDomains: ['shop.svc'] } }, { dnsNames: ['web.shop.svc', 'web.cart.svc'] }), names: ['web', 'root'], says: /spec\.dnsNames\[1\] "web\.cart\.svc"/ },
  'a DNS name only ends like the permitted one': { objects: under({ permitted: { dnsDomains: ['example.com'] } }, { dnsNames: ['notexample.com'] }), names: ['web', 'root'], says: /notexample/ },
  'a DNS name is excluded': { objects: under({ excluded: { dnsDomains: ['example.com'] } }, { dnsNames: ['web.example.com'] }), names: ['web', 'root'], says: /excludes "example\.com"/ },
  'an address is out of range': { objects: under({ permitted: { ipRanges: ['10.0.0.0/8'] } }, { ipAddresses: ['192.168.0.1'] }), names: ['web', 'root'], says: /192\.168\.0\.1/ },
  'an address is of the other family': { objects: under({ permitted: { ipRanges: ['10.0.0.0/8'] } }, { ipAddresses: ['fd00::1'] }), names: ['web', 'root'], says: /fd00::1/ },
  'an email address is of another domain': { objects: under({ permitted: { emailAddresses: ['example.com'] } }, { emailAddresses: ['a@example.org'] }), names: ['web', 'root'], says: /a@example\.org/ },
  'a CA further up forbids it': {
    objects: [
      ...under({ permitted: { dnsDomains: ['shop.svc'] } }, { isCA: true, secretName: 'intermediate', commonName: 'intermediate' }).slice(0, 2),
      caCertificate({ secretName: 'intermediate', issuerRef: { name: 'ca', kind: 'ClusterIssuer' } }, { name: 'intermediate' }),
      clusterIssuer({ ca: { secretName: 'intermediate' } }, 'intermediate'),
      certificate({ dnsNames: ['web.cart.svc'], issuerRef: { name: 'intermediate', kind: 'ClusterIssuer' } }),
    ],
    names: ['web', 'root'],
    says: /Certificate cert-manager\/root permits only "shop\.svc"/,
  },
}, {
  'a SPIFFE ID is of the permitted trust domain': { objects: under({ permitted: { uriDomains: ['prod.example.com'] } }, { uris: [ID] }) },
  'readers differ about a subdomain': { objects: under({ permitted: { uriDomains: ['example.com'] } }, { uris: [ID] }) },
  'readers differ about an excluded subdomain': { objects: under({ excluded: { uriDomains: ['example.com'] } }, { uris: [ID] }) },
  'a DNS name is of the permitted domain': { objects: under({ permitted: { dnsDomains: ['.shop.svc', 'cart.svc'] } }, { dnsNames: ['WEB.shop.svc', 'cart.svc'] }) },
  'an address is in range': { objects: under({ permitted: { ipRanges: ['10.0.0.0/8', 'fd00::/8'] } }, { ipAddresses: ['10.1.2.3', 'fd00::1'] }) },
  'an email address is the permitted one': { objects: under({ permitted: { emailAddresses: ['a@example.com'] } }, { emailAddresses: ['a@Example.com'] }) },
  'other kinds of names are constrained': { objects: under({ permitted: { dnsDomains: ['shop.svc'] } }, { uris: [ID] }) },
});

describeRule(certificateCannotBeIssued, {
  'a range has no prefix length': { objects: [caCertificate({ nameConstraints: { permitted: { ipRanges: ['10.0.0.0'] } } })], names: ['root'], says: /"10\.0\.0\.0" is not a range/ },
  'a prefix is too long': { objects: [caCertificate({ nameConstraints: { excluded: { ipRanges: ['10.0.0.0/33'] } } })], names: ['root'], says: /not a range/ },
  'a constraint has an umlaut': { objects: [caCertificate({ nameConstraints: { permitted: { dnsDomains: ['bücher.de'] } } })], names: ['root'], says: /outside ASCII/ },
  'a DNS name has an umlaut': { objects: [certificate({ dnsNames: ['bücher.de'] })], names: ['web'], says: /outside ASCII/ },
  'a URI has a stray "%"': { objects: [certificate({ uris: ['https://web.shop/100%'] })], names: ['web'], says: /is not a URI/ },
  'a window is never open': { objects: [certificate({ renewal: { policy: 'RenewBefore', windows: [{ cron: '@daily', windowDuration: '0h' }] } })], names: ['web'], says: /no length/ },
}, {
  'ranges have prefix lengths': { objects: [caCertificate({ nameConstraints: { permitted: { ipRanges: ['10.0.0.0/8', '::/0'] } } })] },
  'names are in ASCII': { objects: [certificate({ dnsNames: ['xn--bcher-kva.de'], uris: ['https://web.shop/%20'] })] },
});
