import { Environment } from './environment';
import { Operator, operatorMoves } from './operator';
import { ALL, described, intersection, isWithin, NONE, Roots, union } from './roots';
import { areInterchangeable, isRunning, keyOf, settledAt, State, World } from './state';
import { System } from '../explorer';

/**
 * The replacement of a root, by an operator, in a world that follows at its own time.
 *
 * @param givenUp the roots of which it is accepted that whoever presents them is refused
 */
export function rotationSystem(world: World, operator: Operator, givenUp: Roots = NONE): System<State> {
  const interchangeable = areInterchangeable(world);
  const environment = new Environment(world);
  return {
    initial: settledAt(0, world),
    moves: state => [...operatorMoves(world, operator, state), ...environment.moves(state)],
    key: state => keyOf(state, interchangeable),
    violation: state => refusedHandshake(world, state, givenUp),
  };
}

/** Whether everybody has come to a stage; by default, to the last one. */
export function hasArrived(world: World, stage = world.stages.length - 1): (state: State) => boolean {
  const interchangeable = areInterchangeable(world);
  const end = keyOf(settledAt(stage, world), interchangeable);
  return state => keyOf(state, interchangeable) === end;
}

/** Invariant I1: whoever runs trusts the root of whatever anybody presents. */
function refusedHandshake(world: World, { clusters }: State, givenUp: Roots): string | undefined {
  let [presented, trusted] = [NONE, ALL];
  for (const { consumers } of clusters) {
    for (const consumer of consumers) {
      presented = union(presented, consumer.presented);
      trusted = intersection(trusted, isRunning(consumer) ? consumer.loaded : ALL);
    }
  }
  if (isWithin(presented, union(trusted, givenUp))) {
    return undefined;
  }
  const running = clusters.flatMap(({ consumers }, index) => consumers.map((consumer, place) => {
    const { name, consumers: shapes } = world.clusters[index];
    return { ...consumer, name: `${name}/${shapes[place].name}` };
  })).filter(isRunning);
  for (const client of running) {
    const server = running.find(other => !isWithin(other.presented, union(client.loaded, givenUp)));
    if (server) {
      return `${client.name}, which trusts ${described(client.loaded)}, refuses ${server.name}, which presents ${described(server.presented)}`;
    }
  }
  return undefined;
}
