import { time } from './certificate-gate';
import { GateSettings, Offender, Sample } from './gate';
import { common, seconds, selector } from './promql';
import { RotatedIntermediate } from './rotated-intermediate';
import { Since } from './since';

/** How far apart it is looked whether a generation is renewed: as seldom as one may look and still see each scrape. */
const STEP = 60_000;
/** A scrape that does not honour labels renames the namespace of the Certificate. */
const BY = 'namespace,exported_namespace';

/**
 * Since the old generation of an intermediate signs no more, at the latest. Which of
 * two generations signed something is in no metric, and the certificate of the new one is
 * older than its first signature. But from phase "drain" on the old one is not renewed any
 * more, which shows in the metrics of cert-manager: so it is seen when that was. It must
 * be seen to begin: what was never renewed, or not watched, says nothing.
 */
export function sinceDrained({ oldName, newName, namespace, scope, record: { from } }: RotatedIntermediate, settings: GateSettings): Since {
  const metric = (name: string): string => selector('certmanager_certificate_renewal_timestamp_seconds', [...common(settings.matchers), ['name', '=', name]]);
  const isRenewed = `${metric(oldName)} > 0`;
  const looked = `[${seconds(settings.window)}:${seconds(STEP)}]`;
  const lastRenewed = `max by (${BY}) (max_over_time(timestamp(${isRenewed})${looked} @ end()))`;
  // That the new one is reported shows that cert-manager was watched.
  const isDrained = `group by (${BY}) (${metric(newName)}) unless group by (${BY}) (${isRenewed})`;
  const unknown = (problem: string): Offender => ({ subject: `generation "${from}" of ${scope}`, problem });
  return {
    event: `generation "${from}" was drained`,
    queries: [
      { promql: lastRenewed },
      { promql: `min by (${BY}) (min_over_time((timestamp(${isDrained}) > on (${BY}) ${lastRenewed})${looked}))` },
    ],
    at: answers => {
      const [renewed, drained] = answers.map(samples => latestIn(samples, namespace));
      if (drained !== undefined) {
        return Math.max(drained, settings.since ?? drained);
      }
      if (renewed !== undefined) {
        return unknown(`cert-manager renewed it still at ${time(renewed)}, so that it is not drained`);
      }
      return settings.since
        ?? unknown('cert-manager was not seen to renew it and then not any more: look farther back, with --window, or say when phase "drain" was deployed, with --since');
    },
  };
}

/** The latest time that an answer names for a namespace, in milliseconds. */
function latestIn(samples: readonly Sample[], namespace: string): number | undefined {
  const times = samples.filter(({ labels }) => (labels.get('exported_namespace') || labels.get('namespace')) === namespace).map(({ value }) => value * 1000);
  return times.length > 0 ? Math.max(...times) : undefined;
}
