import { cli, Ran, Surroundings } from './program';
import { NAMESPACE, workload } from './shop';
import { answering, Asked, fakeServer, scalar, vector } from '../telemetry/fake-server';

/** The day of the tests, in seconds as Prometheus counts them. */
export const NOW = 1767225600;
export const HOUR = 3600;
const WEEK_OF_LOOKS = 7 * 24 * 12;

/** Two workloads with sidecars. */
export const SHOP = [NAMESPACE, workload('web', 8080), workload('cart', 7070)].join('---');

/** The policy of a mesh on its way to strict, with the stage that it records. */
export const migration = (stage: string, more: object = {}): string => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: istio-system
  annotations: { cdk8s-mtls.dev/strict-migration: '${JSON.stringify({ stage, ...more })}' }
spec: { mtls: { mode: PERMISSIVE } }
`;

/** The shop before anything in it is strict. */
export const files = { 'shop.yaml': [SHOP, migration('observe')].join('---') };

/** A series of calls to a workload of the shop. */
export const called = (name: string, value: number | string, more: object = {}): readonly [Record<string, string>, number | string] =>
  [{ destination_workload_namespace: 'shop', destination_workload: name, ...more }, value];
/** A series of the agent in a pod of the shop. */
export const agent = (pod: string, value: number): readonly [Record<string, string>, number] => [{ namespace: 'shop', pod }, value];

/** What is seen of a shop in which all is well. */
function healthy(query: string): object {
  if (query === 'time()') {
    return scalar(NOW);
  }
  if (query.includes('connection_security_policy') || query.includes('failed_outgoing')) {
    return vector();
  }
  if (query.includes('istio_agent_cert_expiry_seconds')) {
    const value = query.includes('max_over_time') ? 24 * HOUR : NOW + 20 * HOUR;
    return vector(agent('web-7d4b9c6f5-x2x1f', value), agent('cart-7d4b9c6f5-abcde', value));
  }
  return vector(called('web', WEEK_OF_LOOKS / 7), called('cart', WEEK_OF_LOOKS / 7));
}

/** Runs the command against a Prometheus that sees all well, but for some answers of its own. */
export async function gate(
  argv: readonly string[],
  answer: (query: string) => object | undefined = () => undefined,
  surroundings: Surroundings = { files },
  asked: Asked[] = [],
): Promise<Ran> {
  const url = await fakeServer(answering(query => answer(query) ?? healthy(query), asked));
  const { exitCode, out, err } = await cli(['gate', '--prometheus', url, ...argv], surroundings);
  const hidden = (text: string): string => text.replaceAll(new URL(url).host, 'HOST');
  return { exitCode, out: hidden(out), err: hidden(err) };
}
