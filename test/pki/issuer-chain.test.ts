import { App, Chart, Duration, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { chainOf, namesOf, objectsOf } from './_chain';
import { signersOf } from './_signers';
import { ROOT_PEM } from './certmanager/fixtures';
import { MtlsChecks } from '../../src/checks';
import { CertificateRotation, IssuerChain, IssuerChainProps, RootCa, RootRotation } from '../../src/pki';
import { ICertificateIssuer, IssuerRef, VaultAuth } from '../../src/pki/certmanager';

const vault = { server: 'https://vault:8200', path: 'pki/root/sign-intermediate', auth: VaultAuth.serviceAccount({ role: 'ca', serviceAccount: 'cert-manager' }) };
const TWO = [RootCa.selfSigned('2026'), RootCa.selfSigned('2027')];

const VARIANTS: Record<string, Partial<IssuerChainProps>> = {
  'nothing but a trust domain': {},
  'two roots, the second of which signs': { roots: TWO, activeRoot: '2027' },
  'a root that is being replaced': { roots: TWO, rootRotation: RootRotation.activate({ from: '2026', to: '2027' }) },
  'a root in a Secret': { roots: [RootCa.fromSecret('corp', { secretName: 'corp-root' })] },
  'a root in Vault': { roots: [RootCa.vault('corp', { vault, certificate: ROOT_PEM })] },
  'a root in the cloud': { roots: [RootCa.external('aws', { issuer: IssuerRef.awsPrivateCaCluster('root'), certificate: ROOT_PEM })] },
  'every kind of root': {
    roots: [
      RootCa.selfSigned('2026'),
      RootCa.fromSecret('corp', { secretName: 'corp-root' }),
      RootCa.vault('vault', { vault, certificate: ROOT_PEM }),
      RootCa.external('aws', { issuer: IssuerRef.awsPrivateCaCluster('root'), certificate: ROOT_PEM }),
      RootCa.trusted('old', ROOT_PEM),
    ],
    activeRoot: '2026',
  },
  'a namespace of its own for the keys': { keyNamespace: 'pki' },
  'approver-policy and administrators': { keyProtection: { approverPolicy: true, administrators: ['pki-admins'], certManagerServiceAccount: 'platform/cm' } },
  'lifetimes of one\'s own': { rotation: { workload: CertificateRotation.of({ lifetime: Duration.hours(1), renewBefore: Duration.minutes(20) }) } },
};

/** Two intermediates as meshes have them: one whose key stays, one in the namespace that uses it. */
function withIntermediates(chain: IssuerChain): IssuerChain {
  chain.addIntermediate('mesh').issuerFor('shop');
  chain.addIntermediate('istio', { namespace: 'istio-system', secretName: 'cacerts' }).issuerFor('istio-system');
  chain.trustBundle.addNamespace('shop');
  return chain;
}

describe('who signs whom', () => {
  const secretsAbove = (chain: IssuerChain, issuer: ICertificateIssuer, namespace: string) =>
    signersOf(objectsOf(chain), issuer.toIssuerReference(), namespace, chain.keyNamespace);

  test('a workload certificate is signed by an intermediate, and that by the root that signed itself', () => {
    const chain = chainOf();
    expect(secretsAbove(chain, chain.addIntermediate('mesh').issuerFor('shop'), 'shop')).toEqual(['cert-manager/ca-mesh', 'cert-manager/ca-root-a', 'self-signed']);
  });

  test('the keys are in the key namespace, in which cert-manager looks for those of ClusterIssuers', () => {
    const chain = chainOf({ keyNamespace: 'pki' });
    expect(secretsAbove(chain, chain.addIntermediate('mesh').issuerFor('shop'), 'shop')).toEqual(['pki/ca-mesh', 'pki/ca-root-a', 'self-signed']);
    expect(chain.certManagerValues.values.clusterResourceNamespace).toBe('pki');
  });

  test('an intermediate whose key is in a namespace of its own hangs below the same root', () => {
    const chain = chainOf();
    const istio = chain.addIntermediate('istio', { namespace: 'istio-system', secretName: 'cacerts' });
    expect(secretsAbove(chain, istio.issuerFor('istio-system'), 'istio-system')).toEqual(['istio-system/cacerts', 'cert-manager/ca-root-a', 'self-signed']);
  });

  test('every intermediate has a key of its own', () => {
    const chain = chainOf();
    expect([...new Set(['one', 'two'].map(name => chain.addIntermediate(name).secretName))]).toEqual(['ca-one', 'ca-two']);
  });

  test('of several roots, the active one signs', () => {
    const chain = chainOf({ roots: TWO, activeRoot: '2027' });
    expect(secretsAbove(chain, chain.addIntermediate('mesh').issuerFor('shop'), 'shop')).toEqual(['cert-manager/ca-mesh', 'cert-manager/ca-root-2027', 'self-signed']);
  });
});

describe('over all variants', () => {
  test.each(Object.entries(VARIANTS))('the checks of the app have nothing to say: %s', (_, props) => {
    const chain = withIntermediates(chainOf(props));
    expect(MtlsChecks.attach(chain).findings()).toEqual([]);
    expect(objectsOf(chain)).not.toEqual([]);
  });

  test.each(Object.entries(VARIANTS))('no key and no Secret is in the manifests: %s', (_, props) => {
    const objects = objectsOf(withIntermediates(chainOf(props)));
    expect(namesOf(objects, 'Secret')).toEqual([]);
    expect(JSON.stringify(objects)).not.toMatch(/PRIVATE KEY|stringData/);
  });

  test.each(Object.entries(VARIANTS))('every CA has an ECDSA key and signs certificates only: %s', (_, props) => {
    for (const { spec } of objectsOf(withIntermediates(chainOf(props))).filter(({ kind }) => kind === 'Certificate')) {
      expect(spec).toMatchObject({ isCA: true, privateKey: { algorithm: 'ECDSA', size: 256 }, usages: ['cert sign', 'crl sign'] });
    }
  });

  test.each(Object.entries(VARIANTS))('the name of a CA is the common name alone, so that it stays the same whatever changes: %s', (_, props) => {
    const cas = objectsOf(withIntermediates(chainOf(props))).filter(({ kind }) => kind === 'Certificate');
    expect(cas).not.toEqual([]);
    for (const { metadata, spec } of cas) {
      expect(spec.commonName).toBe(metadata.name);
      expect(spec).not.toHaveProperty('subject');
      expect(spec).not.toHaveProperty('literalSubject');
    }
  });

  test('the same program writes the same bytes, wherever in the app the chain is', () => {
    const yaml = (scopeOf: (chart: Chart) => Construct) => {
      const app = Testing.app();
      withIntermediates(new IssuerChain(scopeOf(new Chart(app, 'p')), 'ca', { trustDomain: 'prod.example.com', ...VARIANTS['every kind of root'] }));
      return (app as App).synthYaml();
    };
    expect(yaml(chart => new Construct(new Construct(chart, 'moved'), 'away'))).toBe(yaml(chart => chart));
  });
});

describe('the key namespace', () => {
  test.each<[string, Partial<IssuerChainProps>, string[]]>([
    ['that of cert-manager comes with cert-manager', {}, []],
    ['one of its own is emitted', { keyNamespace: 'pki' }, ['pki']],
    ['one that something else makes can be left out', { keyNamespace: 'pki', emitKeyNamespace: false }, []],
    ['that of cert-manager can be emitted', { emitKeyNamespace: true }, ['cert-manager']],
  ])('%s', (_, props, namespaces) => {
    const objects = objectsOf(chainOf(props));
    expect(namesOf(objects, 'Namespace')).toEqual(namespaces);
    expect(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.labels))
      .toEqual(namespaces.map(() => ({ 'pod-security.kubernetes.io/enforce': 'restricted' })));
  });

  test('two chains of an app keep their keys in one namespace, as cert-manager has one', () => {
    const first = chainOf({ keyNamespace: 'pki' });
    expect(() => new IssuerChain(first.node.scope!, 'other', { trustDomain: 'example.com' }))
      .toThrow('[p/other] clusterResourceNamespace "cert-manager": another construct of this app says "pki". Use one app for each cluster.');
    new IssuerChain(first.node.scope!, 'third', { trustDomain: 'example.com', keyNamespace: 'pki', emitKeyNamespace: false });
    expect(namesOf(objectsOf(first), 'Certificate')).toEqual(['pki/ca-root-a', 'pki/third-root-a']);
  });
});

