import { Command as Parser, Option } from 'commander';
import { Answer, CliCommand, ExitCode } from './command';
import { inspect } from './inspect';
import { Io } from './io';
import { collect, durationOf, formatOf, layoutOf, Options, timeIn, timeOf, withCommonOptions } from './options';
import { withProgress } from './progress';
import { prometheusOf, telemetry, withPrometheusOptions } from './prometheus-options';
import { oneOf, Usage } from './usage';
import { INTERMEDIATE_ROTATION_ANNOTATION } from '../core/change/intermediate-rotation-record';
import { ROOT_ROTATION_ANNOTATION } from '../core/change/root-rotation-record';
import { STRICT_MIGRATION_ANNOTATION } from '../core/change/strict-migration-record';
import { TRUST_DOMAIN_CHANGE_ANNOTATION } from '../core/change/trust-domain-record';
import { didYouMean } from '../core/suggestion';
import {
  ChangeKind, changesIn, checkedByHand, DEFAULT_GATE_SETTINGS, evaluate, GATE_STAGES, gatesFor, GateSettings, GateStage, HAND_GATES, kindOf,
  nextSteps, permissiveNames, Step, stepsTo, withoutRepetition,
} from '../gates';
import { Inspection } from '../inspection';
import { gateJson } from '../report/gate/json';
import { gateMarkdown } from '../report/gate/markdown';
import { GateReport, isOpen } from '../report/gate/report';
import { gateText } from '../report/gate/text';
import { withoutCommands } from '../report/printable';
import type { Prometheus } from '../telemetry';

const FORMATS = ['text', 'json', 'markdown'] as const;
/** By how much clocks may differ: less than it takes until something is scraped. */
const MOST_SKEW = 60_000;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** `cdk8s-mtls gate`: whether the next step of a change may be taken, by what Prometheus has seen. */
export const gateCommand: CliCommand = {
  describe(program) {
    const parser = program.command('gate')
      .description('Say whether the next step of a change may be taken, by what Prometheus has seen.')
      .argument('<path...>', 'files and folders of manifests; "-" is standard input');
    return withCommonOptions(withGateOptions(withPrometheusOptions(parser)), FORMATS);
  },

  async run(paths: readonly string[], options: Options, io: Io): Promise<Answer> {
    const format = formatOf(options, 'gate', FORMATS);
    const settings = gateSettingsOf(options);
    const prometheus = prometheusOf(options, io, durationOf(options, 'timeout'));
    const checked = handGatesOf(options);
    const inspection = await inspect(paths, options, io);
    const { steps, problems } = stepsOf(options, inspection, io);
    const only = onlyOf(options, inspection, steps);
    const gates = withoutRepetition(steps.flatMap(step => gatesFor(step, inspection.inventory, inspection.context, settings, only)));
    const report = await answered(async () => {
      const asOf = await timeOfAnswers(prometheus, options, io);
      if (settings.since !== undefined && settings.since > asOf.getTime()) {
        throw new Usage(`--since "${options.since}" is after ${asOf.toISOString()}, as of which it is asked. Name the time at which the phase was deployed that the manifests are in.`);
      }
      const evaluated = await withProgress('asking Prometheus', io.stderr, () => evaluate(gates, (promql, at) => prometheus.query(promql, at), asOf));
      return { prometheus: new URL(`${options.prometheus}`).host, asOf, steps, gates: checkedByHand(evaluated, checked), problems };
    });
    return {
      text: RENDERERS[format](report, io),
      exitCode: problems > 0 ? ExitCode.UNUSABLE : isOpen(report) ? ExitCode.CLEAN : ExitCode.FINDINGS,
    };
  },
};

function withGateOptions(parser: Parser): Parser {
  const { window, minCoverage } = DEFAULT_GATE_SETTINGS;
  const options = [
    new Option('--stage <stage>', `the step to be taken: ${oneOf(GATE_STAGES)} (default: the next one of the change under way)`),
    new Option('--only <namespace[/workload]>', 'becomes strict; may be repeated (default: all that is not yet)').argParser(collect),
    new Option('--window <duration>', 'how far back it is looked, at calls and at what was renewed').default(`${window / 86_400_000}d`),
    new Option('--min-coverage <part>', 'of the window in which each workload must have been watched, from 0 to 1').default(`${minCoverage}`),
    new Option('--workload-lifetime <duration>', 'the longest lifetime of certificates that the mesh issues (default: as the chain records it, else 24h)'),
    new Option('--since <time>', 'when the phase was deployed that the manifests are in, where telemetry does not tell; of several changes, the last one'),
    new Option('--match <label=value>', 'that every series must have, for example cluster=east; may be repeated').argParser(collect),
    new Option('--checked <gate>', `you have looked at it yourself, where no telemetry tells: ${oneOf(HAND_GATES)}; may be repeated`).argParser(collect),
  ];
  options.forEach(option => parser.addOption(option));
  return parser;
}

