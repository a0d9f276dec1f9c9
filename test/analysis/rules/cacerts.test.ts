import { describeRule } from './rule-cases';
import { istioCacertsInTwoForms } from '../../../src/analysis/rules/istio-cacerts-in-two-forms';
import { istioCacertsIncomplete } from '../../../src/analysis/rules/istio-cacerts-incomplete';
import { caCertificate, certificate, PlainObject } from '../objects';
import { secret } from '../trust/objects';

const cacerts = (...keys: string[]): PlainObject => secret('cacerts', Object.fromEntries(keys.map(key => [key, 'a'])), 'istio-system');
const PEM = ['ca-cert.pem', 'ca-key.pem', 'root-cert.pem', 'cert-chain.pem'];
const TLS = ['tls.crt', 'tls.key', 'ca.crt'];

describeRule(istioCacertsIncomplete, {
  'a part is missing': { objects: [cacerts(...PEM.slice(0, 3))], names: ['cacerts'], says: /Secret istio-system\/cacerts: data has no "cert-chain\.pem", so istiod does not start/ },
  'the root beside a TLS certificate is missing': { objects: [cacerts('tls.crt', 'tls.key')], names: ['cacerts'], says: /no "ca\.crt"/ },
  'the keys have other names': { objects: [cacerts('ca.pem', 'key.pem')], names: ['cacerts'], says: /finds no CA in it and makes a root of its own/ },
  'a certificate that is no CA is written there': { objects: [certificate({ secretName: 'cacerts' }, { namespace: 'istio-system' })], names: ['web'], says: /spec\.isCA is not true/ },
}, {
  'everything is there': { objects: [cacerts(...PEM)] },
  'everything is there as cert-manager writes it': { objects: [cacerts(...TLS)] },
  'something else fills the Secret': { objects: [cacerts()] },
  'istiod made it': { objects: [cacerts('istio-generated', 'ca-cert.pem')] },
  'cert-manager writes a CA': { objects: [caCertificate({ secretName: 'cacerts' }, { namespace: 'istio-system' })] },
  'it is not where istiod is': { objects: [cacerts('ca.pem')], context: { rootNamespace: 'mesh' } },
});

describeRule(istioCacertsInTwoForms, {
  'it has both': { objects: [cacerts(...TLS, ...PEM)], names: ['cacerts'], says: /data has "tls\.crt", so istiod ignores "ca-cert\.pem", "ca-key\.pem"/ },
  'a revocation list stands beside a TLS certificate': { objects: [cacerts(...TLS, 'ca-crl.pem')], names: ['cacerts'], says: /ignores "ca-crl\.pem"/ },
}, {
  'it has one': { objects: [cacerts(...TLS)] },
  'it has the other': { objects: [cacerts(...PEM, 'ca-crl.pem')] },
});
