import { IstioCsrSettings, istioCsrAmong, istioCsrOfValues } from './istio-csr';
import { IstioMeshFacts } from './istio-entries';
import { IstioEnvironment, istiodEnvironment } from './istio-environment';
import { enrolmentOf } from '../enrolment';
import { textAt } from '../fields';
import { Inventory } from '../inventory';
import { IstioSettings } from '../istio/settings';
import { clusterOf, RuleContext } from '../rule';
import { workloads } from '../workloads';

/** What is told of a mesh besides the manifests. */
export interface IstioMeshOptions {
  /** The values of the chart of istio-csr. */
  readonly istioCsrValues?: unknown;
  /** Whether the configuration of the mesh was given, and so is no guess. */
  readonly meshConfigIsGiven?: boolean;
}

/** What is known of a mesh of Istio; nothing if there is none, or if nothing says who signs in it. */
export interface KnownMesh {
  readonly facts?: IstioMeshFacts;
  readonly notes: readonly string[];
}

/** The mesh of Istio, by what is told of it and by the manifests. */
export function istioMesh(inventory: Inventory, context: RuleContext, { istioCsrValues, meshConfigIsGiven = false }: IstioMeshOptions): KnownMesh {
  const { rootNamespace } = clusterOf(context);
  const settings: IstioSettings = context.istio ?? {};
  const istioCsr: IstioCsrSettings | undefined = istioCsrValues === undefined ? istioCsrAmong(inventory) : istioCsrOfValues(istioCsrValues);
  const ofIstiod = istiodEnvironment(inventory, rootNamespace);
  const isKnown = meshConfigIsGiven || [istioCsr, ofIstiod, settings.agentEnvironment].some(each => each !== undefined);
  if (!isKnown && !hasInstallation(inventory, rootNamespace)) {
    return { notes: hasEnrolment(inventory) ? [UNKNOWN] : [] };
  }
  return {
    facts: {
      rootNamespace,
      agent: new IstioEnvironment(settings.agentEnvironment ?? {}),
      istiod: new IstioEnvironment({ ...ofIstiod, ...settings.istiodEnvironment }),
      caAddress: settings.caAddress ?? caAddressAmong(inventory, rootNamespace) ?? '',
      ...istioCsr ? { istioCsr } : {},
    },
    notes: ownLifetimes(inventory),
  };
}

const UNKNOWN = 'The certificates of the sidecars are missing: no manifest says who signs them, nor for how long. Give the values of istiod with --mesh-config, and those of istio-csr with --istio-csr-values.';

/** Whether the objects show how istiod is installed, or what it signs with. */
function hasInstallation(inventory: Inventory, rootNamespace: string): boolean {
  return [['ConfigMap', 'istio'], ['Secret', 'cacerts'], ['Secret', 'istio-ca-secret']].some(([kind, name]) => inventory.find('', kind, rootNamespace, name))
    || inventory.ofKind('install.istio.io', 'IstioOperator').length > 0;
}

function hasEnrolment(inventory: Inventory): boolean {
  return inventory.ofKind('', 'Namespace').some(namespace => enrolmentOf(namespace)?.startsWith('istio'));
}

/** The address of the CA, as istiod's injector writes it into sidecars. */
function caAddressAmong(inventory: Inventory, rootNamespace: string): string | undefined {
  const text = textAt(inventory.find('', 'ConfigMap', rootNamespace, 'istio-sidecar-injector')?.manifest, 'data', 'values');
  try {
    return text === undefined ? undefined : textAt(JSON.parse(text), 'global', 'caAddress');
  } catch {
    return undefined;
  }
}

/** Workloads whose own annotation changes the lifetimes: those are not in the schedule. */
function ownLifetimes(inventory: Inventory): string[] {
  const own = inventory.view(workloads).filter(({ annotations }) => annotations.get('proxy.istio.io/config')?.includes('SECRET_'));
  const names = own.slice(0, 3).map(({ namespace, object }) => `${namespace}/${object.manifest.metadata.name}`);
  const more = own.length > 3 ? ` and ${own.length - 3} more` : '';
  return own.length === 0 ? [] : [`Sidecars with times of their own, in the annotation proxy.istio.io/config, are not looked at: ${names.join(', ')}${more}.`];
}