describe('names', () => {
  test('a CA keeps its Certificate, to the last byte, where the chain gets another trust domain', () => {
    const cas = (trustDomain: string) => objectsOf(withIntermediates(chainOf({ trustDomain }))).filter(({ kind }) => kind === 'Certificate');
    expect(cas('prod.example.com')).toHaveLength(3);
    expect(cas('other.example.com')).toEqual(cas('prod.example.com'));
  });

  test('objects are named after the chain, which is named after its construct unless it has a name', () => {
    expect(namesOf(objectsOf(chainOf()), 'Certificate')).toEqual(['cert-manager/ca-root-a']);
    expect(namesOf(objectsOf(chainOf({ name: 'prod' })), 'Certificate')).toEqual(['cert-manager/prod-root-a']);
  });

  test('an intermediate is found by its name, and the slots are known', () => {
    const chain = chainOf({ roots: TWO, activeRoot: '2027' });
    const mesh = chain.addIntermediate('mesh');
    expect(chain.intermediate('mesh')).toBe(mesh);
    expect(mesh.chain).toBe(chain);
    expect(chain.rootSlots).toEqual(['2026', '2027']);
  });

  test.each(['a', 'protection', 'trust-bundle', 'key-namespace', 'root'])('an intermediate may be called "%s", as parts of the chain are', name => {
    const chain = chainOf({ keyNamespace: 'pki' });
    chain.addIntermediate(name);
    expect(namesOf(objectsOf(chain), 'Certificate')).toEqual(['pki/ca-root-a', `pki/ca-${name}`]);
  });

  test.each(['protection', 'trust-bundle', 'key-namespace'])('a slot may be called "%s", as parts of the chain are', slot => {
    expect(chainOf({ keyNamespace: 'pki', roots: [RootCa.selfSigned(slot)] }).rootSlots).toEqual([slot]);
  });

  test('the longest names are accepted that fit into a subject, which is 64 bytes', () => {
    const chain = chainOf({ name: 'c'.repeat(30), roots: [RootCa.selfSigned('s'.repeat(28))] });
    chain.addIntermediate('i'.repeat(33));
    expect(objectsOf(chain).filter(({ kind }) => kind === 'Certificate').map(({ spec }) => spec.commonName.length)).toEqual([64, 64]);
  });
});