function gateSettingsOf(options: Options): GateSettings {
  const minCoverage = Number(options.minCoverage);
  if (!/^\d*\.?\d+$/.test(`${options.minCoverage}`) || minCoverage > 1) {
    throw new Usage(`--min-coverage "${options.minCoverage}": this is no part of the window. Write a number from 0 to 1, for example 0.9.`);
  }
  const matchers = ((options.match ?? []) as readonly string[]).map(text => {
    const [, label, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (label === undefined || !LABEL.test(label)) {
      throw new Usage(`--match "${text}": this is no label and its value. Write it as cluster=east.`);
    }
    return [label, value] as const;
  });
  return {
    window: durationOf(options, 'window'),
    minCoverage,
    ...options.workloadLifetime === undefined ? {} : { workloadLifetime: durationOf(options, 'workloadLifetime') },
    ...options.since === undefined ? {} : { since: sinceOf(options) },
    matchers: Object.fromEntries(matchers),
  };
}

/** A day alone would begin before what was deployed in the course of it. */
function sinceOf(options: Options): number {
  const time = timeIn(options, 'since').getTime();
  if (!`${options.since}`.includes('T')) {
    throw new Usage(`--since "${options.since}": a phase is deployed at some time of a day. Write it as 2027-01-31T12:00:00Z.`);
  }
  return time;
}

function handGatesOf({ checked = [] }: Options): readonly string[] {
  for (const name of checked as readonly string[]) {
    if (!HAND_GATES.some(gate => gate === name)) {
      throw new Usage(`--checked "${name}": nobody needs to look at it for telemetry, or there is no such gate. Write ${oneOf(HAND_GATES)}.${didYouMean(name, HAND_GATES)}`);
    }
  }
  return checked as readonly string[];
}

/** The steps to be judged, and how much could not be read. */
function stepsOf(
  { stage }: Options, { inventory, context, problems }: Inspection, { stderr }: Io,
): { readonly steps: readonly Step[]; readonly problems: number } {
  const changes = changesIn(inventory, context);
  changes.problems.forEach(problem => stderr.write(`${withoutCommands(problem)}\n`));
  const unread = problems.length + changes.problems.length;
  if (stage !== undefined && !GATE_STAGES.some(each => each === stage)) {
    throw new Usage(`--stage "${stage}": there is no such stage. Write ${oneOf(GATE_STAGES)}.${didYouMean(`${stage}`, GATE_STAGES)}`);
  }
  const steps = stage === undefined ? nextSteps(changes) : stepsTo(stage as GateStage, changes);
  if (steps.length === 0 && unread === 0) {
    throw new Usage(stage === undefined
      ? `no change is under way: no object records ${oneOf(Object.values(RECORDED).map(({ what, annotation }) => `${what} (${annotation})`))}. Name the step with --stage: ${oneOf(GATE_STAGES)}.`
      : `--stage "${stage}": ${notUnderWay(stage as GateStage)}. Give the manifests of the chain, or --stage strict.`);
  }
  return { steps, problems: unread };
}

/** What records a change of each kind. */
const RECORDED: Readonly<Record<ChangeKind, { readonly what: string; readonly none: string; readonly annotation: string }>> = {
  'root': { what: 'the replacement of a root', none: 'no root is being replaced: no Bundle', annotation: ROOT_ROTATION_ANNOTATION },
  'intermediate': { what: 'that of an intermediate', none: 'no intermediate is being replaced: no Certificate', annotation: INTERMEDIATE_ROTATION_ANNOTATION },
  'trust-domain': { what: 'the change of a trust domain', none: 'no trust domain is being changed: no Bundle', annotation: TRUST_DOMAIN_CHANGE_ANNOTATION },
  'strict': { what: 'a migration to strict', none: 'nothing becomes strict: no PeerAuthentication', annotation: STRICT_MIGRATION_ANNOTATION },
};

function notUnderWay(stage: GateStage): string {
  const { none, annotation } = RECORDED[kindOf(stage)];
  return `${none} records it (${annotation})`;
}

function onlyOf({ only = [] }: Options, { inventory, context }: Inspection, steps: readonly Step[]): readonly string[] {
  const names = only as readonly string[];
  const known = names.length === 0 ? new Set<string>() : permissiveNames(steps, inventory, context);
  for (const name of names) {
    if (!known.has(name)) {
      throw new Usage(`--only "${name}": no workload with a sidecar that is not strict yet has this name or is in a namespace of it. Write it as shop or shop/cart.${didYouMean(name, known)}`);
    }
  }
  return names;
}

/** The time as of which is asked: that of Prometheus, whose samples are dated by it, unless somebody says another. */
async function timeOfAnswers(prometheus: Prometheus, options: Options, io: Io): Promise<Date> {
  const [ours, theirs] = [timeOf(options, io), await prometheus.time()];
  const skew = theirs.getTime() - ours.getTime();
  if (options.now !== undefined) {
    if (-skew > MOST_SKEW) {
      throw new Usage(`--now "${options.now}" is in the future of Prometheus, whose clock says ${theirs.toISOString()}. Leave --now out, or name a time for which there is telemetry.`);
    }
    return ours;
  }
  if (Math.abs(skew) > MOST_SKEW) {
    throw new Usage(`the clocks disagree: Prometheus says ${theirs.toISOString()}, and here it is ${ours.toISOString()}${io.env.SOURCE_DATE_EPOCH ? ' (SOURCE_DATE_EPOCH)' : ''}. Certificates end and windows begin by one of them: set the clocks, or say with --now which time counts.`);
  }
  return theirs;
}

/** What Prometheus does not answer is no mistake of ours. */
async function answered<T>(asking: () => Promise<T>): Promise<T> {
  try {
    return await asking();
  } catch (error) {
    throw error instanceof telemetry().TelemetryProblem ? new Usage(`--prometheus: ${error.message}.`) : error;
  }
}

const RENDERERS: Readonly<Record<typeof FORMATS[number], (report: GateReport, io: Io) => string>> = {
  text: (report, io) => withoutCommands(gateText(report, layoutOf(io))),
  json: gateJson,
  markdown: report => withoutCommands(gateMarkdown(report)),
};
