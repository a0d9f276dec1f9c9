import { Command as Parser, Option } from 'commander';
import { Io } from './io';
import { oneOf, Usage } from './usage';
import { calendarDateProblem } from '../core/calendar-date';
import { currentTime } from '../core/clock';
import { Severity } from '../core/finding';
import { parseGoDuration } from '../core/go-duration';
import { didYouMean } from '../core/suggestion';
import { ClusterSettings } from '../inspection';
import { Layout } from '../report/layout';

export const FORMATS = ['text', 'json', 'sarif', 'github', 'markdown'] as const;
export type Format = typeof FORMATS[number];

const THRESHOLDS = ['error', 'warning', 'never'] as const;
type Threshold = typeof THRESHOLDS[number];

/** How wide text is set where nobody says how wide the terminal is; and the narrowest and widest that is read well. */
const WIDTH = { usual: 100, least: 80, most: 120 };

/** Values of options as the parser leaves them. */
export type Options = Readonly<Record<string, unknown>>;

/** The options of every command: how it answers, and what it is to know about the cluster. */
export function withCommonOptions(parser: Parser, formats: readonly Format[]): Parser {
  const options = [
    new Option('--format <format>', `how to answer: ${oneOf(formats)}`).default('text'),
    new Option('--now <date>', 'the day or time with which end dates are compared (default: SOURCE_DATE_EPOCH, else now)'),
    new Option('--mesh-config <file>', 'a MeshConfig, the ConfigMap "istio", an IstioOperator, or Helm values (default: as the manifests have it)').argParser(collect),
    new Option('--root-namespace <namespace>', 'whose policies apply to the whole mesh (default: istio-system)').argParser(collect),
    new Option('--trust-domain <domain>', 'of the identities in the mesh (default: cluster.local)').argParser(collect),
    new Option('--trust-domain-alias <domain>', 'another trust domain that is taken for the same; may be repeated').argParser(collect),
    new Option('--no-auto-mtls', 'sidecars do not choose mutual TLS by themselves'),
    new Option('--cluster-domain <domain>', 'of the names of Services (default: cluster.local)').argParser(collect),
    new Option('--cluster-resource-namespace <namespace>', 'from which cert-manager reads the Secrets of ClusterIssuers (default: cert-manager)').argParser(collect),
    new Option('--trust-namespace <namespace>', 'from which trust-manager reads the sources of Bundles (default: cert-manager)').argParser(collect),
    new Option('--enrolled <namespace>', 'is in the mesh although its Namespace is not among the manifests; may be repeated').argParser(collect),
  ];
  options.forEach(option => parser.addOption(option));
  return parser;
}

/** The option of commands that report findings. */
export function withThreshold(parser: Parser): Parser {
  return parser.option('--fail-on <severity>', `exit with 1 if there is a finding this bad: ${oneOf(THRESHOLDS)}`, 'error');
}

/** Takes every value of an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The format that was asked for, if the command has it. */
export function formatOf<F extends Format>({ format }: Options, command: string, formats: readonly F[]): F {
  const found = formats.find(each => each === format);
  if (found === undefined) {
    const known = FORMATS.some(each => each === format);
    throw new Usage(`--format "${format}": ${known ? `"${command}" cannot answer in it` : 'there is no such format'}. Write ${oneOf(formats)}.${known ? '' : didYouMean(`${format}`, formats)}`);
  }
  return found;
}

/** Whether a finding of a severity makes the command fail. */
export function failsOn({ failOn }: Options): (severity: Severity) => boolean {
  const threshold: Threshold | undefined = THRESHOLDS.find(each => each === failOn);
  if (threshold === undefined) {
    throw new Usage(`--fail-on "${failOn}": there is no such severity. Write ${oneOf(THRESHOLDS)}.${didYouMean(`${failOn}`, THRESHOLDS)}`);
  }
  return severity => threshold !== 'never' && (severity === Severity.ERROR || threshold === 'warning');
}

/** The time that was given, else that of the environment. */
export function timeOf(options: Options, { env }: Io): Date {
  if (typeof options.now === 'string') {
    return timeIn(options, 'now');
  }
  try {
    return currentTime(undefined, env);
  } catch (error) {
    throw new Usage((error as Error).message);
  }
}

/** A time among the options. */
export function timeIn(options: Options, name: string): Date {
  const time = parseTime(`${options[name]}`);
  if (!time) {
    throw new Usage(`--${name} "${options[name]}": this is no date. Write one as 2027-01-31 or 2027-01-31T12:00:00Z.`);
  }
  return time;
}

/** A length of time among the options, in milliseconds: as Go writes it, or in days. */
export function durationOf(options: Options, name: string): number {
  const text = `${options[name]}`;
  const days = /^(\d{1,5})d$/.exec(text);
  const milliseconds = days ? Number(days[1]) * 86_400_000 : parseGoDuration(text);
  if (milliseconds === undefined || milliseconds < 1000) {
    const option = name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
    throw new Usage(`--${option} "${text}": this is no length of time, of at least a second. Write it as 30s, 15m, 24h or 7d.`);
  }
  return milliseconds;
}

const TIME = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** A day or a time with its zone: what a time without one means depends on the machine. */
function parseTime(text: string): Date | undefined {
  const match = TIME.exec(text);
  const time = match && calendarDateProblem(match[1]) === undefined ? new Date(text) : undefined;
  return time && !Number.isNaN(time.getTime()) ? time : undefined;
}

/** What the options say about a cluster; which of the values of an option are about it, where there are several, the caller knows. */
export function settingsOf(options: Options, valuesOf = (given: readonly string[]): readonly string[] => given): ClusterSettings {
  const texts = (name: string): readonly string[] | undefined => {
    const given = options[name] as readonly string[] | undefined;
    return given && valuesOf(given);
  };
  const text = (name: string): string | undefined => texts(name)?.at(-1);
  return {
    meshConfig: text('meshConfig'),
    rootNamespace: text('rootNamespace'),
    trustDomain: text('trustDomain'),
    trustDomainAliases: texts('trustDomainAlias'),
    // The parser has it true unless it is switched off: then the manifests may say so.
    autoMtls: options.autoMtls === false ? false : undefined,
    clusterDomain: text('clusterDomain'),
    clusterResourceNamespace: text('clusterResourceNamespace'),
    trustNamespace: text('trustNamespace'),
    enrolled: texts('enrolled'),
  };
}

/** How text is set on an output. */
export function layoutOf({ stdout, env }: Io): Layout {
  const width = Math.min(WIDTH.most, Math.max(WIDTH.least, stdout.columns ?? WIDTH.usual));
  return { width, colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb' };
}
