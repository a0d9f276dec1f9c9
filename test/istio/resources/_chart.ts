import { Chart, Testing } from 'cdk8s';

/** A chart in the namespace `shop`. */
export function shop(): Chart {
  return new Chart(Testing.app(), 'chart', { namespace: 'shop' });
}

/** The spec of the only object of a chart, as it is written. */
export function specIn(chart: Chart): any {
  const [object, ...others] = Testing.synth(chart);
  expect(others).toEqual([]);
  return object.spec;
}
