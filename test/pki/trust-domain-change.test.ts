import { isAdmitted } from './_admission';
import { chainOf, Manifest, objectIn, objectsOf } from './_chain';
import { readTrustDomainChange } from '../../src/core/change/trust-domain-record';
import { TrustDomainChange } from '../../src/pki';

const [OLD, NEW, OTHER] = ['old.example.com', 'new.example.com', 'other.example.com'];
const DOMAINS = { from: OLD, to: NEW };
const PHASES = [undefined, TrustDomainChange.announce(DOMAINS), TrustDomainChange.switchOver(DOMAINS), TrustDomainChange.settle(DOMAINS)];

function written(trustDomainChange?: TrustDomainChange): Manifest[] {
  const chain = chainOf({ trustDomain: OLD, trustDomainChange, keyProtection: { approverPolicy: true } });
  const mesh = chain.addIntermediate('mesh', { confinedToTrustDomain: true });
  mesh.issuerFor('shop');
  mesh.allowRequester('csi/driver', 'shop');
  return objectsOf(chain);
}

describe('what guards the issuers takes exactly the identities that are in use', () => {
  const TAKEN = [[OLD], [OLD, NEW], [OLD, NEW], [NEW]];
  const states = PHASES.map(written);

  test('the API server', () => {
    const mayHave = (objects: Manifest[], domain: string, namespace = 'shop') => isAdmitted(objects, {
      operation: 'CREATE',
      resource: 'certificates',
      user: 'alice',
      object: {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: { name: 'web', namespace: 'shop' },
        spec: { secretName: 'web', uris: [`spiffe://${domain}/ns/${namespace}/sa/web`], issuerRef: { name: 'ca-mesh', kind: 'ClusterIssuer' } },
      },
    });
    expect(states.map(objects => [OLD, NEW, OTHER].filter(domain => mayHave(objects, domain)))).toEqual(TAKEN);
    expect(states.flatMap(objects => [OLD, NEW].filter(domain => mayHave(objects, domain, 'bank')))).toEqual([]);
  });

  test('approver-policy, for Certificates and for programs that ask by themselves', () => {
    const namesIn = (value: unknown) => [OLD, NEW, OTHER].filter(domain => JSON.stringify(value).includes(`spiffe://${domain}/ns/`));
    for (const name of ['ca-mesh.shop', 'ca-mesh.shop.csi.driver']) {
      expect(states.map(objects => namesIn(objectIn(objects, 'CertificateRequestPolicy', name).spec.allowed.uris))).toEqual(TAKEN);
    }
    // Several validations would all have to hold.
    states.forEach(objects => expect(objectIn(objects, 'CertificateRequestPolicy', 'ca-mesh.shop').spec.allowed.uris.validations).toHaveLength(1));
  });

  test('the constraint of an intermediate', () => {
    const permitted = states.map(objects => objectIn(objects, 'Certificate', 'ca-mesh').spec.nameConstraints.permitted.uriDomains);
    expect(permitted.map(domains => [...domains].sort())).toEqual(TAKEN.map(domains => [...domains].sort()));
  });
});

describe('refused at once', () => {
  test.each<[string, () => unknown, string]>([
    ['a change to the same', () => TrustDomainChange.switchOver({ from: OLD, to: OLD }),
      'TrustDomainChange.switchOver({ from: "old.example.com", to: "old.example.com" }): nothing would change. Name the new trust domain as "to".'],
    ['what is no trust domain', () => TrustDomainChange.announce({ from: OLD, to: 'New.example.com' }), 'trust domain "New.example.com"'],
    ['a chain that is not where the change begins', () => chainOf({ trustDomain: NEW, trustDomainChange: PHASES[2] }),
      'trustDomain "new.example.com": trustDomainChange leads from "old.example.com" to "new.example.com". Leave trustDomain "old.example.com" until the change has ended'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('a record', () => {
  const record = { chain: 'ca', phase: 'announce', ...DOMAINS };

  test.each<[unknown, string]>([
    ['null', 'it is not an object in JSON'],
    [{ ...record, chain: 7 }, 'it does not name the chain'],
    [{ ...record, phase: 'steady' }, 'its phase is not one of announce, switch-over, settle'],
    [{ ...record, to: OLD }, 'it does not name the trust domain that is given up ("from") and the one that takes its place ("to")'],
    [{ ...record, from: 'spiffe://old.example.com' }, 'it does not name the trust domain that is given up ("from") and the one that takes its place ("to")'],
  ])('%j is none', (value, problem) => {
    expect(readTrustDomainChange(typeof value === 'object' ? JSON.stringify(value) : value)).toEqual({ problem });
  });
});
