import { ApiObject, App, Chart, DependencyGraph } from 'cdk8s';
import { IConstruct } from 'constructs';
import { recordConstructPaths } from './construct-paths';
import type * as Analysis from '../analysis/analyze';
import { SourcedManifest } from '../analysis/manifest';
import type { RuleContext } from '../analysis/rule';
import { Acknowledgement, acknowledgementProblem } from '../core/acknowledgement';
import { currentTime } from '../core/clock';
import { Finding, Severity } from '../core/finding';
import { append } from '../core/multi-map';
import { usageError } from '../core/usage-error';

const CHECKS = Symbol.for('cdk8s-mtls.MtlsChecks');

/** Options of the checks. */
export interface MtlsChecksOptions {
  /**
   * The time with which end dates are compared.
   *
   * @default - `SOURCE_DATE_EPOCH` if it is set, else the current time
   */
  readonly now?: Date;

  /**
   * Findings that are accepted for a reason and until a day. On the object itself,
   * the annotation `cdk8s-mtls.dev/acknowledge` says the same.
   *
   * @default - none
   */
  readonly acknowledgements?: Acknowledgement[];
}

/** Options of `MtlsChecks.expectNoFindings`. */
export interface ExpectNoFindingsOptions {
  /**
   * Whether warnings are let pass.
   *
   * @default false
   */
  readonly errorsOnly?: boolean;
}

/** How a cluster is set up. */
type ClusterSettings = Omit<RuleContext, 'now' | 'acknowledgements'>;

/**
 * The checks that an app passes before anything is written: over all of its
 * objects, whoever made them. Every construct of this library attaches them;
 * attach them yourself to set the options.
 */
export class MtlsChecks {
  /**
   * Attaches the checks to the app of a construct. Attaching twice is attaching
   * once; later options replace earlier ones.
   *
   * @throws if the time is none, or an acknowledgement has no code, reason or end
   */
  public static attach(scope: IConstruct, options?: MtlsChecksOptions): MtlsChecks {
    const root = scope.node.root as IConstruct & { [CHECKS]?: MtlsChecks };
    if (!root[CHECKS]) {
      Object.defineProperty(root, CHECKS, { value: new MtlsChecks(root) });
    }
    const checks = root[CHECKS]!;
    if (Number.isNaN(options?.now?.getTime())) {
      throw usageError(scope, 'MtlsChecks.attach({ now })', 'this is not a date, so no exception would ever end', 'Pass a date, for example new Date("2027-01-31").');
    }
    for (const acknowledgement of options?.acknowledgements ?? []) {
      const wrong = acknowledgementProblem(acknowledgement);
      if (wrong) {
        throw usageError(scope, 'MtlsChecks.attach({ acknowledgements })', wrong.problem, wrong.remedy);
      }
    }
    checks.options = options ?? checks.options;
    return checks;
  }

  /**
   * For unit tests: fails if there are findings about the objects of a chart, of
   * a construct, or of the whole app. All objects of the app are looked at, since
   * what one of them is worth depends on others.
   *
   * @example MtlsChecks.expectNoFindings(chart);
   *
   * @param scope what must be free of findings
   * @throws with every finding: its code, the construct, what is wrong, and what to write instead
   */
  public static expectNoFindings(scope: IConstruct, options?: ExpectNoFindingsOptions): void {
    const { path } = scope.node;
    const isWithin = (other: string): boolean => path === '' || other === path || other.startsWith(`${path}/`);
    const findings = MtlsChecks.attach(scope).findings()
      .filter(({ severity, origin }) => isWithin(origin.constructPath!) && (severity === Severity.ERROR || !options?.errorsOnly));
    if (findings.length > 0) {
      const lines = findings.map(finding => `\n  ${finding.severity}: ${located(finding)}`);
      throw new Error(`Expected no findings${path === '' ? '' : ` in ${path}`}, but there ${findings.length === 1 ? 'is 1' : `are ${findings.length}`}:${lines.join('')}`);
    }
  }

  private options: MtlsChecksOptions = {};
  private cluster: ClusterSettings = {};
  private readonly reporting = new WeakSet<IConstruct>();
  private findingsOf = new Map<IConstruct, Finding[]>();
  /** What was rendered and found during the current `app.synth()`; undefined outside of it. */
  private synthesis?: { rendered: Map<ApiObject, any>; findings?: Finding[] };

  private constructor(private readonly root: IConstruct) {
    root.node.addValidation({ validate: () => this.validate() });
    if (root instanceof App) {
      this.rememberDuring(root, 'synth');
      this.rememberDuring(root, 'synthYaml');
    }
  }

