import { expiresText, issuedText, renewedText } from './dates';
import { allNotes, dependentsText, ScheduleReport, slackText, summary } from './report';
import { assumptionText } from './text';
import { ScheduledCertificate } from '../../analysis/schedule/schedule';
import { Severity } from '../../core/finding';
import { markdownTable, markdownText } from '../markdown';

const SIGNS: Readonly<Record<Severity, string>> = { [Severity.ERROR]: '❌', [Severity.WARNING]: '⚠️' };

const HEAD = ['Certificate', 'Tier', 'Issuer', 'Issued', 'Renewed', 'Expires', 'Slack', 'What depends on it'];

/** The schedule as a comment on a pull request. */
export function scheduleMarkdown(report: ScheduleReport): string {
  const { certificates, problems } = report;
  const table = markdownTable(HEAD, certificates.map(row));
  const found = problems.map(({ severity, message, fix }) => `- ${SIGNS[severity]} ${markdownText(message)}. ${markdownText(fix)}\n`).join('');
  const said = allNotes(report).map(note => `- ${markdownText(note)}\n`).join('');
  const parts = [certificates.length > 0 ? table : '', found, said, `${markdownText(`${assumptionText(report)}${summary(report)}`)}\n`];
  return `### Schedule of certificates\n\n${parts.filter(part => part !== '').join('\n')}`;
}

function row(certificate: ScheduledCertificate): string[] {
  const { title, tier, issuer } = certificate;
  const dates = [issuedText(certificate), renewedText(certificate), expiresText(certificate), slackText(certificate)];
  return [title, tier, issuer, ...dates, dependentsText(certificate)].map(markdownText);
}
