import { expiresText, issuedText, momentText, renewedText } from './dates';
import { allNotes, dependentsText, ScheduleReport, slackText, summary } from './report';
import { timelineText } from './timeline';
import { ScheduledCertificate } from '../../analysis/schedule/schedule';
import { Cell, columns, Layout, Style, wrap } from '../layout';
import { printable } from '../printable';

const INDENT = '         ';

/** When each certificate is issued, renewed and at its end, for a person: a table, what is wrong, a timeline, what depends on it. */
export function scheduleText(report: ScheduleReport, layout: Layout): string {
  const { certificates, now } = report;
  const style = new Style(layout);
  if (certificates.length === 0) {
    return `${notesText(report, layout)}${wrap(summary(report), layout.width)}\n`;
  }
  const head: Cell[] = ['CERTIFICATE', 'ISSUED', 'RENEWED', 'EXPIRES', 'SLACK'].map(text => ({ text, paint: style.faint }));
  const table = columns([head, ...certificates.map(certificate => row(certificate, style))]);
  const parts = [
    `${table.join('\n')}\n`,
    ...report.problems.map(({ severity, message, fix }) => [
      wrap(printable(message), layout.width, INDENT).replace(' '.repeat(severity.length), style.severity(severity)(severity)),
      `${wrap(`Fix: ${printable(fix)}`, layout.width, INDENT)}\n`,
    ].join('\n')),
    timelineText(certificates, now, layout),
    connections(certificates, layout, style),
    notesText(report, layout),
    `${wrap(`Times are UTC. ${assumptionText(report)}Slack is what is left of a CA when the last certificate that it signs ends.`, layout.width)}\n`,
    `${wrap(summary(report), layout.width)}\n`,
  ];
  return parts.filter(part => part !== '').join('\n');
}

/** That dates are assumed, and which moment stands for their issue. */
export function assumptionText({ certificates, now }: ScheduleReport): string {
  const isAssumed = certificates.some(({ life }) => life?.basis === 'assumed');
  return isAssumed ? `What nothing dates is taken to be issued now, ${momentText(now, true)}. ` : '';
}

function row(certificate: ScheduledCertificate, style: Style): Cell[] {
  const slack = slackText(certificate);
  return [
    { text: `${'  '.repeat(certificate.depth)}${printable(certificate.title)}` },
    { text: issuedText(certificate) },
    { text: renewedText(certificate) },
    { text: expiresText(certificate) },
    { text: slack, ...slack.startsWith('-') ? { paint: style.strong } : {} },
  ];
}

function connections(certificates: readonly ScheduledCertificate[], { width }: Layout, style: Style): string {
  const lines = certificates.map(certificate => {
    const { title, tier, issuer } = certificate;
    const text = [`${tier}, issued by ${issuer}`, dependentsText(certificate)].filter(part => part !== '').join('; ');
    return `  ${printable(title)}\n${wrap(printable(text), width, '    ')}\n`;
  });
  return `${style.strong('Who issues them, and what depends on them')}\n${lines.join('')}`;
}

function notesText(report: ScheduleReport, { width }: Layout): string {
  const notes = allNotes(report);
  return notes.length === 0 ? '' : `${notes.map(note => wrap(printable(note), width, '  ').replace(' ', '-')).join('\n')}\n`;
}
