import { chainOf, Manifest } from './_chain';
import { CaKeyProtectionOptions, IssuerChainProps } from '../../src/pki';

const valuesOf = (props: Partial<IssuerChainProps> = {}) => {
  const { certManagerValues, trustManagerValues } = chainOf(props);
  return { certManager: certManagerValues, trustManager: trustManagerValues };
};
const protectedBy = (keyProtection: CaKeyProtectionOptions) => valuesOf({ keyProtection });

test('the charts are those of cert-manager and trust-manager, with their CRDs', () => {
  const { certManager, trustManager } = valuesOf();
  const common = { repository: 'https://charts.jetstack.io', namespace: 'cert-manager' };
  expect(certManager).toMatchObject({ ...common, chart: 'cert-manager', releaseName: 'cert-manager' });
  expect(trustManager).toMatchObject({ ...common, chart: 'trust-manager', releaseName: 'trust-manager' });
  expect(certManager.values.crds).toEqual({ enabled: true });
});

test.each(['cert-manager', 'pki'])('both look for Secrets where the keys are: %s', keyNamespace => {
  const { certManager, trustManager } = valuesOf({ keyNamespace });
  expect([certManager.values.clusterResourceNamespace, trustManager.values.app.trust.namespace]).toEqual([keyNamespace, keyNamespace]);
});

test('a certificate that is no CA\'s never gets into a bundle', () => {
  expect(valuesOf().trustManager.values.filterNonCACerts).toEqual({ enabled: true });
});

test('cert-manager runs as the service account that the guards let write keys', () => {
  const { certManager } = protectedBy({ certManagerServiceAccount: 'platform/cm' });
  expect([certManager.namespace, certManager.values.serviceAccount]).toEqual(['platform', { name: 'cm' }]);
});

describe('approver-policy', () => {
  test.each<[string, CaKeyProtectionOptions, boolean | undefined, Manifest | undefined]>([
    ['without it, cert-manager approves', {}, undefined, undefined],
    ['it decides alone, and the webhook of trust-manager gets its certificate', { approverPolicy: true }, true,
      { enabled: true, certManagerNamespace: 'cert-manager', certManagerServiceAccount: 'cert-manager' }],
    ['it binds the policy of that webhook to cert-manager, whatever its name', { approverPolicy: true, certManagerServiceAccount: 'platform/cm' }, true,
      { enabled: true, certManagerNamespace: 'platform', certManagerServiceAccount: 'cm' }],
  ])('%s', (_, options, disableAutoApproval, approverPolicy) => {
    const { certManager, trustManager } = protectedBy(options);
    expect(certManager.values.disableAutoApproval).toBe(disableAutoApproval);
    expect(trustManager.values.app.webhook).toEqual(approverPolicy && { tls: { approverPolicy } });
  });
});

test('the values are a file for Helm, and properties for cdk8s', () => {
  const { certManager } = valuesOf();
  expect(certManager.toYaml()).toContain('clusterResourceNamespace: cert-manager\n');
  expect(certManager.toHelmProps('v1.21.1')).toMatchObject({ chart: 'cert-manager', version: 'v1.21.1', namespace: 'cert-manager', values: certManager.values });
});

test('changing what was read changes nothing', () => {
  const { certManager } = valuesOf();
  certManager.values.crds.enabled = false;
  expect(certManager.values.crds.enabled).toBe(true);
});

test.each(['cert-manager', 'a/b/c', '/cm', 'ns/', 'NS/cm', ''])('a service account that is none is refused: "%s"', certManagerServiceAccount => {
  expect(() => protectedBy({ certManagerServiceAccount }))
    .toThrow(`[p/ca/protection] service account "${certManagerServiceAccount}": this is not <namespace>/<name>. Write for example "cert-manager/cert-manager".`);
});
