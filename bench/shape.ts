/** How the objects are spread. */
export enum Shape {
  /** All in one chart, so in one file. */
  ONE_CHART = 'one chart',
  /** A chart for the platform and one for each namespace. */
  MANY_CHARTS = 'a chart for each namespace',
}
