import { withReferences } from './references';
import type { ClusterRule } from '../../src/analysis/clusters/cluster-rule';
import type { Rule } from '../../src/analysis/rule';
import { acknowledgementProblem } from '../../src/core/acknowledgement';
import { Finding, Severity } from '../../src/core/finding';
import { append } from '../../src/core/multi-map';
import { markdownTable, markdownText } from '../../src/report/markdown';

/** What a page says about a rule. */
export interface Documented {
  readonly rule: Rule | ClusterRule;
  /** Its file, from the folder of the sources, without the ending. */
  readonly file: string;
  /** When it is broken, as a sentence that goes on after "if". */
  readonly when: string;
  /** What it says then. */
  readonly finding: Finding;
}

/** What the rules are about, by the first two digits of their codes. */
const AREAS: Readonly<Record<string, string>> = {
  '01': 'Objects, exceptions and acknowledgements',
  '02': 'Certificates and issuers',
  '03': 'Lifetimes and renewal',
  '04': 'Trust bundles, and what reads certificates',
  '05': 'What servers ask of their callers: PeerAuthentication, AuthorizationPolicy, enrolment',
  '06': 'What clients send and where: DestinationRule, VirtualService, ServiceEntry, Gateway',
  '07': 'The keys of CAs',
  '08': 'Several clusters of one mesh, found by `cdk8s-mtls check --cluster`',
};

const MEANING: Readonly<Record<Severity, string>> = {
  [Severity.ERROR]: '**Error**: it breaks mutual TLS, or will. Synthesis fails, and so does `cdk8s-mtls check`.',
  [Severity.WARNING]: '**Warning**: it works today, and will surprise someone. `cdk8s-mtls check --fail-on warning` fails.',
};

/** The codes of rules about several clusters, of which synthesis sees one at a time. */
const ACROSS = 'MTLS08';

const ACROSS_MEANING: Readonly<Record<Severity, string>> = {
  [Severity.ERROR]: '**Error**: it breaks mutual TLS between clusters. `cdk8s-mtls check --cluster` fails.',
  [Severity.WARNING]: '**Warning**: it works today, and will surprise someone. `cdk8s-mtls check --cluster --fail-on warning` fails.',
};

const GENERATED = '<!-- Generated from the rule and its tests by "npx projen rules". -->';

/** The pages of the rules by their file names, the index among them. */
export function rulePages(documented: readonly Documented[]): Record<string, string> {
  const sorted = [...documented].sort((a, b) => (a.rule.code < b.rule.code ? -1 : 1));
  return { 'README.md': indexOf(sorted), ...Object.fromEntries(sorted.map(each => [`${each.rule.code}.md`, pageOf(each)])) };
}

function pageOf({ rule: { code, title, severity, explanation }, file, when, finding: { message, fix, objects: [{ field }] } }: Documented): string {
  return `${GENERATED}
# ${code}: ${markdownText(title)}

${code.startsWith(ACROSS) ? ACROSS_MEANING[severity] : MEANING[severity]}

## Why it matters

${withReferences(explanation)}

## What to do

For example, if ${markdownText(when)}:

> ${markdownText(message)}
>
> **Fix**: ${markdownText(fix)}
${field === undefined ? '' : `
The finding names the object to change and the field of it: here \`${field.replaceAll('`', '')}\`.
`}
## If it is meant to be so

${acknowledging(code)}

---

The rule is [src/${file}.ts](../../src/${file}.ts). [All rules](README.md).
`;
}

function acknowledging(code: string): string {
  if (acknowledgementProblem({ code, reason: 'meant to be so', until: '2027-03-31' })) {
    return 'It cannot be acknowledged: what it reports is itself a record of what is accepted, and until when. Correct the record, or its date.';
  }
  return `Acknowledge it with a reason and a last day, on the object that the finding is about, or [in code](../acknowledgement.md#in-code):

\`\`\`yaml
metadata:
  annotations:
    cdk8s-mtls.dev/acknowledge: '[{"code":"${code}","reason":"…","until":"2027-03-31"}]'
\`\`\``;
}

function indexOf(documented: readonly Documented[]): string {
  const areas = new Map<string, Documented[]>();
  for (const each of documented) {
    append(areas, areaOf(each.rule.code), each);
  }
  const tables = [...areas].map(([title, rules]) => `## ${title}\n\n${markdownTable(['code', 'severity', 'what is wrong'], rules
    .map(({ rule: { code, severity, title: wrong } }) => [`[${code}](${code}.md)`, severity, markdownText(wrong)]))}`);
  return `${GENERATED}
# Rules

What \`cdk8s-mtls check\`, \`cdk8s synth\` and the tests of an app report. A code never changes its meaning and is never used again.
An error breaks mutual TLS, or will; a warning works today, and will surprise someone. What is meant to be so is
[acknowledged](../acknowledgement.md), with a reason and a last day.

${tables.join('\n')}`;
}

function areaOf(code: string): string {
  const area = AREAS[code.slice('MTLS'.length, 'MTLS'.length + 2)];
  if (area === undefined) {
    throw new Error(`${code}: there is no area for rules with such a code. Add one to AREAS.`);
  }
  return area;
}
