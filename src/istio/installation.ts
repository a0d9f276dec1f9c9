import type { IstioMeshProps } from './istio-mesh';
import { formatGoDuration } from '../core/go-duration';
import { HelmValues } from '../kubernetes/helm-values';
import type { IssuerReference } from '../pki/certmanager/issuer-reference';
import type { IssuerChain } from '../pki/issuer-chain';
import type { ServiceAccount } from '../pki/service-account';

export interface IstioInstallation extends IstioMeshProps {
  readonly rootNamespace: string;
  readonly chain: IssuerChain;
}

/** Where istio-csr reads the roots. */
const ROOTS = '/var/run/secrets/istio-csr';

/** Who signs for workloads: istio-csr, or istiod with the roots that it hands out where there are several. */
export interface Signer {
  readonly istioCsr?: ServiceAccount;
  readonly roots?: readonly string[];
}

/** What istiod must be told; that it does not sign itself if istio-csr does. */
export function istiodValues(mesh: IstioInstallation, { istioCsr, roots = [] }: Signer): HelmValues {
  const { lifetime } = workloadRotation(mesh);
  return new HelmValues({
    chart: 'istiod',
    repository: 'https://istio-release.storage.googleapis.com/charts',
    releaseName: mesh.revision ? `istiod-${mesh.revision}` : 'istiod',
    namespace: mesh.rootNamespace,
    values: {
      revision: mesh.revision,
      global: {
        istioNamespace: mesh.rootNamespace,
        caAddress: istioCsr && `${istioCsr.name}.${istioCsr.namespace}.svc:443`,
        meshID: mesh.meshId,
        network: mesh.network,
        multiCluster: mesh.clusterName ? { clusterName: mesh.clusterName } : undefined,
        proxy: mesh.clusterDomain ? { clusterDomain: mesh.clusterDomain } : undefined,
      },
      meshConfig: {
        trustDomain: mesh.chain.trustDomain.name,
        trustDomainAliases: mesh.trustDomainAliases,
        enableAutoMtls: true,
        caCertificates: roots.length > 0 ? roots.map(pem => ({ pem })) : undefined,
        // Proxies take more than one root only over the stream on which istiod sends them.
        defaultConfig: { proxyMetadata: { ...proxyMetadata(mesh), ...roots.length > 0 ? { PROXY_CONFIG_XDS_AGENT: 'true' } : {} } },
      },
      env: istioCsr
        ? { ENABLE_CA_SERVER: 'false' }
        : { DEFAULT_WORKLOAD_CERT_TTL: lifetime, MAX_WORKLOAD_CERT_TTL: lifetime, ISTIO_MULTIROOT_MESH: roots.length > 0 ? 'true' : undefined },
    },
  });
}

/** What istio-csr must be told. */
export function istioCsrValues(mesh: IstioInstallation, istioCsr: ServiceAccount, issuer: IssuerReference): HelmValues {
  const { lifetime, renewBefore } = workloadRotation(mesh);
  const { configMapName, configMapKey } = mesh.chain.trustBundle;
  return new HelmValues({
    chart: 'cert-manager-istio-csr',
    repository: 'https://charts.jetstack.io',
    releaseName: istioCsr.name,
    namespace: istioCsr.namespace,
    values: {
      // The chart names the service account and the Service by this, and not by the release.
      nameOverride: istioCsr.name,
      app: {
        certmanager: {
          namespace: mesh.rootNamespace,
          issuer: { enabled: true, name: issuer.name, kind: issuer.kind, group: issuer.group },
        },
        tls: {
          trustDomain: mesh.chain.trustDomain.name,
          // Without a file, istio-csr trusts whatever root its first certificate comes with.
          rootCAFile: `${ROOTS}/${configMapKey}`,
          certificateDNSNames: [`${istioCsr.name}.${istioCsr.namespace}.svc`],
          certificateDuration: lifetime,
          istiodCertificateEnable: true,
          istiodCertificateDuration: lifetime,
          istiodCertificateRenewBefore: renewBefore,
          istiodPrivateKeyAlgorithm: 'ECDSA',
          istiodPrivateKeySize: 256,
        },
        server: {
          clusterID: mesh.clusterName ?? 'Kubernetes',
          maxCertificateDuration: lifetime,
          // The chart's word for the algorithm of the key.
          serving: { signatureAlgorithm: 'ECDSA', certificateKeySize: 256 },
        },
        // Every revision of istiod has this one certificate, and the default one may still run.
        istio: { namespace: mesh.rootNamespace, revisions: mesh.revision ? ['default', mesh.revision] : ['default'] },
        controller: { leaderElectionNamespace: mesh.rootNamespace },
      },
      volumes: [{ name: 'roots', configMap: { name: configMapName } }],
      volumeMounts: [{ name: 'roots', mountPath: ROOTS, readOnly: true }],
    },
  });
}

/** What the agent in each sidecar asks for. */
function proxyMetadata(mesh: IstioInstallation) {
  const { workload } = mesh.chain._rotation;
  const remaining = workload.renewBefore.toMilliseconds() / workload.lifetime.toMilliseconds();
  return {
    SECRET_TTL: workloadRotation(mesh).lifetime,
    SECRET_GRACE_PERIOD_RATIO: `${Math.floor(remaining * 1000) / 1000}`,
    ECC_SIGNATURE_ALGORITHM: 'ECDSA',
  };
}

function workloadRotation({ chain }: IstioInstallation) {
  const { lifetime, renewBefore } = chain._rotation.workload;
  return { lifetime: formatGoDuration(lifetime.toMilliseconds()), renewBefore: formatGoDuration(renewBefore.toMilliseconds()) };
}
