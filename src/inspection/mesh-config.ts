import { fieldAt, fieldsAt, hasField, isFields, textAt } from '../analysis/fields';
import { environmentAt, IstioSettings, settingsOfMeshConfig } from '../analysis/istio/settings';
import { SourcedManifest } from '../analysis/manifest';
import { lineOfField, SourceProblem } from '../sources';
import { parseText } from './parse-text';

/** The settings of a mesh, and what of them could not be read. */
export interface ReadSettings {
  readonly settings: IstioSettings;
  readonly problems: readonly SourceProblem[];
}

const NONE: ReadSettings = { settings: {}, problems: [] };

/** The ConfigMap of istiod, and the field of it that holds the MeshConfig as a text. */
const CONFIG_MAP = 'istio';
const MESH = 'mesh';

/** The settings that a document holds: a ConfigMap, an IstioOperator, Helm values, or a bare MeshConfig. */
export function settingsOfDocument(document: unknown, file: string): ReadSettings {
  switch (textAt(document, 'kind')) {
    case 'ConfigMap':
      return settingsOfConfigMap(document, file);
    case 'IstioOperator':
      return { settings: settingsOfOperator(document), problems: [] };
    default:
      if (!isFields(document)) {
        return { settings: {}, problems: [{ file, message: 'holds no configuration of a mesh. Give a MeshConfig, the ConfigMap "istio", an IstioOperator, or Helm values with "meshConfig"' }] };
      }
      return { settings: isHelmValues(document) ? settingsOfValues(document) : settingsOfMeshConfig(document), problems: [] };
  }
}

/** The settings that the manifests themselves hold: in the ConfigMap that istiod reads, else in an IstioOperator. */
export function settingsAmong(objects: readonly SourcedManifest[], rootNamespace: string): ReadSettings {
  const configMaps = objects.filter(({ manifest }) => textAt(manifest, 'kind') === 'ConfigMap' && textAt(manifest, 'metadata', 'name') === CONFIG_MAP && hasField(manifest, 'data', MESH));
  const configMap = configMaps.find(({ manifest }) => textAt(manifest, 'metadata', 'namespace') === rootNamespace) ?? configMaps[0];
  if (configMap) {
    const { manifest, origin } = configMap;
    const at = lineOfField(origin, `data.${MESH}`);
    return settingsOfConfigMap(manifest, origin.file ?? CONFIG_MAP, at);
  }
  const operator = objects.find(({ manifest }) => textAt(manifest, 'kind') === 'IstioOperator');
  return operator ? { settings: settingsOfOperator(operator.manifest), problems: [] } : NONE;
}

function settingsOfConfigMap(configMap: unknown, file: string, line?: number): ReadSettings {
  const text = textAt(configMap, 'data', MESH);
  if (text === undefined) {
    return { settings: {}, problems: [{ file, line, message: `is a ConfigMap without "${MESH}" in its data. Give the one that istiod reads, which is called "istio"` }] };
  }
  const parsed = parseText(text);
  if ('problem' in parsed) {
    return { settings: {}, problems: [{ file, line, message: `the MeshConfig in this ConfigMap ${parsed.problem}` }] };
  }
  return { settings: settingsOfMeshConfig(parsed.value), problems: [] };
}

function settingsOfOperator(operator: unknown): IstioSettings {
  return { ...settingsOfValues(fieldAt(operator, 'spec', 'values')), ...settingsOfMeshConfig(fieldAt(operator, 'spec', 'meshConfig')) };
}

function isHelmValues(document: unknown): boolean {
  return hasField(document, 'meshConfig') || hasField(document, 'global') || hasField(document, 'pilot');
}

/** As the charts of Istio read their values: some settings of the mesh stand outside of `meshConfig`. */
function settingsOfValues(values: unknown): IstioSettings {
  const global = fieldsAt(values, 'global');
  const outside: [keyof IstioSettings, string | undefined][] = [
    ['rootNamespace', textAt(global, 'istioNamespace')],
    ['clusterDomain', textAt(global, 'proxy', 'clusterDomain')],
    ['clusterName', textAt(global, 'multiCluster', 'clusterName')],
    ['meshId', textAt(global, 'meshID')],
    ['network', textAt(global, 'network')],
    ['caAddress', textAt(global, 'caAddress')],
  ];
  // The chart of istiod has its values at the top, a chart that contains it below "pilot".
  const istiodEnvironment = { ...environmentAt(values, 'env'), ...environmentAt(values, 'pilot', 'env') };
  return {
    ...Object.fromEntries(outside.filter(([, text]) => text !== undefined)),
    ...Object.keys(istiodEnvironment).length === 0 ? {} : { istiodEnvironment },
    ...settingsOfMeshConfig(fieldAt(values, 'meshConfig')),
  };
}
