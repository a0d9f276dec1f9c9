export { checkCertificates } from './exchange';
export { TelemetryProblem } from './problem';
export { Credentials, Prometheus, PrometheusOptions } from './prometheus';
