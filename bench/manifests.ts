import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { EXCEPTIONS_ANNOTATION } from '../src/core/temporary-exception';

type Manifest = Readonly<Record<string, unknown>>;

/** The workloads of one namespace after the other: teams differ in size. */
const WORKLOADS = [6, 11, 4, 18, 9, 40, 7, 14];
const SERVICES = ['gateway', 'orders', 'cart', 'payment', 'catalog', 'search', 'pricing', 'stock', 'shipping', 'mail', 'profile', 'reviews'];
/** One workload in so many has a mistake: reports are not empty in practice. */
const WORKLOADS_PER_MISTAKE = 60;

/**
 * Writes the objects of a cluster as a team keeps them: a file for the platform
 * and one for each namespace. The same objects every time.
 */
export function writeManifests(folder: string, objects: number): void {
  mkdirSync(folder, { recursive: true });
  let left = objects;
  for (const { file, manifests } of files()) {
    const taken = manifests.slice(0, left);
    writeFileSync(join(folder, file), taken.map(manifest => `---\n${Yaml.stringify(manifest)}`).join(''));
    left -= taken.length;
    if (left === 0) {
      return;
    }
  }
}

function* files(): Generator<{ file: string; manifests: Manifest[] }> {
  yield { file: 'platform.yaml', manifests: [...platform()] };
  for (let n = 0; ; n++) {
    const namespace = teamOf(n);
    yield { file: `${namespace}.yaml`, manifests: [...team(n, namespace)] };
  }
}

function teamOf(n: number): string {
  return `team-${n}`;
}

/** The name of a workload, by which its Service goes too. */
function workloadOf(i: number): string {
  return `${SERVICES[i % SERVICES.length]}${i < SERVICES.length ? '' : `-${Math.floor(i / SERVICES.length)}`}`;
}

/** What a platform team keeps: the roots, the mesh-wide policy, the way in. */
function* platform(): Generator<Manifest> {
  yield object('v1', 'Namespace', { name: 'istio-system' });
  yield object('v1', 'Namespace', { name: 'cert-manager' });
  yield object('cert-manager.io/v1', 'ClusterIssuer', { name: 'self-signed' }, { spec: { selfSigned: {} } });
  yield object('cert-manager.io/v1', 'Certificate', { name: 'root', namespace: 'cert-manager' }, {
    spec: {
      isCA: true,
      commonName: 'platform root',
      subject: { organizations: ['Example'] },
      secretName: 'root-ca',
      duration: '87600h',
      renewBefore: '8760h',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { name: 'self-signed', kind: 'ClusterIssuer', group: 'cert-manager.io' },
    },
  });
  yield object('cert-manager.io/v1', 'ClusterIssuer', { name: 'platform' }, { spec: { ca: { secretName: 'root-ca' } } });
  yield object('trust.cert-manager.io/v1alpha1', 'Bundle', { name: 'platform' }, {
    spec: { sources: [{ useDefaultCAs: true }], target: { configMap: { key: 'ca.crt' }, namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } } } },
  });
  yield object('security.istio.io/v1', 'PeerAuthentication', { name: 'default', namespace: 'istio-system' }, { spec: { mtls: { mode: 'STRICT' } } });
  yield object('networking.istio.io/v1', 'Gateway', { name: 'public', namespace: 'istio-system' }, {
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['*.example.com'], tls: { mode: 'SIMPLE', credentialName: 'public-tls' } }],
    },
  });
}

