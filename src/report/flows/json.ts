import { FlowsReport } from './report';
import { flowFields } from '../explain/json';
import { jsonDocument } from '../json';

/** What becomes of many calls for a program, as `schemas/flows.schema.json` describes it. */
export function flowsJson({ flows }: FlowsReport): string {
  return jsonDocument({ flows: flows.map(({ flow, declaredBy }) => ({ ...flowFields(flow), ...declaredBy === undefined ? {} : { declaredBy } })) });
}
