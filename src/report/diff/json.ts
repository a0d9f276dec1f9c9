import { DiffReport, numberOf } from './report';
import { Difference } from '../../analysis/diff/difference';
import { Severity } from '../../core/finding';
import { defined, jsonDocument } from '../json';
import { PlaceOf } from '../objects';

/** What a change makes of calls and of trust for a program, as `schemas/diff.schema.json` describes it. */
export function diffJson({ diff, placeOf, problems }: DiffReport): string {
  const placed = (difference: Difference): object => ({ ...difference, ...placeOfFirst(difference, placeOf) });
  return jsonDocument({
    flows: diff.flows.map(placed),
    servers: diff.servers.map(placed),
    transitions: diff.transitions.map(placed),
    trust: diff.trust.map(placed),
    summary: { errors: numberOf(Severity.ERROR, diff), warnings: numberOf(Severity.WARNING, diff), infos: numberOf('info', diff), problems: problems.length },
  });
}

/** Where the object is that is to be looked at. */
function placeOfFirst({ objects: [first] }: Difference, placeOf: PlaceOf): object {
  const { file, line, constructPath } = first ? placeOf(first) : {};
  return defined({ file, line, constructPath });
}
