import { within } from '../field-problem';
import { Fields, fieldsAt, listAt } from '../fields';

/** Where one route of a VirtualService leads. */
export interface RouteLeg {
  readonly destination: Fields;
  readonly field: string;
}

/** All legs of a route, mirrored requests among them. One that is not written has an empty destination. */
export function* legsOf(route: unknown, field: string): Generator<RouteLeg> {
  for (const [index, leg] of listAt(route, 'route').entries()) {
    yield { destination: fieldsAt(leg, 'destination'), field: `${within(`${field}.route`, index)}.destination` };
  }
  yield { destination: fieldsAt(route, 'mirror'), field: `${field}.mirror` };
  for (const [index, mirror] of listAt(route, 'mirrors').entries()) {
    yield { destination: fieldsAt(mirror, 'destination'), field: `${within(`${field}.mirrors`, index)}.destination` };
  }
}
