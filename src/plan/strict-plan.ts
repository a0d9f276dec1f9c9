import { guardsOf } from './guards';
import { ChangePlan } from './plan';
import { stagesOf } from './stages';
import { nextStrictScope } from './strict-scope';
import { aWindow } from './waits';
import { RecordedChange, subjectOf } from '../analysis/change/change-type';
import type { StrictChange } from '../analysis/change/strict-migrations';
import type { State } from '../analysis/diff/world';
import { exceptionRecord } from '../analysis/exceptions';
import { SourcedManifest } from '../analysis/manifest';
import { StrictMigrationRecord } from '../core/change/strict-migration-record';
import { STRICT_STAGES, StrictStage } from '../core/change/strict-stage';
import { DEFAULT_GATE_SETTINGS } from '../gates/gates-for';

/** Where a mesh stands on its way to strict, and how it goes on. */
export function strictPlan(change: RecordedChange<StrictChange>, state: State): ChangePlan {
  const { record: { record, isRecorded }, object } = change;
  const about = subjectOf(change);
  if (!record || !isRecorded) {
    return {
      ...about,
      stages: [],
      standing: record ? 'the mesh is strict' : 'the mesh accepts plaintext, and nothing records that it is to become strict: begin with StrictMigration.observe({ reason, until }) as "migration" of the mesh',
    };
  }
  if (record.stage === StrictStage.MESH) {
    return { ...about, stages: stagesOf(STRICT_STAGES, record.stage), standing: 'everything is strict: "migration" can be taken out of the program', back: wayBack(record, object) };
  }
  const { next, report, names } = nextStrictScope(record, state);
  return {
    ...about,
    stages: stagesOf(STRICT_STAGES, record.stage),
    standing: standingOf(record),
    next: {
      stage: next.stage,
      effect: effectOf(next),
      edit: { remove: [valueOf(record, object)], add: [valueOf(next, object)] },
      guards: guardsOf({ stage: 'strict', record }, state, { only: names }),
      wait: aWindow(DEFAULT_GATE_SETTINGS.window),
      breaks: report,
    },
    back: wayBack(record, object),
  };
}

function standingOf({ stage, workloads, namespaces }: StrictMigrationRecord): string {
  const strict = [...namespaces.length > 0 ? [`namespaces ${namespaces.join(', ')}`] : [], ...workloads.length > 0 ? [`workloads ${workloads.join(', ')}`] : []];
  return stage === StrictStage.OBSERVE ? 'plaintext is accepted everywhere, and watched' : `strict are ${strict.join(' and ')}; everywhere else plaintext is accepted, and watched`;
}

function effectOf({ stage, workloads, namespaces }: StrictMigrationRecord): string {
  switch (stage) {
    case StrictStage.WORKLOADS:
      return `callers without a certificate of the mesh are refused by ${workloads.join(', ')}`;
    case StrictStage.NAMESPACES:
      return `callers without a certificate of the mesh are refused in ${namespaces.join(', ')}`;
    default:
      return 'callers without a certificate of the mesh are refused everywhere';
  }
}

/** To accept plaintext again refuses nobody. */
function wayBack(record: StrictMigrationRecord, object: SourcedManifest | undefined): ChangePlan['back'] {
  if (record.stage === StrictStage.OBSERVE) {
    return { isSafe: true, statement: 'safe: nothing is strict that was not before' };
  }
  const before: StrictMigrationRecord = { stage: StrictStage.OBSERVE, workloads: [], namespaces: [] };
  return {
    isSafe: true,
    statement: 'safe at any time, within seconds: plaintext is accepted again. To go back in part, take out what was named last',
    edit: { remove: [valueOf(record, object)], add: [valueOf(before, object)] },
  };
}

const FACTORIES: Readonly<Record<StrictStage, string>> = {
  [StrictStage.OBSERVE]: 'observe',
  [StrictStage.WORKLOADS]: 'strictWorkloads',
  [StrictStage.NAMESPACES]: 'strictNamespaces',
  [StrictStage.MESH]: 'strictMesh',
};

function valueOf({ stage, workloads, namespaces }: StrictMigrationRecord, object: SourcedManifest | undefined): string {
  const exception = object && exceptionRecord(object)?.exceptions.find(({ port, mode }) => port === undefined && mode === 'PERMISSIVE');
  const list = (name: string, values: readonly string[]): string[] => (values.length > 0 ? [`${name}: ${JSON.stringify(values)}`] : []);
  const options = [
    ...list('namespaces', namespaces),
    ...list('workloads', workloads),
    ...stage === StrictStage.MESH ? [] : [`reason: ${JSON.stringify(exception?.reason ?? '…')}`, `until: ${JSON.stringify(exception?.until ?? 'YYYY-MM-DD')}`],
  ];
  return `migration: StrictMigration.${FACTORIES[stage]}(${options.length > 0 ? `{ ${options.join(', ')} }` : ''}),`;
}
