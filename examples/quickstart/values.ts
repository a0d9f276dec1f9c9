import { mkdirSync, writeFileSync } from 'fs';
import { ca, mesh } from './main';

/** Writes what the installations in the cluster must be told: a values file for each Helm release, in the order of installation. */
const directory = process.argv[2] ?? 'values';
mkdirSync(directory, { recursive: true });
[ca.certManagerValues, ca.trustManagerValues, mesh.istioCsrValues!, mesh.istiodValues].forEach((values, index) => {
  const file = `${index + 1}-${values.chart}.yaml`;
  const command = `helm upgrade --install ${values.releaseName} ${values.chart} --repo ${values.repository} --namespace ${values.namespace} --create-namespace --values ${file}`;
  writeFileSync(`${directory}/${file}`, `# ${command}\n${values.toYaml()}`);
});
