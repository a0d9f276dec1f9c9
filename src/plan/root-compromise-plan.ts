import { guardsOf } from './guards';
import { Progress } from './plan';
import { atOnce } from './waits';
import type { State } from '../analysis/diff/world';
import { CompromiseNote } from '../core/change/record-text';
import { rootHarms } from '../core/change/root-harms';
import { RootPhase } from '../core/change/root-phase';
import { RootReplacement } from '../core/change/root-rotation-record';

type Compromised = RootReplacement & { readonly compromise: CompromiseNote };

/** Whether a root is replaced because its key is no secret any more. */
export function isCompromised(rotation: RootReplacement): rotation is Compromised {
  return rotation.compromise !== undefined;
}

/** Where the replacement of a compromised root stands, and how it goes on: at once, and never back. */
export function rootCompromisePlan(rotation: Compromised, state: State): Progress {
  const { phase, from, to, compromise: { reason } } = rotation;
  const accepted = { reason, harms: rootHarms(rotation) };
  if (phase === RootPhase.RETIRE) {
    return {
      stages: [{ name: 'replace at once', state: 'done' }, { name: 'distrust at once', state: 'now' }],
      standing: `"${to}" alone is trusted; the key of "${from}" is worth nothing any more`,
      accepted,
      next: {
        stage: 'steady',
        effect: `the objects of "${from}" go; its Secret stays until somebody deletes it`,
        edit: {
          remove: [valueOf(rotation, RootPhase.RETIRE), `roots: […, the root in slot "${from}"]`],
          add: [],
          note: `Take the root in slot "${from}" out of "roots", keep a copy of its Secret for the investigation, and delete it.`,
        },
        guards: guardsOf({ stage: 'retire', rotation }, state),
        wait: atOnce('nothing depends on it any more'),
      },
    };
  }
  const next = { ...rotation, phase: RootPhase.RETIRE, trusts: [to] };
  return {
    stages: [{ name: 'replace at once', state: 'now' }, { name: 'distrust at once', state: 'to-come' }],
    standing: `"${to}" signs, and "${from}" does not any more, but is trusted: whoever has its key can still be any workload`,
    accepted,
    next: {
      stage: 'distrust at once',
      effect: `"${from}" is taken out of the bundle, so that its key is worth nothing; whoever has no certificate under "${to}" yet is cut off`,
      edit: { remove: [valueOf(rotation, RootPhase.DRAIN)], add: [valueOf(rotation, RootPhase.RETIRE)] },
      // What must be true in any case. Who has followed so far decides who is cut off, and not whether to go on.
      guards: guardsOf({ stage: 'drain', rotation }, state),
      wait: atOnce(`while "${from}" is trusted, the stolen key works; each certificate that is issued again before, with cmctl renew or a restart of its pod, is one that is not cut off`),
      accepted: { reason, harms: rootHarms(next) },
    },
  };
}

function valueOf({ from, to, compromise: { reason } }: Compromised, phase: RootPhase): string {
  const name = phase === RootPhase.RETIRE ? 'distrustAtOnce' : 'replaceAtOnce';
  return `rootCompromise: RootCompromise.${name}({ from: ${JSON.stringify(from)}, to: ${JSON.stringify(to)}, reason: ${JSON.stringify(reason)} }),`;
}
