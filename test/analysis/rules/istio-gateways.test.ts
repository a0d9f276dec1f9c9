import { describeRule } from './rule-cases';
import { clientCertificateOptional } from '../../../src/analysis/rules/client-certificate-optional';
import { gatewayCertificateUnusable } from '../../../src/analysis/rules/gateway-certificate-unusable';
import { gatewayCredentialMissing } from '../../../src/analysis/rules/gateway-credential-missing';
import { gatewaySelectsNothing } from '../../../src/analysis/rules/gateway-selects-nothing';
import { gatewayTakesPlaintext } from '../../../src/analysis/rules/gateway-takes-plaintext';
import { gatewayTlsRefused } from '../../../src/analysis/rules/gateway-tls-refused';
import { gatewayWithoutClientCa } from '../../../src/analysis/rules/gateway-without-client-ca';
import { gatewaysDisagree } from '../../../src/analysis/rules/gateways-disagree';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';
import { certificate, deployment, PlainObject } from '../objects';

const INGRESS = { istio: 'ingress' };
const PODS: PlainObject = {
  ...deployment('ingress', INGRESS, [], 'istio-ingress'),
  spec: { template: { metadata: { labels: { ...INGRESS, 'sidecar.istio.io/inject': 'true' }, annotations: { 'inject.istio.io/templates': 'gateway' } }, spec: { containers: [{ name: 'istio-proxy' }] } } },
};

function server(tls: PlainObject | undefined, rest: PlainObject = {}): PlainObject {
  return { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['shop.example.com'], ...tls ? { tls } : {}, ...rest };
}

function gateway(servers: PlainObject | PlainObject[], { name = 'public', namespace = 'shop', selector = INGRESS as PlainObject, annotations = {} } = {}): PlainObject {
  return { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name, namespace, annotations }, spec: { selector, servers: [servers].flat() } };
}

function secret(name: string, namespace: string, data: PlainObject = {}): PlainObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data };
}

