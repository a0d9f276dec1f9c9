import { describeRule } from './rule-cases';
import { certificateOutlivesCa } from '../../../src/analysis/rules/certificate-outlives-ca';
import { renewalInFirstHalf } from '../../../src/analysis/rules/renewal-in-first-half';
import { renewalTooLate } from '../../../src/analysis/rules/renewal-too-late';
import { caCertificate, certificate, clusterIssuer, PlainObject } from '../objects';

const chain = (ca: PlainObject, leaf: PlainObject): PlainObject[] => [
  clusterIssuer({ selfSigned: {} }, 'self-signed'),
  caCertificate(ca),
  clusterIssuer({ ca: { secretName: 'root-ca' } }),
  certificate({ issuerRef: { name: 'ca', kind: 'ClusterIssuer' }, ...leaf }),
];

describeRule(certificateOutlivesCa, {
  'both have the default lifetime': {
    objects: chain({ duration: undefined, renewBefore: undefined }, {}),
    names: ['web', 'root'],
    says: /lives 90 days, but its CA, Certificate cert-manager\/root, is renewed 30 days before its end: the certificate outlives it by up to 60 days/,
  },
  'the leaf lives one second longer than the CA has left': { objects: chain({ duration: '2160h', renewBefore: '720h' }, { duration: '720h1s' }), names: ['web', 'root'], says: /by up to 1 second/ },
  'a percentage leaves too little': { objects: chain({ duration: '1000h', renewBefore: undefined, renewBeforePercentage: 10 }, { duration: '101h' }), names: ['web', 'root'], says: /by up to 1 hour/ },
  'a percentage of the CA is ignored and a third is left': { objects: chain({ duration: '300h', renewBefore: undefined, renewBeforePercentage: 100 }, { duration: '101h' }), names: ['web', 'root'], says: /by up to 1 hour/ },
  'the CA is not renewed and lives shorter': { objects: chain({ duration: '2000h', renewBefore: undefined, renewal: { policy: 'Disabled' } }, {}), names: ['web', 'root'], says: /is not renewed/ },
}, {
  'the leaf lives exactly as long as the CA has left': { objects: chain({ duration: '2160h', renewBefore: '720h' }, { duration: '720h' }) },
  'a third of the lifetime of the CA is left': { objects: chain({ duration: '8760h', renewBefore: undefined }, { duration: '2920h' }) },
  'the CA is not renewed and lives longer': { objects: chain({ renewBefore: undefined, renewal: { policy: 'Disabled' } }, {}) },
  'the CA is not among the objects': { objects: [clusterIssuer({ ca: { secretName: 'root-ca' } }), certificate({ issuerRef: { name: 'ca', kind: 'ClusterIssuer' } })] },
  'the CA of that name is in a namespace that the issuer does not read': { objects: chain({ duration: '1h', renewBefore: undefined }, {}), context: { clusterResourceNamespace: 'elsewhere' } },
  'a certificate signs itself': { objects: chain({}, { duration: '24h' }).slice(0, 2) },
  'a lifetime cannot be read, which is an error of its own': { objects: chain({ duration: '1y' }, {}) },
});

describeRule(renewalInFirstHalf, {
  'renewBefore was meant as the time until the renewal': {
    objects: [certificate({ duration: '8760h', renewBefore: '7320h' })], names: ['web'], says: /counted from the end: the certificate is renewed on day 60 of 365/,
  },
  'a percentage is more than half': { objects: [certificate({ duration: '24h', renewBeforePercentage: 75 })], names: ['web'], says: /after 6 hours of 24 hours/ },
}, {
  'half of the lifetime is left': { objects: [certificate({ duration: '24h', renewBefore: '12h' })] },
  'nothing is said': { objects: [certificate()] },
  'nothing is renewed': { objects: [certificate({ duration: '24h', renewBefore: '20h', renewal: { policy: 'Disabled' } })] },
});

describeRule(renewalTooLate, {
  'one per cent of an hour is left': { objects: [certificate({ duration: '1h', renewBeforePercentage: 1 })], names: ['web'], says: /renews the certificate 36 seconds before its end/ },
  'the percentage is no percentage': { objects: [certificate({ renewBeforePercentage: 100 })], names: ['web'], says: /100 is ignored: the certificate is renewed 30 days before its end/ },
}, {
  'nine per cent of an hour are left': { objects: [certificate({ duration: '1h', renewBeforePercentage: 9 })] },
  'there is no percentage': { objects: [certificate({ duration: '1h' })] },
});