describe('refused at once', () => {
  const label = 'must be lower-case letters, digits and "-", and begin and end with a letter or digit';
  const short = 'Write a short name as Kubernetes has them, for example "ca".';
  const withMesh = () => {
    const chain = chainOf({ roots: TWO, activeRoot: '2026' });
    chain.addIntermediate('mesh');
    return chain;
  };

  test.each<[string, () => unknown, string]>([
    ['a trust domain that is none', () => chainOf({ trustDomain: 'spiffe://prod.example.com' }), 'trust domain "spiffe://prod.example.com": write the name alone'],
    ['a name that no object can have', () => chainOf({ name: 'My CA' }), `[p/ca] name "My CA": ${label}. ${short}`],
    ['an id that no object can have', () => chainOf({}, 'My-CA'), `[p/My-CA] name "My-CA": ${label}. ${short}`],
    ['a key namespace that is none', () => chainOf({ keyNamespace: 'PKI' }), `[p/ca] keyNamespace "PKI": ${label}. ${short}`],
    ['no root', () => chainOf({ roots: [] }), '[p/ca] roots: []: a chain needs a root. Leave "roots" out for one that cert-manager makes, or name one, for example RootCa.selfSigned("2026").'],
    ['two roots in one slot', () => chainOf({ roots: [TWO[0], RootCa.fromSecret('2026', { secretName: 'x' })] }),
      '[p/ca] RootCa slot "2026": two roots have the same slot. Give each root a slot of its own, for example the year: "2026", "2027".'],
    ['an active root that is none', () => chainOf({ roots: TWO, activeRoot: '2025' }),
      '[p/ca] activeRoot "2025": no root has the slot "2025". The slots are 2026, 2027. Did you mean "2026"?'],
    ['a root whose name is too long for a subject', () => chainOf({ name: 'c'.repeat(50), roots: [RootCa.selfSigned('2026-and-more')] }),
      `[p/ca/root-2026-and-more] RootCa slot "2026-and-more": its objects would be called "${'c'.repeat(50)}-root-2026-and-more", and the subject of a certificate has 64 characters at most. Shorten the name of the chain, or of the slot.`],
    ['a second intermediate of a name', () => withMesh().addIntermediate('mesh'),
      '[p/ca] addIntermediate("mesh"): there is an intermediate of that name. Use one intermediate for each cluster or mesh, each with a name of its own.'],
    ['an intermediate with the name of a root', () => withMesh().addIntermediate('root-2026'),
      '[p/ca] addIntermediate("root-2026"): the objects of the root in slot "2026" are called "ca-root-2026" too. Use the name of the cluster or mesh, and another generation.'],
    ['a name of an intermediate that no object can have', () => withMesh().addIntermediate('Mesh'), `[p/ca] addIntermediate("Mesh"): ${label}. ${short}`],
    ['an intermediate that is not there', () => withMesh().intermediate('mash'),
      '[p/ca] intermediate("mash"): no such intermediate. Add it with addIntermediate("mash"). Did you mean "mesh"?'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
