import { NO_OBJECT, objectInJson, ReadRecord } from './record-text';
import { STRICT_STAGES, StrictStage } from './strict-stage';
import { dnsLabelProblem, dnsSubdomainProblem } from '../kubernetes-names';

/** The annotation in which the policy of the whole mesh records, in JSON, how far the way from permissive to strict has been gone. */
export const STRICT_MIGRATION_ANNOTATION = 'cdk8s-mtls.dev/strict-migration';

/** What is strict already while a mesh becomes so. */
export interface StrictMigrationRecord {
  readonly stage: StrictStage;
  /** The single workloads that are strict, as `namespace/name`, in namespaces that are not. */
  readonly workloads: readonly string[];
  /** The namespaces that are strict as a whole. */
  readonly namespaces: readonly string[];
}

/** A mesh without anything that is permissive. */
export const STRICT_MESH: StrictMigrationRecord = { stage: StrictStage.MESH, workloads: [], namespaces: [] };

/** Reads a record that anybody may have written: what it says, or what is wrong with it. */
export function readStrictMigration(text: unknown): ReadRecord<StrictMigrationRecord> {
  const value = objectInJson(text);
  if (!value) {
    return NO_OBJECT;
  }
  const { stage, workloads = [], namespaces = [] } = value;
  if (!(STRICT_STAGES as readonly unknown[]).includes(stage)) {
    return { problem: `its stage is not one of ${STRICT_STAGES.join(', ')}` };
  }
  if (!isListOfTexts(workloads) || !isListOfTexts(namespaces)) {
    return { problem: 'its workloads and namespaces are not lists of names' };
  }
  const record = { stage: stage as StrictStage, workloads, namespaces };
  const [problem] = strictMigrationProblems(record);
  return problem ? { problem } : { record };
}

/** Everything that is wrong with a record by itself. */
export function strictMigrationProblems({ stage, workloads, namespaces }: StrictMigrationRecord): string[] {
  const whole = new Set(namespaces);
  return [
    ...namesProblems(stage, 'workload', workloads, stage === StrictStage.WORKLOADS, [StrictStage.WORKLOADS, StrictStage.NAMESPACES]),
    ...namesProblems(stage, 'namespace', namespaces, stage === StrictStage.NAMESPACES, [StrictStage.NAMESPACES]),
    ...workloads.flatMap(workload => {
      const problem = workloadNameProblem(workload);
      return problem ? [`workload "${workload}" ${problem}`]
        : whole.has(namespaceIn(workload)) ? [`workload "${workload}" is in namespace "${namespaceIn(workload)}", which is strict as a whole`] : [];
    }),
    ...namespaces.flatMap(namespace => {
      const problem = dnsLabelProblem(namespace);
      return problem ? [`namespace "${namespace}" ${problem}`] : [];
    }),
  ];
}

/** The namespace of a workload that is named as `namespace/name`. */
export function namespaceIn(workload: string): string {
  return workload.slice(0, workload.indexOf('/'));
}

function namesProblems(stage: StrictStage, noun: string, names: readonly string[], isNeeded: boolean, stages: readonly StrictStage[]): string[] {
  const seen = new Set<string>();
  const twice = names.find(name => seen.size === seen.add(name).size);
  return [
    ...isNeeded && names.length === 0 ? [`it names no ${noun}`] : [],
    ...names.length > 0 && !stages.includes(stage) ? [`it names single ${noun}s, which stage "${stage}" has not`] : [],
    ...twice === undefined ? [] : [`${noun} "${twice}" is named twice`],
  ];
}

function workloadNameProblem(workload: string): string | undefined {
  const [namespace, name, ...rest] = workload.split('/');
  return name === undefined || rest.length > 0 || dnsLabelProblem(namespace) || dnsSubdomainProblem(name) ? 'is not of the form namespace/name' : undefined;
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