const http = (rest: PlainObject = {}): PlainObject => ({ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example.com'], ...rest });
const simple = (rest: PlainObject = {}): PlainObject => ({ mode: 'SIMPLE', credentialName: 'shop', ...rest });
const mutual = { mode: 'MUTUAL', credentialName: 'shop' };

describeRule(gatewayTlsRefused, {
  'HTTPS has no TLS settings': { objects: [gateway(server(undefined))], names: ['public'], says: /spec\.servers\[0\]\.tls is missing, and a server for HTTPS needs it/ },
  'there is no certificate': { objects: [gateway(server({ mode: 'SIMPLE' }))], names: ['public'], says: /credentialName is missing, and so is serverCertificate and privateKey/ },
  'the key is missing': { objects: [gateway(server({ mode: 'SIMPLE', serverCertificate: '/etc/tls.crt' }))], names: ['public'], says: /privateKey: the gateway has no certificate/ },
  'clients cannot be verified': { objects: [gateway(server({ mode: 'MUTUAL', serverCertificate: '/etc/tls.crt', privateKey: '/etc/tls.key' }))], names: ['public'], says: /caCertificates is missing, and MUTUAL needs/ },
  'HTTP has a certificate': { objects: [gateway(http({ tls: simple() }))], names: ['public'], says: /tls is set for HTTP, which carries no TLS/ },
  'the mesh\'s certificates are to come from a Secret': { objects: [gateway(server({ mode: 'ISTIO_MUTUAL', credentialName: 'shop' }))], names: ['public'], says: /credentialName is set beside ISTIO_MUTUAL/ },
  'there is no such mode': { objects: [gateway(server({ mode: 'MTLS' }))], names: ['public'], says: /mode "MTLS" is not one of/ },
}, {
  'a Secret has the certificate': { objects: [gateway(server(simple()))] },
  'files have everything': { objects: [gateway(server({ mode: 'MUTUAL', serverCertificate: '/etc/tls.crt', privateKey: '/etc/tls.key', caCertificates: '/etc/ca.crt' }))] },
  'HTTP redirects': { objects: [gateway(http({ tls: { httpsRedirect: true } }))] },
  'TLS is passed on': { objects: [gateway(server({ mode: 'PASSTHROUGH' }))] },
  'the mesh\'s certificates are used': { objects: [gateway(server({ mode: 'ISTIO_MUTUAL' }))] },
});

const inNamespace = (namespace: string): PlainObject => certificate({ secretName: 'shop' }, { namespace });

describeRule(gatewayCredentialMissing, {
  'the Certificate is in the application\'s namespace': {
    objects: [PODS, gateway(server(simple())), inNamespace('shop')], names: ['public', 'ingress', 'web'], says: /credentialName "shop" is no Secret in the namespace "istio-ingress" of Deployment istio-ingress\/ingress, but one of "shop"/,
  },
  'only other Secrets are there': { objects: [PODS, gateway(server(simple())), secret('shpo', 'istio-ingress')], names: ['public', 'ingress'], says: /is no Secret in the namespace "istio-ingress"/ },
}, {
  'the Certificate is in that of the gateway': { objects: [PODS, gateway(server(simple())), inNamespace('istio-ingress')] },
  'the Secret is made from elsewhere': {
    objects: [PODS, gateway(server(simple())), secret('other', 'istio-ingress'), { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata: { name: 'a', namespace: 'istio-ingress' }, spec: { target: { name: 'shop' } } }],
  },
  'no Secrets are among the objects': { objects: [PODS, gateway(server(simple()))] },
  'the gateway\'s pods are not among the objects': { objects: [gateway(server(simple())), inNamespace('shop')] },
  'the Secret is named with its namespace': { objects: [PODS, gateway(server(simple({ credentialName: 'kubernetes-gateway://shop/shop' }))), inNamespace('shop')] },
  'TLS is passed on': { objects: [PODS, gateway(server({ mode: 'PASSTHROUGH', credentialName: 'shop' })), inNamespace('shop')] },
});

describeRule(gatewayWithoutClientCa, {
  'the Secret has only a certificate and its key': {
    objects: [PODS, gateway(server(mutual)), secret('shop', 'istio-ingress', { 'tls.crt': 'YQ==', 'tls.key': 'YQ==' })], names: ['public', 'shop'], says: /mode MUTUAL needs the authority of the clients, but Secret istio-ingress\/shop has no key ca\.crt or cacert, and there is no Secret "shop-cacert"/,
  },
}, {
  'the Secret has it': { objects: [PODS, gateway(server(mutual)), secret('shop', 'istio-ingress', { 'tls.crt': 'YQ==', 'ca.crt': 'YQ==' })] },
  'a Secret of its own has it': { objects: [PODS, gateway(server(mutual)), secret('shop', 'istio-ingress', { 'tls.crt': 'YQ==' }), secret('shop-cacert', 'istio-ingress', { 'ca.crt': 'YQ==' })] },
  'cert-manager writes the Secret': { objects: [PODS, gateway(server(mutual)), inNamespace('istio-ingress')] },
  'the Secret\'s content is not among the objects': { objects: [PODS, gateway(server(mutual)), secret('shop', 'istio-ingress')] },
  'no client is asked for a certificate': { objects: [PODS, gateway(server(simple())), secret('shop', 'istio-ingress', { 'tls.crt': 'YQ==' })] },
});

describeRule(gatewaySelectsNothing, {
  'it is written for another installation': { objects: [PODS, gateway(server(simple()), { selector: { istio: 'ingressgateway' } })], names: ['public'], says: /selects no gateway: none has the labels istio=ingressgateway/ },
}, {
  'a gateway has the labels, in another namespace': { objects: [PODS, gateway(server(simple()))] },
  'no gateway is among the objects': { objects: [deployment('web', { app: 'web' }), gateway(server(simple()), { selector: { istio: 'ingressgateway' } })] },
});

describeRule(gatewaysDisagree, {
  'one asks for client certificates and the other does not': { objects: [gateway(server(mutual)), gateway(server(simple()), { name: 'second' })], names: ['second', 'public'], says: /spec\.servers\[0\] opens port 443 for "shop\.example\.com" like Gateway shop\/public, but with other TLS settings/ },
  'they are in two namespaces': { objects: [gateway(server(simple())), gateway(server(simple({ credentialName: 'cart' })), { name: 'second', namespace: 'cart' })], names: ['second', 'public'], says: /Gateway cart\/second/ },
}, {
  'they are the same': { objects: [gateway(server(mutual)), gateway(server(mutual), { name: 'second' })] },
  'the hosts are different': { objects: [gateway(server(mutual)), gateway(server(simple(), { hosts: ['cart.example.com'] }), { name: 'second' })] },
  'the ports are different': { objects: [gateway(server(mutual)), gateway(server(simple(), { port: { number: 8443, name: 'https', protocol: 'HTTPS' } }), { name: 'second' })] },
  'neither has TLS': { objects: [gateway(http()), gateway(http({ port: { number: 80, name: 'tcp', protocol: 'TCP' } }), { name: 'second' })] },
  'the gateways are different': { objects: [gateway(server(mutual)), gateway(server(simple()), { name: 'second', selector: { istio: 'partners' } })] },
});

describeRule(gatewayTakesPlaintext, {
  'HTTP is served': { objects: [gateway(http())], names: ['public'], says: /spec\.servers\[0\] takes HTTP on port 80 for "shop\.example\.com" in plaintext, and sends nobody to HTTPS/ },
  'HTTPS is served beside it': { objects: [gateway([server(simple()), http()])], names: ['public'], says: /spec\.servers\[1\]/ },
}, {
  'HTTP redirects': { objects: [gateway([server(simple()), http({ tls: { httpsRedirect: true } })])] },
  'only HTTPS is served': { objects: [gateway(server(simple()))] },
  'it is for calls to the outside': { objects: [gateway(http(), { selector: { istio: 'egressgateway' } })] },
  'the exception is recorded': { objects: [gateway(http(), { annotations: { 'cdk8s-mtls.dev/exceptions': '[{"mode":"DISABLE","reason":"TLS ends at the load balancer","until":"2030-01-31"}]' } })] },
});

describeRule(clientCertificateOptional, {
  'clients may have none': { objects: [gateway(server({ ...mutual, mode: 'OPTIONAL_MUTUAL' }))], names: ['public'], says: /OPTIONAL_MUTUAL serves "shop\.example\.com" to clients without a certificate too/ },
}, {
  'clients must have one': { objects: [gateway(server(mutual))] },
  'none is asked for': { objects: [gateway(server(simple()))] },
});

const text = (content: string): string => Buffer.from(content).toString('base64');

describeRule(gatewayCertificateUnusable, {
  'it has ended': {
    objects: [PODS, gateway(server(simple())), secret('shop', 'istio-ingress', { 'tls.crt': text(ROOT_PEM) })], context: { now: new Date('2200-01-01') }, names: ['shop', 'public'], says: /data\["tls\.crt"\] ended on 21\d\d-\d\d-\d\d/,
  },
  'the Secret has it under another key': { objects: [PODS, gateway(server(simple())), secret('shop', 'istio-ingress', { 'tls.cert': text(ROOT_PEM) })], names: ['shop', 'public'], says: /data has no key tls\.crt or cert/ },
  'the gateway is that of the default installation': {
    objects: [gateway(server(simple()), { selector: { istio: 'ingressgateway' } }), secret('shop', 'istio-system', { 'tls.crt': text('to be done') })], names: ['shop', 'public'], says: /istio-system\/shop/,
  },
  'it is no certificate': { objects: [PODS, gateway(server(simple())), secret('shop', 'istio-ingress', { 'tls.crt': text('to be done') })], names: ['shop', 'public'], says: /data\["tls\.crt"\] is no certificate in PEM, and Gateway shop\/public shows it to clients/ },
}, {
  'it has not ended': { objects: [PODS, gateway(server(simple())), secret('shop', 'istio-ingress', { 'tls.crt': text(ROOT_PEM) })] },
  'cert-manager writes the Secret': { objects: [PODS, gateway(server(simple())), inNamespace('istio-ingress')] },
  'the Secret has no content': { objects: [PODS, gateway(server(simple())), secret('shop', 'istio-ingress')] },
  'the Secret is of no gateway': { objects: [PODS, gateway(server(simple({ credentialName: 'other' }))), secret('shop', 'istio-ingress', { 'tls.crt': text('to be done') })] },
});
