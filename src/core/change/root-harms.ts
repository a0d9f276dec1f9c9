import { Harm } from './harm';
import { RootPhase } from './root-phase';
import { RootRotationRecord, workloadTimes } from './root-rotation-record';
import { describeDuration } from '../go-duration';

/** What the replacement of a compromised root breaks in the step that a record describes; nothing if it is an ordinary one. */
export function rootHarms(record: RootRotationRecord): Harm[] {
  const { phase, from, to, compromise } = record;
  if (!compromise) {
    return [];
  }
  const times = workloadTimes(record);
  const renewal = times ? `at most about ${describeDuration(times.lifetime - times.renewBefore)} later` : 'when it is renewed';
  return phase === RootPhase.RETIRE ? [
    {
      who: `every workload whose certificate is still under "${from}"`,
      what: 'is refused by everybody who has loaded the bundle, as a client and as a server',
      howLong: `until its certificate is issued again, by itself ${renewal}; at once with cmctl renew, or a restart of a sidecar's pod`,
    },
    {
      who: 'everybody who has not loaded the bundle',
      what: `still takes whatever the key of "${from}" has signed`,
      howLong: `the kubelet brings it within about 2 minutes, and a sidecar gets it with its next certificate, ${renewal}; who reads it once must be restarted`,
    },
  ] : [
    {
      who: 'every sidecar that has got no certificate since',
      what: `refuses all certificates under "${to}", as a client and as a server`,
      howLong: `until its next certificate brings "${to}", ${renewal}; restarting its pod is quicker`,
    },
    {
      who: 'every workload that mounts the bundle',
      what: `refuses all certificates under "${to}"`,
      howLong: 'about 2 minutes, until the kubelet has brought the bundle; one that reads it once, until it is restarted',
    },
    {
      who: 'callers and servers outside the cluster that trust the roots of the chain',
      what: `refuse all certificates under "${to}"`,
      howLong: `until somebody gives them "${to}"`,
    },
    {
      who: 'everybody',
      what: `still takes whatever the key of "${from}" has signed`,
      howLong: `until "${from}" is distrusted, in the next step`,
    },
  ];
}
