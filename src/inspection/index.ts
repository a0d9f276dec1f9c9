export type { ClusterSettings } from './cluster-settings';
export { Inspection } from './inspection';
