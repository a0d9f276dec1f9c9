import { CALLS, DESTINATION, workloadIn } from './calls';
import { callQueries, callsAmong } from './counted-calls';
import { Gate, GateSettings, judged } from './gate';
import { common, Matcher, seconds, selector } from './promql';
import { TrustDomainRecord } from '../core/change/trust-domain-record';
import { describeDuration } from '../core/go-duration';

/** Both ends of a call have an identity, and each end refuses that of the other. */
const ENDS = [
  { label: 'source_principal', what: (domain: string) => `with an identity of ${domain}` },
  { label: 'destination_principal', what: (domain: string) => `answered with an identity of ${domain}` },
] as const;

/** With what every identity begins. */
const SPIFFE = 'spiffe://';

/** Whether neither end of any call had an identity of the old trust domain: before those are refused. */
export function oldIdentityGate({ chain, from }: TrustDomainRecord, settings: GateSettings): Gate {
  const window = describeDuration(settings.window);
  const reported: Matcher[] = [...common(settings.matchers), ['reporter', '=', 'destination']];
  const counted = ENDS.map(({ label }) => callQueries([...reported, [label, '^=', `${SPIFFE}${from}/`]], settings.window));
  const perEnd = counted[0].length;
  return {
    name: 'no-old-identity',
    scope: chain,
    question: `Has nobody called, or been called, with an identity of ${from}, in ${window}?`,
    queries: [
      ...counted.flat(),
      ...ENDS.map(({ label }) => ({ promql: nameless(label, reported, settings.window) })),
      { promql: `count(${selector(CALLS.map(({ metric }) => metric), [...reported, ['source_principal', '^=', SPIFFE]])})` },
    ],
    checks: [],
    judge: answers => {
      const [seen] = answers.slice(-1);
      return judged(
        `no call with one in ${window}`,
        ENDS.flatMap(({ what }, index) => callsAmong(answers.slice(index * perEnd, (index + 1) * perEnd), what(from))),
        [
          ...seen.length === 0 ? [{ subject: 'the sidecars of the mesh', problem: 'none counts a call with any identity: none is called, or none is scraped' }] : [],
          ...ENDS.flatMap(({ label }, index) => answers[ENDS.length * perEnd + index].map(({ labels }) => ({
            subject: workloadIn(labels, DESTINATION),
            problem: `its proxies count calls without saying whose they are: "${label}" is not in the metrics, or names no identity`,
          }))),
        ],
      );
    },
  };
}

/**
 * The series that count calls of which is not told who they are, and which are not known to be in plaintext: whoever takes
 * the label out of the metrics would see no old identity either.
 */
function nameless(label: string, reported: readonly Matcher[], window: number): string {
  const series = selector(CALLS.map(({ metric }) => metric), [...reported, ['connection_security_policy', '!=', 'none'], [label, '!^=', SPIFFE]]);
  return `count by (${Object.values(DESTINATION).join(',')}) (last_over_time(${series}[${seconds(window)}]))`;
}
