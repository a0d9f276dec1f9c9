import { Stage } from './plan';

/** The stages of a change in their order, when it stands in one of them. */
export function stagesOf<S extends string>(stages: readonly S[], now: S): Stage[] {
  const place = stages.indexOf(now);
  return stages.map((name, index) => ({ name, state: index < place ? 'done' : index === place ? 'now' : 'to-come' }));
}
