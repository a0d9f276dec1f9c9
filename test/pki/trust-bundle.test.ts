import { chainOf, Manifest, namesOf, objectIn, objectsOf } from './_chain';
import { ROOT_PEM } from './certmanager/fixtures';
import { IssuerChain, IssuerChainProps, RootCa } from '../../src/pki';
import { IssuerRef, VaultAuth } from '../../src/pki/certmanager';

const vault = { server: 'https://vault:8200', path: 'pki/root/sign-intermediate', auth: VaultAuth.token({ secretName: 'vault', key: 'token' }) };

function bundleOf(chain: IssuerChain): Manifest {
  return objectIn(objectsOf(chain), 'Bundle', 'ca-roots');
}

function sourcesOf(props: Partial<IssuerChainProps>): Manifest[] {
  const chain = chainOf(props);
  chain.addIntermediate('mesh').issuerFor('shop');
  chain.addIntermediate('istio', { namespace: 'istio-system', secretName: 'cacerts' });
  chain.trustBundle.addNamespace('shop');
  return bundleOf(chain).spec.sources;
}

describe('what is trusted', () => {
  test.each<[string, RootCa, Manifest]>([
    ['a root that cert-manager makes: its certificate', RootCa.selfSigned('x'), { secret: { name: 'ca-root-x', key: 'tls.crt' } }],
    ['a root in a Secret: its certificate', RootCa.fromSecret('x', { secretName: 'corp' }), { secret: { name: 'corp', key: 'tls.crt' } }],
    ['a root in Vault: the certificate that was given', RootCa.vault('x', { vault, certificate: ROOT_PEM }), { inLine: ROOT_PEM }],
    ['a root in the cloud: the certificate that was given', RootCa.external('x', { issuer: IssuerRef.googleCasCluster('root'), certificate: ROOT_PEM }), { inLine: ROOT_PEM }],
  ])('%s', (_, root, source) => {
    expect(sourcesOf({ roots: [root] })).toEqual([source]);
  });

  test.each(['1', '2', '3'])('the root of every slot, whichever of them signs: %p', activeRoot => {
    const roots = [RootCa.selfSigned('1'), RootCa.fromSecret('2', { secretName: 'corp' }), RootCa.vault('3', { vault, certificate: ROOT_PEM }), RootCa.trusted('4', ROOT_PEM)];
    expect(sourcesOf({ roots, activeRoot })).toEqual([{ secret: { name: 'ca-root-1', key: 'tls.crt' } }, { secret: { name: 'corp', key: 'tls.crt' } }, { inLine: ROOT_PEM }, { inLine: ROOT_PEM }]);
  });

  test('no intermediate, so that it can be renewed without telling anyone', () => {
    const names = JSON.stringify(sourcesOf({}));
    expect(names).not.toContain('ca-mesh');
    expect(names).not.toContain('cacerts');
  });
});

describe('who is told', () => {
  const NAME = 'kubernetes.io/metadata.name';

  test('exactly the namespaces that were named, in order and once each', () => {
    const chain = chainOf();
    ['shop', 'bank', 'shop'].forEach(name => chain.trustBundle.addNamespace(name));
    expect(bundleOf(chain).spec.target.namespaceSelector).toEqual({ matchExpressions: [{ key: NAME, operator: 'In', values: ['bank', 'shop'] }] });
    expect(chain.trustBundle.namespaceNames).toEqual(['bank', 'shop']);
  });

  test('nobody as long as no namespace is named: a Bundle without one would be for all', () => {
    const chain = chainOf();
    expect(namesOf(objectsOf(chain), 'Bundle')).toEqual([]);
    expect(chain.trustBundle.namespaceNames).toEqual([]);
  });

  test('a namespace that has an issuer is not told for that alone', () => {
    const chain = chainOf();
    chain.addIntermediate('mesh').issuerFor('bank');
    chain.trustBundle.addNamespace('shop');
    expect(chain.trustBundle.namespaceNames).toEqual(['shop']);
  });

  test('by a ConfigMap whose name and key are known to those who mount it', () => {
    const chain = chainOf({ name: 'prod' });
    chain.trustBundle.addNamespace('shop');
    const { configMapName, configMapKey } = chain.trustBundle;
    // trust-manager names the ConfigMap as the Bundle.
    expect(objectIn(objectsOf(chain), 'Bundle', configMapName).spec.target).toMatchObject({ configMap: { key: configMapKey } });
    expect([configMapName, configMapKey]).toEqual(['prod-roots', 'ca.crt']);
  });

  test('what is no name of a namespace is refused', () => {
    expect(() => chainOf().trustBundle.addNamespace('*'))
      .toThrow('[p/ca/trust-bundle/bundle] addNamespace("*"): the name must be lower-case letters, digits and "-", and begin and end with a letter or digit. Write the name of a namespace, for example "shop".');
  });
});

test('the sources are read where the roots are written', () => {
  const chain = chainOf({ keyNamespace: 'pki' });
  chain.trustBundle.addNamespace('shop');
  const [{ secret }] = bundleOf(chain).spec.sources;
  expect(namesOf(objectsOf(chain), 'Certificate')).toEqual([`${chain.trustManagerValues.values.app.trust.namespace}/${secret.name}`]);
});