  /** Everything that is wrong with the app as it is now: errors, which stop synthesis, and warnings, which it prints. */
  public findings(): Finding[] {
    if (this.synthesis?.findings) {
      return this.synthesis.findings;
    }
    const constructs = new Map<string, IConstruct>([['', this.root]]);
    const objects: SourcedManifest[] = [];
    for (const construct of this.root.node.findAll()) {
      if (construct instanceof ApiObject) {
        const constructPath = construct.node.path;
        const manifest = construct.toJson();
        constructs.set(constructPath, construct);
        this.synthesis?.rendered.set(construct, manifest);
        objects.push({ manifest, origin: { constructPath } });
      }
    }
    // The rules are many, and needed only when there is something to check.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { analyze } = require('../analysis/analyze') as typeof Analysis;
    const findings = analyze(objects, { now: currentTime(this.options.now), acknowledgements: this.options.acknowledgements, ...this.cluster });

    this.findingsOf = new Map();
    for (const finding of findings) {
      append(this.findingsOf, constructs.get(finding.origin.constructPath!)!, finding);
    }
    if (this.synthesis) {
      this.synthesis.findings = findings;
    }
    return findings;
  }

  /**
   * Tells the checks how the cluster is set up, as a construct knows it.
   *
   * @throws if another construct said otherwise: an app describes one cluster
   * @internal
   */
  public _learn(who: IConstruct, settings: ClusterSettings): void {
    for (const [name, value] of Object.entries(settings)) {
      const known = this.cluster[name as keyof ClusterSettings];
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) {
        throw usageError(who, `${name} ${JSON.stringify(value)}`, `another construct of this app says ${JSON.stringify(known)}`, 'Use one app for each cluster.');
      }
    }
    this.cluster = { ...this.cluster, ...settings };
  }

  /**
   * The manifest of an object if it was rendered in this synthesis already.
   *
   * @internal
   */
  public _rendered(object: ApiObject): any {
    return this.synthesis?.rendered.get(object);
  }

  /**
   * cdk8s validates the root first. It finds everything, and lets each construct
   * report its own, so that each message begins with the path of its construct.
   */
  private validate(): string[] {
    this.findings();
    for (const construct of this.findingsOf.keys()) {
      if (!this.reporting.has(construct)) {
        this.reporting.add(construct);
        construct.node.addValidation({ validate: () => this.messages(construct) });
      }
    }
    return [];
  }

  private messages(construct: IConstruct): string[] {
    return (this.findingsOf.get(construct) ?? [])
      .filter(finding => finding.severity === Severity.ERROR)
      .map(described);
  }

  /** Says what does not stop synthesis, where a pipeline's log shows it. */
  private warn(): void {
    for (const finding of this.findings()) {
      if (finding.severity === Severity.WARNING) {
        process.stderr.write(`warning: ${located(finding)}\n`);
      }
    }
  }

  /**
   * cdk8s resolves and validates the whole app before it writes anything, and
   * then again for each chart. Within one synthesis nothing changes, so once is
   * enough: the objects are rendered and checked once, and a chart gives what it
   * holds. Else the time would grow with charts times objects.
   */
  private rememberDuring<M extends 'synth' | 'synthYaml'>(app: App, method: M): void {
    const original = app[method].bind(app) as () => any;
    app[method] = () => {
      this.synthesis = { rendered: new Map() };
      const charts = app.node.findAll().filter(isPlainChart);
      charts.forEach(chart => { chart.toJson = () => objectsOf(chart).map(object => object.toJson()); });
      try {
        const written = original();
        this.warn();
        if (method === 'synth') {
          recordConstructPaths(app.outdir, this.synthesis.rendered);
        }
        return written;
      } finally {
        charts.forEach(chart => Reflect.deleteProperty(chart, 'toJson'));
        this.synthesis = undefined;
      }
    };
  }
}

/** A finding in one line. */
function described({ code, message, fix }: Finding): string {
  return `${code}: ${message}. ${fix}`;
}

/** A finding in one line, with the construct that it is about. */
function located(finding: Finding): string {
  return `[${finding.origin.constructPath}] ${described(finding)}`;
}

/** Whether a construct is a chart that gives its objects as cdk8s has it. */
function isPlainChart(construct: IConstruct): construct is Chart {
  return Chart.isChart(construct) && construct.toJson === Chart.prototype.toJson;
}

/** The objects of a chart, in the order in which cdk8s writes them. */
function objectsOf(chart: Chart): ApiObject[] {
  return new DependencyGraph(chart.node).topology()
    .filter((construct): construct is ApiObject => construct instanceof ApiObject && Chart.of(construct) === chart);
}
