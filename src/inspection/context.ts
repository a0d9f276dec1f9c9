import { ClusterSettings } from './cluster-settings';
import { settingsAmong } from './mesh-config';
import { settingsInFile } from './mesh-config-file';
import { DEFAULT_SETTINGS, IstioSettings } from '../analysis/istio/settings';
import { SourcedManifest } from '../analysis/manifest';
import { RuleContext } from '../analysis/rule';
import { SourceProblem } from '../sources';

/** What is known about a cluster, and what of it could not be read. */
export interface ReadContext {
  readonly context: RuleContext;
  readonly problems: readonly SourceProblem[];
}

/** What is known about the cluster of some objects: what somebody says comes before a file that they name, and that before the objects. */
export function contextOf(objects: readonly SourcedManifest[], said: ClusterSettings, now: Date): ReadContext {
  const { settings, problems } = said.meshConfig === undefined
    ? settingsAmong(objects, said.rootNamespace ?? DEFAULT_SETTINGS.rootNamespace)
    : settingsInFile(said.meshConfig);
  const istio: IstioSettings = { ...settings, ...given(said) };
  return {
    context: {
      now,
      istio,
      ...said.clusterResourceNamespace === undefined ? {} : { clusterResourceNamespace: said.clusterResourceNamespace },
      ...said.trustNamespace === undefined ? {} : { trustNamespace: said.trustNamespace },
      ...istio.rootNamespace === undefined ? {} : { rootNamespace: istio.rootNamespace },
    },
    problems,
  };
}

function given({ rootNamespace, trustDomain, trustDomainAliases = [], autoMtls, clusterDomain, enrolled = [] }: ClusterSettings): IstioSettings {
  return {
    ...rootNamespace === undefined ? {} : { rootNamespace },
    ...trustDomain === undefined ? {} : { trustDomain },
    ...trustDomainAliases.length === 0 ? {} : { trustDomainAliases },
    ...autoMtls === undefined ? {} : { enableAutoMtls: autoMtls },
    ...clusterDomain === undefined ? {} : { clusterDomain },
    ...enrolled.length === 0 ? {} : { enrolledNamespaces: enrolled },
  };
}
