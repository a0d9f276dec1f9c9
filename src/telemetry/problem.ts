/** Why there is no answer of Prometheus that can be relied on: what happened, and what to do. */
export class TelemetryProblem extends Error {}
