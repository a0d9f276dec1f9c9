import { Duration } from 'cdk8s';
import { UNTIL, varieties, variety, VarietyCase } from './case';
import { CaKeyProtectionOptions, CertificateRotation, certmanager, ChainRotation, Enforcement, IssuerChain, IstioCa, IstioMesh, RootCa } from '../../src';
import { ROOT_PEM } from '../pki/certmanager/fixtures';

const { IssuerRef, VaultAuth } = certmanager;

const vault = { server: 'https://vault.example.com:8200', path: 'pki/root/sign-intermediate', auth: VaultAuth.serviceAccount({ role: 'issuer', serviceAccount: 'vault' }) };
const roots: Record<string, RootCa[] | undefined> = {
  'the usual root': undefined,
  'a self-signed root': [RootCa.selfSigned('2026')],
  'a root in a Secret': [RootCa.fromSecret('2026', { secretName: 'offline.root' })],
  'a root in Vault': [RootCa.vault('2026', { vault, certificate: ROOT_PEM })],
  'a root behind another issuer': [RootCa.external('2026', { issuer: IssuerRef.awsPrivateCaCluster('root', { caPathLength: 1 }), certificate: ROOT_PEM })],
  'two roots': [RootCa.selfSigned('2026'), RootCa.selfSigned('2027')],
  'a root, and one that is trusted alone': [RootCa.selfSigned('2026'), RootCa.trusted('other', ROOT_PEM)],
  'roots of every kind': [
    RootCa.selfSigned('a'), RootCa.fromSecret('b', { secretName: 'offline-root' }), RootCa.vault('c', { vault, certificate: ROOT_PEM }),
    RootCa.external('d', { issuer: IssuerRef.fromClusterIssuerName('root'), certificate: ROOT_PEM }),
  ],
};

const rotation = (days: number, before: number) => CertificateRotation.of({ lifetime: Duration.days(days), renewBefore: Duration.days(before) });
const rotations: Record<string, ChainRotation | undefined> = {
  'the usual rotation': undefined,
  'a root of its own': { root: rotation(7300, 730) },
  'intermediates of their own': { intermediate: rotation(180, 60) },
  'workloads of their own': { workload: CertificateRotation.of({ lifetime: Duration.hours(1), renewBefore: Duration.minutes(20) }) },
  'everything of its own': { root: rotation(1825, 365), intermediate: rotation(365, 120), workload: rotation(7, 3) },
};

const protections: Record<string, CaKeyProtectionOptions | undefined> = {
  'the usual protection': undefined,
  'administrators': { administrators: ['pki-admins', "o'brien's team"] },
  'approver-policy': { approverPolicy: true },
  'another cert-manager': { certManagerServiceAccount: 'pki/cert-manager' },
  'everything': { administrators: ['pki-admins'], approverPolicy: true, certManagerServiceAccount: 'pki/cert-manager.v1' },
};

const authorities: Record<string, IstioCa | undefined> = {
  'the usual authority': undefined,
  'istio-csr': IstioCa.istioCsr(),
  'istio-csr elsewhere': IstioCa.istioCsr({ namespace: 'istio-csr', serviceAccountName: 'istio-csr' }),
  'istiod': IstioCa.cacerts(),
};

const meshes = {
  'the usual mesh': {},
  'a revision': { revision: '1-30' },
  'another root namespace': { rootNamespace: 'mesh' },
  'aliases of the trust domain': { trustDomainAliases: ['old.example.com', 'other.example.com'] },
  'an intermediate of another name': { intermediateName: 'cluster-1' },
  'a part of a greater mesh': { clusterName: 'cluster-1', meshId: 'mesh-1', network: 'network-1' },
  'another domain': { clusterDomain: 'example.internal' },
  'callers as they are': { clientEnforcement: false },
  'a permissive beginning': { enforcement: Enforcement.permissive({ reason: 'migration', until: UNTIL }) },
};

/** Every branch of issuer chains, and of meshes as far as they need them. */
export function chainVariety(): VarietyCase[] {
  const chains = Object.entries(roots).flatMap(([root, of]) => Object.entries(protections).map(([protection, options]) => [
    `${root}, ${protection}`, { roots: of, activeRoot: of && of.length > 1 ? of[0].slot : undefined, keyProtection: options },
  ] as const));
  return [
    ...varieties('a chain of', Object.fromEntries(chains), (chart, props) => {
      const chain = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', ...props });
      const workloads = chain.addIntermediate('workloads');
      const issuer = workloads.issuerFor('shop');
      workloads.issuerFor('payments');
      chain.trustBundle.addNamespace('shop');
      new certmanager.Certificate(chart, 'web', { issuer, uris: ['spiffe://prod.example.com/ns/shop/sa/web'], duration: Duration.hours(24) });
    }),
    ...varieties('a chain with', rotations, (chart, rotated) => {
      const chain = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', name: 'pki', keyNamespace: 'pki', rotation: rotated });
      chain.addIntermediate('confined', { confinedToTrustDomain: true }).issuerFor('shop');
      chain.addIntermediate('elsewhere', { namespace: 'shop', secretName: 'shop-ca' }).issuerFor('shop');
    }),
    ...Object.keys(roots).map(kind => variety(`${kind} for an intermediate in another namespace`, chart => {
      const chain = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', roots: roots[kind], activeRoot: roots[kind]?.[0].slot });
      chain.addIntermediate('first', { namespace: 'shop' });
      chain.addIntermediate('second', { namespace: 'payments' });
    })),
    variety('a root behind an issuer of the key namespace, for an intermediate there', chart => {
      const root = RootCa.external('2026', { issuer: IssuerRef.awsPrivateCa('root', { caPathLength: 1 }), certificate: ROOT_PEM });
      const chain = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', roots: [root], keyProtection: { approverPolicy: true } });
      const workloads = chain.addIntermediate('workloads');
      workloads.issuerFor('shop');
      workloads.issuerFor('shop');
    }),
    variety('a chain that signs nothing yet', chart => {
      new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', roots: [RootCa.fromSecret('2026', { secretName: 'root' })] });
    }),
    ...['2026', '2027'].map(activeRoot => variety(`a chain whose root ${activeRoot} signs`, chart => {
      const chain = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', roots: [RootCa.selfSigned('2026'), RootCa.fromSecret('2027', { secretName: 'next' })], activeRoot });
      chain.addIntermediate('workloads').issuerFor('shop');
    })),
    ...Object.entries(authorities).flatMap(([authority, certificateAuthority]) => [
      ...varieties(`a mesh signed by ${authority},`, meshes, (chart, props) => {
        const certificates = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com' });
        const mesh = new IstioMesh(chart, 'mesh', { certificates, certificateAuthority, ...props });
        const shop = mesh.addNamespace('shop');
        shop.addWorkload('cart').allowFrom(shop.addWorkload('web'));
        shop.addService('cart', { selector: { app: 'cart' }, ports: [{ port: 80 }] });
      }),
      ...varieties(`a mesh signed by ${authority}, with`, protections, (chart, keyProtection) => {
        const certificates = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', keyProtection });
        new IstioMesh(chart, 'mesh', { certificates, certificateAuthority }).addNamespace('shop');
      }),
    ]),
  ];
}
