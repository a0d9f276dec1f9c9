import { describeRule } from './rule-cases';
import { certificateNeverReloaded } from '../../../src/analysis/rules/certificate-never-reloaded';
import { csiVolumeRefused } from '../../../src/analysis/rules/csi-volume-refused';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';
import { bundle, certificate, PlainObject } from '../objects';
import { configMap, csi, mounting, podsOf } from '../trust/objects';

const tls = { secret: { secretName: 'web-tls' } };
const roots = { configMap: { name: 'roots' } };
const env = (key = 'tls.crt'): PlainObject => ({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'web-tls', key } } }] });
const single = mounting(tls, { subPath: 'tls.crt' });
const job = (kind: string, spec: PlainObject): PlainObject => ({ apiVersion: 'batch/v1', kind, metadata: { name: 'once', namespace: 'shop' }, spec });

describeRule(certificateNeverReloaded, {
  'a file of the Secret is mounted alone': {
    objects: [certificate(), podsOf('cart', single)], names: ['cart', 'web'], says: /Deployment shop\/cart: spec\.template\.spec\.containers\[0\]\.volumeMounts\[0\]\.subPath mounts a single file of the Secret "web-tls", which stays .* when Certificate shop\/web changes it/,
  },
  'it is a variable': { objects: [certificate(), podsOf('cart', { containers: [env()] })], names: ['cart', 'web'], says: /env\[0\]\.valueFrom\.secretKeyRef is an environment variable from/ },
  'a sidecar reads it once': { objects: [certificate(), podsOf('cart', { initContainers: [{ ...env(), restartPolicy: 'Always' }] })], names: ['cart', 'web'], says: /initContainers\[0\]/ },
  'two of its files are mounted, which is one finding': {
    objects: [certificate(), podsOf('cart', { ...single, containers: [{ volumeMounts: ['tls.crt', 'tls.key'].map(subPath => ({ name: 'tls', subPath })) }] })], names: ['cart', 'web'], says: /volumeMounts\[0\]/,
  },
  'the target of a Bundle is mounted alone': { objects: [bundle(), podsOf('cart', mounting(roots, { subPath: 'ca.crt' }))], names: ['cart', 'roots'], says: /ConfigMap "roots", which stays .* when Bundle roots changes it/ },
}, {
  'the whole volume is mounted': { objects: [certificate(), bundle(), podsOf('cart', mounting(tls)), podsOf('web', mounting(roots))] },
  'the certificate is not renewed': { objects: [certificate({ renewal: { policy: 'Disabled' } }), podsOf('cart', single)] },
  'only an init container reads it': { objects: [certificate(), podsOf('cart', { initContainers: [env()] })] },
  'a Job reads it': { objects: [certificate(), job('Job', { template: { spec: single } }), job('CronJob', { jobTemplate: { spec: { template: { spec: single } } } })] },
  'Reloader restarts the pods': { objects: [certificate(), podsOf('cart', single, { annotations: { 'reloader.stakater.com/auto': 'true' } })] },
  'Reloader restarts the pods for this Secret': { objects: [certificate(), podsOf('cart', single, { annotations: { 'secret.reloader.stakater.com/reload': 'web-tls' } })] },
  'the file is of a Secret that nothing changes': { objects: [certificate(), podsOf('cart', mounting({ secret: { secretName: 'password' } }, { subPath: 'a' }))] },
  'the file is of a ConfigMap that nothing changes': { objects: [configMap('roots', { 'ca.crt': ROOT_PEM }, 'shop'), podsOf('cart', mounting(roots, { subPath: 'ca.crt' }))] },
  'the Secret of that name is in another namespace': { objects: [certificate({}, { namespace: 'other' }), podsOf('cart', single)] },
});

const attribute = (name: string, value: string): PlainObject => podsOf('cart', mounting(csi({ [`csi.cert-manager.io/${name}`]: value })));

describeRule(csiVolumeRefused, {
  'the volume is not read-only': { objects: [podsOf('cart', mounting(csi({}, { readOnly: undefined })))], names: ['cart'], says: /spec\.template\.spec\.volumes\[0\]\.csi\.readOnly is not true/ },
  'no issuer is named': { objects: [attribute('issuer-name', '')], names: ['cart'], says: /\["csi\.cert-manager\.io\/issuer-name"\] is missing/ },
  'a duration is in days': { objects: [attribute('duration', '30d')], names: ['cart'], says: /"30d" is not a duration/ },
  'the time of the renewal is no duration': { objects: [attribute('renew-before', 'soon')], names: ['cart'], says: /renew-before"\] "soon"/ },
  'a choice is neither yes nor no': { objects: [attribute('is-ca', 'yes')], names: ['cart'], says: /"yes" is neither/ },
  'a usage is not known': { objects: [attribute('key-usages', 'digital signature, clientAuth')], names: ['cart'], says: /"clientAuth" is not a key usage/ },
}, {
  'everything is right': {
    objects: [podsOf('cart', mounting(csi({ 'csi.cert-manager.io/duration': '720h', 'csi.cert-manager.io/is-ca': 'false', 'csi.cert-manager.io/key-usages': 'server auth, client auth' })))],
  },
  'the volume is of another driver': { objects: [podsOf('cart', mounting(csi({}, { driver: 'secrets-store.csi.k8s.io', readOnly: false })))] },
});
