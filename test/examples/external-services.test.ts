import { Example, itIsSound } from './_example';

let example: Example;
beforeAll(() => { example = Example.synth('external-services'); });

const tlsOf = (host: string) => example.ofKind('DestinationRule').filter(({ spec }) => spec.host === host)
  .map(({ metadata, spec }) => ({ namespace: metadata.namespace, selector: spec.workloadSelector?.matchLabels, tls: spec.trafficPolicy.tls }));

itIsSound(() => example);

test('shows services outside to the namespace that uses them, and to no other', () => {
  expect(example.ofKind('ServiceEntry').map(({ spec }) => [spec.hosts[0], spec.exportTo, spec.location])).toEqual([
    ['api.weather.example.com', ['shop'], 'MESH_EXTERNAL'],
    ['billing.corp.example.com', ['shop'], 'MESH_EXTERNAL'],
    ['ledger.partner.example.com', ['shop'], 'MESH_EXTERNAL'],
  ]);
});

test('has proxies start TLS to the weather service, and verify its name against the public roots', () => {
  expect(tlsOf('api.weather.example.com').map(({ tls }) => tls)).toEqual([
    { mode: 'SIMPLE', sni: 'api.weather.example.com', subjectAltNames: ['api.weather.example.com'], caCertificates: 'system' },
  ]);
  expect(example.get('ServiceEntry', 'external.weather').spec.ports).toEqual([{ name: 'http-80', number: 80, protocol: 'HTTP', targetPort: 443 }]);
});

test('presents the client certificate to billing from the checkout alone; the rest of the namespace never speaks plaintext', () => {
  const names = { sni: 'billing.corp.example.com', subjectAltNames: ['billing.corp.example.com'] };
  expect(tlsOf('billing.corp.example.com')).toEqual([
    { namespace: 'shop', selector: undefined, tls: { mode: 'SIMPLE', caCertificates: 'system', ...names } },
    { namespace: 'shop', selector: { app: 'checkout' }, tls: { mode: 'MUTUAL', credentialName: 'billing-client', ...names } },
  ]);
});

test('keeps that client certificate fresh, from the intermediate, in the namespace of its user', () => {
  expect(example.get('Certificate', 'billing-client')).toMatchObject({
    metadata: { namespace: 'shop' },
    spec: { secretName: 'billing-client', issuerRef: { kind: 'ClusterIssuer', name: 'ca-mesh' }, usages: ['digital signature', 'client auth'], duration: '168h0m0s' },
  });
});

test('lets istiod hand the Secret to the checkout', () => {
  expect(example.get('Role', 'external.billing.shop.checkout').rules).toEqual([{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }]);
  expect(example.get('RoleBinding', 'external.billing.shop.checkout').subjects).toEqual([{ kind: 'ServiceAccount', name: 'checkout', namespace: 'shop' }]);
});

test('passes on the TLS that the ledger\'s client speaks itself', () => {
  expect(tlsOf('ledger.partner.example.com')).toEqual([]);
  expect(example.get('ServiceEntry', 'external.ledger').spec.ports).toEqual([{ name: 'tls-5671', number: 5671, protocol: 'TLS' }]);
});

test('asks callers from outside for a client certificate of the named partner', () => {
  expect(example.get('Gateway', 'partners').spec.servers[0].tls).toEqual({
    mode: 'MUTUAL', credentialName: 'partners', subjectAltNames: ['acme.partners.example.com'], minProtocolVersion: 'TLSV1_2',
  });
  expect(example.get('Certificate', 'partners').metadata.namespace).toBe('istio-ingress');
  expect(example.allowed).toEqual(['prod.example.com/ns/istio-ingress/sa/istio-ingress -> shop/app=checkout:8080']);
});
