import { ExplainReport } from './report';
import { Flow } from '../../core/flow';
import { jsonDocument } from '../json';

/** The verdict on a call for a program, as `schemas/explain.schema.json` describes it. */
export function explainJson({ flow }: ExplainReport): string {
  return jsonDocument(flowFields(flow));
}

/** The fields of a flow, in the order in which they are read. */
export function flowFields({ client, server, port, verdict, because, decidedPerRequest, backends }: Flow): object {
  return { client, server, port, verdict, because, decidedPerRequest, ...backends === undefined ? {} : { backends } };
}
