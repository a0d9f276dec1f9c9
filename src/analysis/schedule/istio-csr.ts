import { Fields, fieldAt, fieldsAt, listAt, textAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf } from '../manifest';

/** How istio-csr was told to have certificates issued. Durations are as they were written. */
export interface IstioCsrSettings {
  /** Which issuer signs, as an `issuerRef`; nothing where only a running istio-csr knows. */
  readonly issuer?: Fields;
  /** The namespace of its requests. */
  readonly namespace: string;
  /** The longest that the certificate of a workload lives. */
  readonly maxDuration: string;
  /** How long its own certificate lives. */
  readonly servingDuration: string;
  /** The certificate that it has made for istiod; nothing where it does not. */
  readonly istiod?: { readonly duration: string; readonly renewBefore: string };
}

/** What istio-csr does where nothing else is said. */
const DEFAULTS = { namespace: 'istio-system', maxDuration: '1h', servingDuration: '1h', istiodDuration: '1h', istiodRenewBefore: '30m' };
const GROUP = 'cert-manager.io';

/** What the values of the chart of istio-csr say. */
export function istioCsrOfValues(values: unknown): IstioCsrSettings {
  const [certmanager, tls, server, runtime] = ['certmanager', 'tls', 'server', 'runtimeConfiguration'].map(part => fieldsAt(values, 'app', part));
  const issuer = fieldsAt(certmanager, 'issuer');
  const isKnown = textAt(runtime, 'name') === undefined && fieldAt(issuer, 'enabled') !== false;
  return {
    ...isKnown ? { issuer: issuerOf(textAt(issuer, 'name') ?? 'istio-ca', textAt(issuer, 'kind'), textAt(issuer, 'group')) } : {},
    namespace: textAt(certmanager, 'namespace') ?? DEFAULTS.namespace,
    maxDuration: textAt(server, 'maxCertificateDuration') ?? DEFAULTS.maxDuration,
    servingDuration: textAt(tls, 'certificateDuration') ?? DEFAULTS.servingDuration,
    ...fieldAt(tls, 'istiodCertificateEnable') === false ? {} : {
      istiod: {
        duration: textAt(tls, 'istiodCertificateDuration') ?? DEFAULTS.istiodDuration,
        renewBefore: textAt(tls, 'istiodCertificateRenewBefore') ?? DEFAULTS.istiodRenewBefore,
      },
    },
  };
}

/** What the arguments of the Deployment of istio-csr say; nothing if it is not among the manifests. */
export function istioCsrAmong(inventory: Inventory): IstioCsrSettings | undefined {
  for (const deployment of inventory.ofKind('apps', 'Deployment')) {
    const containers = listAt(deployment.manifest, 'spec', 'template', 'spec', 'containers');
    const container = containers.find(each => /(?:^|\/)cert-manager-istio-csr(?:[:@]|$)/.test(textAt(each, 'image') ?? ''));
    if (container !== undefined) {
      return istioCsrOfFlags(flagsIn(container), inventory, namespaceOf(deployment));
    }
  }
  return undefined;
}

function istioCsrOfFlags(flags: ReadonlyMap<string, string>, inventory: Inventory, ownNamespace: string): IstioCsrSettings {
  const runtime = flags.get('runtime-issuance-config-map-name');
  const configMap = runtime ? inventory.find('', 'ConfigMap', flags.get('runtime-issuance-config-map-namespace') ?? ownNamespace, runtime) : undefined;
  const name = textAt(configMap?.manifest, 'data', 'issuer-name') ?? (runtime ? undefined : flags.get('issuer-name') ?? 'istio-ca');
  const kind = configMap ? textAt(configMap.manifest, 'data', 'issuer-kind') : flags.get('issuer-kind');
  const group = configMap ? textAt(configMap.manifest, 'data', 'issuer-group') : flags.get('issuer-group');
  return {
    ...name ? { issuer: issuerOf(name, kind, group) } : {},
    namespace: flags.get('certificate-namespace') ?? DEFAULTS.namespace,
    maxDuration: flags.get('max-client-certificate-duration') ?? DEFAULTS.maxDuration,
    servingDuration: flags.get('serving-certificate-duration') ?? DEFAULTS.servingDuration,
    ...flags.get('istiod-cert-enabled') === 'true' ? {
      istiod: { duration: flags.get('istiod-cert-duration') ?? DEFAULTS.istiodDuration, renewBefore: flags.get('istiod-cert-renew-before') ?? DEFAULTS.istiodRenewBefore },
    } : {},
  };
}

/** `--issuer-name=mesh` of a container, by the names. */
function flagsIn(container: unknown): ReadonlyMap<string, string> {
  return new Map([...textsAt(container, 'command'), ...textsAt(container, 'args')].flatMap((argument): [string, string][] => {
    const [, name, value] = /^--([a-z-]+)=(.*)$/.exec(argument) ?? [];
    return name === undefined ? [] : [[name, value]];
  }));
}

function issuerOf(name: string, kind: string | undefined, group: string | undefined): Fields {
  return { name, kind: kind ?? 'Issuer', group: group ?? GROUP };
}
