import { HelmProps, Yaml } from 'cdk8s';

/** The values of a Helm release. */
export interface HelmValuesProps {
  /** The name of the chart, for example `istiod`. */
  readonly chart: string;
  /** The address of the chart's repository. */
  readonly repository: string;
  /** The name of the release. */
  readonly releaseName: string;
  /** The namespace of the release. */
  readonly namespace: string;
  /** The values. */
  readonly values: { [key: string]: any };
}

/**
 * What an installation in the cluster must be told for the manifests to hold, as
 * values of its Helm chart: for cdk8s's `Helm` construct, or for a values file.
 *
 * @example new Helm(chart, 'istiod', mesh.istiodValues.toHelmProps());
 */
export class HelmValues {
  /** The name of the chart. */
  public readonly chart: string;
  /** The address of the chart's repository. */
  public readonly repository: string;
  /** The name of the release. */
  public readonly releaseName: string;
  /** The namespace of the release. */
  public readonly namespace: string;

  private readonly tree: { [key: string]: any };

  constructor(props: HelmValuesProps) {
    this.chart = props.chart;
    this.repository = props.repository;
    this.releaseName = props.releaseName;
    this.namespace = props.namespace;
    this.tree = withoutUndefined(props.values);
  }

  /** The values, as a tree of plain objects. */
  public get values(): { [key: string]: any } {
    return structuredClone(this.tree);
  }

  /** The content of a values file. */
  public toYaml(): string {
    return Yaml.stringify(this.tree);
  }

  /**
   * The properties of cdk8s's `Helm` construct.
   *
   * @param version of the chart
   * @default - the newest version
   */
  public toHelmProps(version?: string): HelmProps {
    return {
      chart: this.chart,
      repo: this.repository,
      version,
      releaseName: this.releaseName,
      namespace: this.namespace,
      values: this.values,
    };
  }
}

function withoutUndefined(tree: { [key: string]: any }): { [key: string]: any } {
  return JSON.parse(JSON.stringify(tree));
}
