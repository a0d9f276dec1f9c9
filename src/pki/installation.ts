import type { ServiceAccount } from './service-account';
import { HelmValues } from '../kubernetes/helm-values';

const JETSTACK = 'https://charts.jetstack.io';
/** What cert-manager's chart calls its service account if it is told nothing. */
const DEFAULT_SERVICE_ACCOUNT = 'cert-manager';

export interface PkiInstallation {
  /** The namespace of the CA keys. */
  readonly keyNamespace: string;
  /** Whom the guards let write the keys: cert-manager must run as nobody else. */
  readonly certManager: ServiceAccount;
  /** Whether approver-policy decides about requests. */
  readonly approverPolicy: boolean;
}

/** What cert-manager must be told. */
export function certManagerValues({ keyNamespace, certManager, approverPolicy }: PkiInstallation): HelmValues {
  return new HelmValues({
    chart: 'cert-manager',
    repository: JETSTACK,
    releaseName: 'cert-manager',
    namespace: certManager.namespace,
    values: {
      crds: { enabled: true },
      clusterResourceNamespace: keyNamespace,
      serviceAccount: certManager.name === DEFAULT_SERVICE_ACCOUNT ? undefined : { name: certManager.name },
      // Its own approver approves everything, before any policy is asked.
      disableAutoApproval: approverPolicy ? true : undefined,
    },
  });
}

/** What trust-manager must be told. */
export function trustManagerValues({ keyNamespace, certManager, approverPolicy }: PkiInstallation): HelmValues {
  return new HelmValues({
    chart: 'trust-manager',
    repository: JETSTACK,
    releaseName: 'trust-manager',
    namespace: certManager.namespace,
    values: {
      app: {
        trust: { namespace: keyNamespace },
        // Its own webhook certificate waits for an approval too.
        webhook: approverPolicy ? { tls: { approverPolicy: policyOfWebhook(certManager) } } : undefined,
      },
      filterNonCACerts: { enabled: true },
    },
  });
}

function policyOfWebhook({ namespace, name }: ServiceAccount) {
  return { enabled: true, certManagerNamespace: namespace, certManagerServiceAccount: name };
}
