import { Harm } from './harm';
import { IntermediateRotationRecord } from './intermediate-rotation-record';
import { describeDuration, parseGoDuration } from '../go-duration';

/** What the replacement of a compromised intermediate breaks, and what it cannot mend; nothing if it is an ordinary one. */
export function intermediateHarms({ from, lifetime, compromise }: IntermediateRotationRecord): Harm[] {
  const length = lifetime === undefined ? undefined : parseGoDuration(lifetime);
  return compromise ? [
    {
      who: 'whoever asks for a certificate, such as a pod that starts,',
      what: 'gets none',
      howLong: 'some seconds, until cert-manager has issued the new intermediate',
    },
    {
      who: 'every workload under the intermediate',
      what: 'has its certificate issued again, and those that read it once, or get it from a sidecar, are restarted',
      howLong: 'as long as that takes; certificates in use stay valid meanwhile',
    },
    {
      who: 'everybody who trusts the root',
      what: `still takes whatever the stolen key of generation "${from}" signs, since nothing revokes it (cert-manager serves no list of what is revoked, and Istio reads ca-crl.pem only from a cacerts that cert-manager does not write)`,
      howLong: `until the stolen intermediate ends${length === undefined ? '' : `, at most ${describeDuration(length)} after it was issued`}, or its root is replaced, by RootRotation, or RootCompromise where that is too slow`,
    },
  ] : [];
}
