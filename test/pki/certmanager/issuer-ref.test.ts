import { Duration } from 'cdk8s';
import { IssuerRef, IssuerScope } from '../../../src/pki/certmanager';

const { NAMESPACE, CLUSTER } = IssuerScope;

test.each<[IssuerRef, string, string, IssuerScope]>([
  [IssuerRef.fromIssuerName('a'), 'Issuer', 'cert-manager.io', NAMESPACE],
  [IssuerRef.fromClusterIssuerName('a'), 'ClusterIssuer', 'cert-manager.io', CLUSTER],
  [IssuerRef.awsPrivateCa('a'), 'AWSPCAIssuer', 'awspca.cert-manager.io', NAMESPACE],
  [IssuerRef.awsPrivateCaCluster('a'), 'AWSPCAClusterIssuer', 'awspca.cert-manager.io', CLUSTER],
  [IssuerRef.googleCas('a'), 'GoogleCASIssuer', 'cas-issuer.jetstack.io', NAMESPACE],
  [IssuerRef.googleCasCluster('a'), 'GoogleCASClusterIssuer', 'cas-issuer.jetstack.io', CLUSTER],
  [IssuerRef.step('a'), 'StepIssuer', 'certmanager.step.sm', NAMESPACE],
  [IssuerRef.stepCluster('a'), 'StepClusterIssuer', 'certmanager.step.sm', CLUSTER],
  [IssuerRef.external({ name: 'a', kind: 'OriginIssuer', group: 'cert-manager.k8s.cloudflare.com', scope: NAMESPACE }), 'OriginIssuer', 'cert-manager.k8s.cloudflare.com', NAMESPACE],
])('an issuer defined elsewhere is referred to by kind, group and scope: %#', (ref, kind, group, scope) => {
  expect(ref.toIssuerReference()).toMatchObject({ name: 'a', kind, group, scope });
});

test('a CA from AWS Private CA can sign no further CA, unless its operator says otherwise', () => {
  expect(IssuerRef.awsPrivateCa('pca').toIssuerReference().limits).toEqual({ caPathLength: 0 });
  expect(IssuerRef.awsPrivateCaCluster('pca').toIssuerReference().limits).toEqual({ caPathLength: 0 });
  expect(IssuerRef.awsPrivateCa('pca', { caPathLength: 1 }).toIssuerReference().limits).toEqual({ caPathLength: 1 });
});

test('of other issuers nothing is taken as known', () => {
  expect(IssuerRef.step('ca').toIssuerReference().limits).toBeUndefined();
  expect(IssuerRef.googleCasCluster('ca', { maxDuration: Duration.days(30) }).toIssuerReference().limits?.maxDuration?.toDays()).toBe(30);
});

test.each<[string, () => IssuerRef, string]>([
  ['name', () => IssuerRef.fromIssuerName(''), 'IssuerRef: name "" is empty'],
  ['kind', () => IssuerRef.external({ name: 'a', kind: '', group: 'g', scope: CLUSTER }), 'IssuerRef: kind "" is empty'],
  ['group', () => IssuerRef.external({ name: 'a', kind: 'k', group: '', scope: CLUSTER }), 'IssuerRef: group "" is empty'],
  ['longest lifetime', () => IssuerRef.step('a', { maxDuration: Duration.hours(0) }), 'IssuerRef: limits.maxDuration is 0 milliseconds'],
])('an empty %s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});
