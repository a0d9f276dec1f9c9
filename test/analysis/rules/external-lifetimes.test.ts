import { describeRule } from './rule-cases';
import { renewBeforeOfClampedLifetime } from '../../../src/analysis/rules/renew-before-of-clamped-lifetime';
import { certificate, issuer, PlainObject, vault } from '../objects';

const acme = (server: string): PlainObject => issuer({ acme: { server } });
const letsEncrypt = acme('https://acme-v02.api.letsencrypt.org/directory');
const amazon = { issuerRef: { group: 'awspca.cert-manager.io', kind: 'AWSPCAIssuer', name: 'ca' } };

describeRule(renewBeforeOfClampedLifetime, {
  'Vault gives hardly more than renewBefore': {
    objects: [issuer(vault()), certificate({ duration: '2160h', renewBefore: '720h' })], names: ['web'], says: /spec\.renewBefore "720h" is meant for 90 days, but Vault gives at most 32 days unless its mount is tuned: the certificate is issued anew every 2 days/,
  },
  'Vault gives less than renewBefore': { objects: [issuer(vault()), certificate({ duration: '8760h', renewBefore: '2160h' })], names: ['web'], says: /: it is ignored/ },
  'Let\'s Encrypt gives less than a year': { objects: [letsEncrypt, certificate({ duration: '8760h', renewBefore: '2150h' })], names: ['web'], says: /at most 90 days: the certificate is issued anew every 10 hours/ },
  'AWS is asked for nothing': { objects: [certificate({ ...amazon, renewBefore: '480h' })], names: ['web'], says: /AWS Private CA gives 30 days/ },
}, {
  'it is a percentage': { objects: [issuer(vault()), certificate({ duration: '2160h', renewBeforePercentage: 33 })] },
  'nothing is said': { objects: [issuer(vault()), certificate({ duration: '2160h' })] },
  'Vault signs a CA, for which it must have been tuned': { objects: [issuer(vault()), certificate({ isCA: true, duration: '2160h', renewBefore: '720h' })] },
  'Vault gives enough': { objects: [issuer(vault()), certificate({ duration: '2160h', renewBefore: '360h' })] },
  'Vault is asked for less than its limit': { objects: [issuer(vault()), certificate({ duration: '720h', renewBefore: '360h' })] },
  'Let\'s Encrypt is asked for what it gives': { objects: [letsEncrypt, certificate({ duration: '2160h', renewBefore: '720h' })] },
  'the limit of an ACME server is not known': { objects: [acme('https://acme.example.com'), certificate({ duration: '8760h', renewBefore: '2150h' })] },
  'AWS is asked for a lifetime': { objects: [certificate({ ...amazon, duration: '2160h', renewBefore: '720h' })] },
  'a CA in the cluster signs, which gives what is asked for': { objects: [issuer({ ca: { secretName: 'root-ca' } }), certificate({ duration: '8760h', renewBefore: '2190h' })] },
  'nothing is renewed': { objects: [issuer(vault()), certificate({ duration: '2160h', renewBefore: '720h', renewal: { policy: 'Disabled' } })] },
});