function* team(n: number, namespace: string): Generator<Manifest> {
  yield object('v1', 'Namespace', { name: namespace, labels: { 'istio-injection': 'enabled', 'team': namespace } });
  yield object('security.istio.io/v1', 'PeerAuthentication', { name: 'default', namespace }, { spec: { mtls: { mode: 'STRICT' } } });
  yield object('security.istio.io/v1', 'AuthorizationPolicy', { name: 'nothing-by-default', namespace }, { spec: {} });
  yield object('cert-manager.io/v1', 'Certificate', { name: 'ca', namespace }, {
    spec: {
      isCA: true,
      commonName: `${namespace} ca`,
      subject: { organizations: ['Example'] },
      secretName: 'team-ca',
      duration: '2160h',
      renewBefore: '720h',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { name: 'platform', kind: 'ClusterIssuer', group: 'cert-manager.io' },
    },
  });
  yield object('cert-manager.io/v1', 'Issuer', { name: 'team', namespace }, { spec: { ca: { secretName: 'team-ca' } } });
  yield serviceEntry(namespace, 'payments', `payments-${n % 5}.example.net`);
  yield serviceEntry(namespace, 'mails', 'smtp.example.net');
  if (n % 8 === 0) {
    yield object('trust.cert-manager.io/v1alpha1', 'Bundle', { name: `${namespace}-partners` }, {
      spec: { sources: [{ configMap: { name: `${namespace}-partners`, key: 'ca.pem' } }], target: { configMap: { key: 'partners.crt' }, namespaceSelector: { matchLabels: { team: namespace } } } },
    });
  }
  const workloads = WORKLOADS[n % WORKLOADS.length];
  for (let i = 0; i < workloads; i++) {
    yield* workload(n, i, workloads);
  }
}

/** A workload with all that goes with it: who it is, who may call it, how it is called. */
function* workload(n: number, i: number, workloads: number): Generator<Manifest> {
  const namespace = teamOf(n);
  const name = workloadOf(i);
  const labels = { 'app': name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': namespace, 'app.kubernetes.io/managed-by': 'kustomize' };
  const metadata = { name, namespace, labels };
  const callees = [1, 2, 5].map(step => (i + step) % workloads).filter(callee => callee > i).map(workloadOf);
  const callers = [1, 2, 5].map(step => i - step).filter(caller => caller >= 0).map(workloadOf);
  const mistaken = (n * 7 + i) % WORKLOADS_PER_MISTAKE === 1;
  const [routed, scraped] = [i % 3 === 0, i % 10 === 4];
  const versions = i % 6 === 0 ? ['v1', 'v2'] : ['v1'];

  yield object('v1', 'ServiceAccount', metadata);
  for (const version of versions) {
    yield deployment(metadata, version, n === 0 ? callees : [...callees, `${workloadOf(0)}.${teamOf(n - 1)}`]);
  }
  yield object('v1', 'Service', metadata, {
    spec: {
      type: 'ClusterIP',
      selector: { app: name },
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }, { name: 'http-metrics', port: 9090, targetPort: 9090, protocol: 'TCP' }],
    },
  });
  yield authorizationPolicy(metadata, [
    ...callers.map(caller => `cluster.local/ns/${namespace}/sa/${caller}`),
    ...i === 0 ? [`cluster.local/ns/${teamOf(n + 1)}/sa/${workloadOf(0)}`, 'cluster.local/ns/istio-system/sa/istio-ingressgateway'] : [],
  ], scraped);
  if (routed || mistaken) {
    yield object('networking.istio.io/v1', 'DestinationRule', metadata, {
      spec: {
        host: `${name}.${namespace}.svc.cluster.local`,
        trafficPolicy: {
          connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 64, maxRequestsPerConnection: 10 } },
          outlierDetection: { consecutive5xxErrors: 5, interval: '30s', baseEjectionTime: '60s' },
          tls: { mode: mistaken ? 'DISABLE' : 'ISTIO_MUTUAL' },
        },
        subsets: versions.map(version => ({ name: version, labels: { version } })),
      },
    });
  }
  if (routed) {
    yield virtualService(metadata, versions, i === 0 ? `${namespace}.example.com` : undefined);
  }
  if (scraped) {
    const exceptions = JSON.stringify([{ port: 9090, mode: 'PERMISSIVE', reason: 'scraped by an agent outside the mesh', until: '2099-12-31' }]);
    yield object('security.istio.io/v1', 'PeerAuthentication', { ...metadata, annotations: { [EXCEPTIONS_ANNOTATION]: exceptions } }, {
      spec: { selector: { matchLabels: { app: name } }, mtls: { mode: 'STRICT' }, portLevelMtls: { 9090: { mode: 'PERMISSIVE' } } },
    });
  }
  if (i % 5 === 0) {
    yield object('cert-manager.io/v1', 'Certificate', metadata, {
      spec: {
        secretName: `${name}-tls`,
        duration: '168h',
        renewBefore: '56h',
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        usages: ['digital signature', 'server auth', 'client auth'],
        dnsNames: [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`],
        uris: [`spiffe://cluster.local/ns/${namespace}/sa/${name}`],
        issuerRef: { name: 'team', kind: 'Issuer', group: 'cert-manager.io' },
      },
    });
  }
}

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

