import { FlowsReport, ReportedFlow } from './report';
import { decidingReason, totalsText } from './text';
import { markdownTable, markdownText } from '../markdown';
import { shortName } from '../objects';
import { VERDICT_NAMES } from '../verdicts';

/** What becomes of many calls, as a comment on a pull request. */
export function flowsMarkdown({ flows }: FlowsReport): string {
  const table = markdownTable(['Client', 'Server', 'Port', 'Verdict', 'Because'], flows.map(row));
  return `### Calls\n\n${flows.length > 0 ? `${table}\n${totalsText(flows)}\n` : 'No flows are declared.\n'}`;
}

function row({ flow }: ReportedFlow): string[] {
  const { client, server, port, verdict, decidedPerRequest } = flow;
  const perRequest = decidedPerRequest ? ' (decided per request)' : '';
  return [markdownText(shortName(client)), markdownText(shortName(server)), `${port}`, `${VERDICT_NAMES[verdict]}${perRequest}`, markdownText(decidingReason(flow))];
}
