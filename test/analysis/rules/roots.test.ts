import { describeRule } from './rule-cases';
import { bundleFollowsLiveRoot } from '../../../src/analysis/rules/bundle-follows-live-root';
import { rootRenewedByItself } from '../../../src/analysis/rules/root-renewed-by-itself';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';
import { bundle, caCertificate, certificate, clusterIssuer, issuer, PlainObject, vault } from '../objects';
import { configMap, intermediateCa, rootCa, secret } from '../trust/objects';

const never = { privateKey: { rotationPolicy: 'Never' } };
const disabled = { renewBefore: undefined, renewal: { policy: 'Disabled' } };
const istioRoot = [clusterIssuer({ selfSigned: {} }, 'self-signed'), caCertificate({ secretName: 'cacerts' }, { namespace: 'istio-system' })];

describeRule(rootRenewedByItself, {
  'a root that signs makes a new key at each renewal': {
    objects: rootCa(), names: ['root', 'root'], says: /spec\.renewal\.policy is not Disabled, so this root is replaced by one with a new key after 2433\.3 days, and ClusterIssuer root signs/,
  },
  'it does not say what happens to its key, which cert-manager then replaces': { objects: rootCa({ privateKey: undefined }), names: ['root', 'root'], says: /with a new key/ },
  'its lifetime cannot be read': { objects: rootCa({ duration: '10y' }), names: ['root', 'root'], says: /with a new key, and/ },
  'istiod signs with it': { objects: istioRoot, names: ['root'], says: /and istiod signs/ },
}, {
  'it is not renewed by itself': { objects: rootCa(disabled) },
  'it keeps its key': { objects: rootCa(never) },
  'nothing signs with it': { objects: rootCa().slice(0, 2) },
  'it is an intermediate': { objects: [...rootCa(disabled), ...intermediateCa()] },
  'its issuer is outside': { objects: [clusterIssuer(vault(), 'self-signed'), ...rootCa().slice(1)] },
  'istiod reads from another namespace': { objects: istioRoot, context: { rootNamespace: 'mesh' } },
  'a leaf that signs itself is renewed': { objects: [issuer({ selfSigned: {} }), certificate()] },
});

const reading = (...sources: PlainObject[]): PlainObject => bundle({ sources });
const live = { secret: { name: 'root-ca', key: 'tls.crt' } };

describeRule(bundleFollowsLiveRoot, {
  'it reads the Secret of a root that renews itself': {
    objects: [...rootCa(), reading(live)], names: ['roots', 'root'], says: /spec\.sources\[0\]\.secret reads "tls\.crt" of the Secret "root-ca", which changes to a new root as soon as Certificate cert-manager\/root is renewed/,
  },
  'it reads the root beside itself': { objects: [...rootCa(), bundle({})], names: ['roots', 'root'], says: /reads "ca\.crt"/ },
  'it reads the root beside an intermediate': {
    objects: [...rootCa(), ...intermediateCa(), reading({ secret: { name: 'mesh-ca', key: 'ca.crt' } })], names: ['roots', 'root'], says: /Secret "mesh-ca"/,
  },
  'all that is beside it are public CAs': { objects: [...rootCa(), reading({ useDefaultCAs: true }, live)], names: ['roots', 'root'], says: /spec\.sources\[1\]/ },
}, {
  'the root is not renewed by itself': { objects: [...rootCa(disabled), reading(live)] },
  'the root keeps its key': { objects: [...rootCa(never), reading(live)] },
  'nothing signs with the root': { objects: [...rootCa().slice(0, 2), reading(live)] },
  'it reads a copy': { objects: [...rootCa(), configMap('copy', { a: ROOT_PEM }), reading({ configMap: { name: 'copy', key: 'a' } })] },
  'a ConfigMap beside it may hold the former root': { objects: [...rootCa(), reading(live, { configMap: { name: 'former', key: 'a' } })] },
  'a Secret beside it may hold the former root': { objects: [...rootCa(), secret('former', { a: ROOT_PEM }), reading(live, { secret: { name: 'former', key: 'a' } })] },
  'a certificate is written beside it': { objects: [...rootCa(), reading(live, { inLine: ROOT_PEM })] },
  'trust-manager reads from another namespace': { objects: [...rootCa(), reading(live)], context: { trustNamespace: 'trust' } },
});
