import { HelmValues } from '../kubernetes/helm-values';

const JETSTACK = 'https://charts.jetstack.io';

export interface PkiInstallation {
  /** The namespace of the CA keys. */
  readonly keyNamespace: string;
  /** Whether approver-policy decides about requests. */
  readonly approverPolicy: boolean;
}

/** What cert-manager must be told. */
export function certManagerValues({ keyNamespace, approverPolicy }: PkiInstallation): HelmValues {
  return new HelmValues({
    chart: 'cert-manager',
    repository: JETSTACK,
    releaseName: 'cert-manager',
    namespace: 'cert-manager',
    values: {
      crds: { enabled: true },
      clusterResourceNamespace: keyNamespace,
      // Its own approver approves everything, before any policy is asked.
      disableAutoApproval: approverPolicy ? true : undefined,
    },
  });
}

/** What trust-manager must be told. */
export function trustManagerValues({ keyNamespace, approverPolicy }: PkiInstallation): HelmValues {
  return new HelmValues({
    chart: 'trust-manager',
    repository: JETSTACK,
    releaseName: 'trust-manager',
    namespace: 'cert-manager',
    values: {
      app: {
        trust: { namespace: keyNamespace },
        // Its own webhook certificate waits for an approval too.
        webhook: approverPolicy ? { tls: { approverPolicy: { enabled: true } } } : undefined,
      },
      filterNonCACerts: { enabled: true },
    },
  });
}
