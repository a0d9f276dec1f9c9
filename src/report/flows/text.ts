import { FlowsReport, ReportedFlow, totals } from './report';
import { Flow } from '../../core/flow';
import { Cell, columns, columnWidths, count, Layout, Style } from '../layout';
import { shortName } from '../objects';
import { printable } from '../printable';
import { VERDICT_NAMES } from '../verdicts';

/** Less of a reason than this is worth no column. */
const LEAST_REASON = 24;

/** What becomes of many calls, as a table for a person. */
export function flowsText({ flows, ofClusters }: FlowsReport, layout: Layout): string {
  if (flows.length === 0) {
    const advice = ofClusters ? 'Ask about one pair with "explain".' : 'Ask for every pair with --all-pairs.';
    return `No flows are declared: no object among the manifests says which of their workloads calls which. ${advice}\n`;
  }
  const style = new Style(layout);
  const head: Cell[] = ['CLIENT', 'SERVER', 'PORT', 'VERDICT', 'BECAUSE'].map(text => ({ text, paint: style.faint }));
  const rows = flows.map(({ flow }) => row(flow, style));
  const used = columnWidths([head, ...rows]).slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const reasonWidth = Math.max(LEAST_REASON, layout.width - used);
  const lines = columns([head, ...rows.map(cells => [...cells.slice(0, -1), shortened(cells.at(-1)!, reasonWidth)])]);
  const note = flows.some(({ flow }) => flow.decidedPerRequest) ? '* decided per request: a policy lets some through and refuses others\n' : '';
  return `${lines.join('\n')}\n\n${totalsText(flows)}\n${note}`;
}

/** `3 flows: 1 plaintext, 2 mutual TLS`. */
export function totalsText(flows: readonly ReportedFlow[]): string {
  return `${count(flows.length, 'flow')}: ${totals(flows).map(([verdict, number]) => `${number} ${VERDICT_NAMES[verdict]}`).join(', ')}`;
}

/** The reason that decided: those before it say what it was decided about. */
export function decidingReason({ because }: Flow): string {
  return because.at(-1)?.statement ?? '';
}

function row(flow: Flow, style: Style): Cell[] {
  return [
    { text: printable(shortName(flow.client)) },
    { text: printable(shortName(flow.server)) },
    { text: `${flow.port}` },
    { text: `${VERDICT_NAMES[flow.verdict]}${flow.decidedPerRequest ? '*' : ''}`, paint: style.verdict(flow.verdict) },
    { text: printable(decidingReason(flow)), paint: style.faint },
  ];
}

function shortened({ text, paint }: Cell, width: number): Cell {
  return { text: text.length > width ? `${text.slice(0, width - 1)}…` : text, paint };
}