function object(apiVersion: string, kind: string, metadata: Metadata, rest: Manifest = {}): Manifest {
  return { apiVersion, kind, metadata, ...rest };
}

function deployment({ name, namespace, labels }: Metadata, version: string, callees: readonly string[]): Manifest {
  const probe = (path: string) => ({ httpGet: { path, port: 'http', scheme: 'HTTP' }, initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 });
  return object('apps/v1', 'Deployment', { name: version === 'v1' ? name : `${name}-${version}`, namespace, labels }, {
    spec: {
      replicas: 2,
      revisionHistoryLimit: 3,
      selector: { matchLabels: { app: name, version } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      template: {
        metadata: { labels: { ...labels, version }, annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090', 'prometheus.io/path': '/metrics' } },
        spec: {
          serviceAccountName: name,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
          terminationGracePeriodSeconds: 30,
          containers: [{
            name: 'server',
            image: `registry.example.com/shop/${name}:1.4.${version}`,
            imagePullPolicy: 'IfNotPresent',
            ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }, { name: 'http-metrics', containerPort: 9090, protocol: 'TCP' }],
            env: [
              { name: 'PORT', value: '8080' },
              { name: 'LOG_LEVEL', value: 'info' },
              { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
              { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: `${name}-database`, key: 'password' } } },
              ...callees.map((callee, index) => ({ name: `UPSTREAM_${index}_URL`, value: `http://${callee}:80/api/v1` })),
            ],
            readinessProbe: probe('/healthz/ready'),
            livenessProbe: probe('/healthz/live'),
            resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
            securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
            volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, { name: 'config', mountPath: '/etc/app', readOnly: true }],
          }],
          volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }, { name: 'config', configMap: { name: `${name}-config`, optional: true } }],
          affinity: {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { labelSelector: { matchLabels: { app: name } }, topologyKey: 'kubernetes.io/hostname' } }],
            },
          },
        },
      },
    },
  });
}

function authorizationPolicy(metadata: Metadata, principals: readonly string[], scrapedByAnyone: boolean): Manifest {
  return object('security.istio.io/v1', 'AuthorizationPolicy', metadata, {
    spec: {
      action: 'ALLOW',
      selector: { matchLabels: { app: metadata.name } },
      rules: [
        ...principals.length === 0 ? [] : [{ from: [{ source: { principals } }], to: [{ operation: { ports: ['8080'], methods: ['GET', 'POST', 'PUT', 'DELETE'] } }] }],
        { ...scrapedByAnyone ? {} : { from: [{ source: { namespaces: ['istio-system'] } }] }, to: [{ operation: { ports: ['9090'], paths: ['/metrics'] } }] },
      ],
    },
  });
}

function virtualService(metadata: Metadata, versions: readonly string[], publicHost: string | undefined): Manifest {
  const host = `${metadata.name}.${metadata.namespace}.svc.cluster.local`;
  const to = (subset: string, weight: number) => ({ destination: { host, subset, port: { number: 80 } }, weight });
  return object('networking.istio.io/v1', 'VirtualService', metadata, {
    spec: {
      hosts: publicHost === undefined ? [host] : [publicHost],
      gateways: publicHost === undefined ? ['mesh'] : ['istio-system/public'],
      http: [
        { match: [{ uri: { prefix: '/api/v2' } }, { headers: { 'x-canary': { exact: 'true' } } }], route: [to(versions[versions.length - 1], 100)], timeout: '10s' },
        { route: versions.map((version, _, all) => to(version, 100 / all.length)), timeout: '10s', retries: { attempts: 3, perTryTimeout: '2s', retryOn: '5xx,reset,connect-failure' } },
      ],
    },
  });
}

function serviceEntry(namespace: string, name: string, host: string): Manifest {
  return object('networking.istio.io/v1', 'ServiceEntry', { name, namespace }, {
    spec: { hosts: [host], exportTo: ['.'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ number: 443, name: 'tls', protocol: 'TLS' }] },
  });
}
