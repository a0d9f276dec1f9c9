import { explore, Exploration, exploreTowards, System } from './explorer';
import { agreementOn, threeTiers, twoTiers } from './lifetimes/combinations';
import { lifetimeSystem } from './lifetimes/system';
import { table, traceLines } from './report';
import { EMERGENCIES } from './rotation/emergencies';
import { Refusal } from './rotation/operator';
import { refusedSteps } from './rotation/refused-steps';
import { RIGHT_ORDERS } from './rotation/right-orders';
import { rootsOf } from './rotation/roots';
import { State, World } from './rotation/state';
import { hasArrived, rotationSystem } from './rotation/system';
import { worldOf } from './rotation/worlds';
import { BLINDLY_WRONG, VISIBLY_WRONG, WrongOrder } from './rotation/wrong-orders';

/** Explores everything, and prints what was seen. Ends with 1 if anything is not as it should be. */
function main(): void {
  const began = process.hrtime.bigint();
  rightOrders();
  wrongOrders('Wrong by the records alone', VISIBLY_WRONG);
  wrongOrders('Wrong by what was not looked at', BLINDLY_WRONG);
  emergencies();
  lifetimes();
  print('', `${process.exitCode ? 'NOT as it should be. ' : 'All is as it should be. '}${seconds(began).toFixed(1)} s`);
}

function rightOrders(): void {
  print('Right orders: nobody is ever refused, and from every state there is a way to the end', '');
  const rows = RIGHT_ORDERS.map(({ name, stages, operator, consumers }) => {
    const world = worldOf(stages, consumers);
    const began = process.hrtime.bigint();
    const seen = exploreTowards(rotationSystem(world, operator), hasArrived(world));
    expect(!seen.broken, name, seen);
    return [name, world.clusters.length, consumers, seen.states, seen.transitions, seconds(began).toFixed(1), seen.broken ? 'BROKEN' : 'holds'];
  });
  print(...table([['', 'clusters', 'consumers in each', 'states', 'transitions', 'seconds', ''], ...rows]));
}

function wrongOrders(title: string, orders: readonly WrongOrder[]): void {
  print('', '', title);
  for (const { name, stages, operator } of orders) {
    const world = worldOf(stages, 1);
    shortest(name, world, rotationSystem(world, operator));
  }
}

function emergencies(): void {
  print('', '', 'What a compromise costs');
  for (const { name, stages, operator, costs } of EMERGENCIES) {
    const world = worldOf(stages, 1);
    print('', `  ${name}`);
    for (const cost of costs) {
      const seen = explore(rotationSystem(world, operator, rootsOf(costs.filter(root => root !== cost))));
      expect(seen.broken !== undefined, name);
      print(...seen.broken ? traceLines(seen.broken) : []);
    }
    const seen = exploreTowards(rotationSystem(world, operator, rootsOf(costs)), hasArrived(world));
    expect(!seen.broken, name, seen);
    print(`      Nothing else is refused, and there is always a way to the end: ${counted(seen)}.`);
  }
}

function lifetimes(): void {
  print('', '', 'Lifetimes: a certificate can outlive its CA just where the product says so, and by the slack that it prints', '');
  const rows = ([['two tiers, lifetimes up to 8', twoTiers(8)], ['three tiers, lifetimes up to 5', threeTiers(5)]] as const).map(([name, combinations]) => {
    const began = process.hrtime.bigint();
    const seen = agreementOn(combinations);
    expect(seen.disagreements.length === 0, name);
    return [name, seen.combinations, seen.accepted, seen.states, seen.transitions, seconds(began).toFixed(1), seen.disagreements.length === 0 ? 'agrees' : 'DISAGREES'];
  });
  print(...table([['', 'combinations', 'accepted', 'states', 'transitions', 'seconds', ''], ...rows]));
  const tiers = [{ name: 'root', lifetime: 5, renewBefore: 3 }, { name: 'intermediate', lifetime: 3, renewBefore: 1 }, { name: 'leaf', lifetime: 2 }];
  print('', '  leaf.lifetime 2 > intermediate.renewBefore 1');
  print(...traceLines(explore(lifetimeSystem(tiers, 0)).broken!));
}

/** The nearest violation, with what the product says of the steps that lead to it. */
function shortest(name: string, world: World, system: System<State>): void {
  const seen = explore(system);
  const refused = seen.broken ? refusedSteps(world, seen.broken) : [];
  expect(refused.length > 0, name);
  print('', `  ${name}`);
  if (seen.broken) {
    print(...traceLines(seen.broken, new Map(refused.map(({ step, refusal }) => [step, described(refusal)]))));
  }
}

function described({ byRecords, byGuards }: Refusal): string {
  const parts = [byRecords.length > 0 ? `by the records: ${byRecords.join(', ')}` : '', byGuards.length > 0 ? `by the guards: ${byGuards.join(', ')}` : ''];
  return `refused ${parts.filter(part => part !== '').join('; ')}`;
}

/** Marks the run as failed, with the trace that shows it. */
function expect(holds: boolean, name: string, seen?: Exploration<State>): void {
  if (!holds) {
    process.exitCode = 1;
    print(`NOT as it should be: ${name}`, ...seen?.broken ? traceLines(seen.broken) : []);
  }
}

function counted({ states, transitions }: Exploration<State>): string {
  return `${states.toLocaleString('en')} states, ${transitions.toLocaleString('en')} transitions`;
}

function seconds(began: bigint): number {
  return Number(process.hrtime.bigint() - began) / 1e9;
}

function print(...lines: string[]): void {
  process.stdout.write(lines.map(line => `${line}\n`).join(''));
}

main();
