export { ClusterInspections } from './cluster-inspections';
export type { ClusterSource } from './cluster-inspections';
export type { ClusterSettings } from './cluster-settings';
export { Inspection } from './inspection';
export type { InspectionOptions } from './inspection';
export { documentInFile } from './mesh-config-file';
export type { ReadDocument } from './mesh-config-file';
