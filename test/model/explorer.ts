/** Something that may happen in a state: who does what, and what comes of it. */
export interface Move<State> {
  readonly who: string;
  readonly what: string;
  readonly to: State;
}

/** A system of which every state is to be seen. States are never changed, only replaced. */
export interface System<State> {
  readonly initial: State;
  moves(state: State): Iterable<Move<State>>;
  /** The same for states between which nothing makes a difference, whoever is called what in them. */
  key(state: State): string;
  /** What must never be, if the state is it. */
  violation(state: State): string | undefined;
}

/** How a state is come to, in as few steps as there can be. */
export interface Trace<State> {
  readonly steps: readonly (Move<State> & { readonly from: State })[];
  readonly end: State;
  /** What is wrong with the end. */
  readonly violation: string;
}

/** What has been seen. */
export interface Exploration<State> {
  readonly states: number;
  readonly transitions: number;
  /** The nearest violation; the exploration ends with it. */
  readonly broken?: Trace<State>;
}

/** Visits every state, the nearest first, so that the first violation has the shortest trace. */
export function explore<State>(system: System<State>): Exploration<State> {
  return new BreadthFirst(system).run();
}

/**
 * Visits every state, and asks of each whether one of those that are aimed at can still be reached.
 *
 * @returns as `explore`; a state from which there is no way to the aim counts as a violation
 */
export function exploreTowards<State>(system: System<State>, aim: (state: State) => boolean): Exploration<State> {
  const search = new BreadthFirst(system);
  const exploration = search.run();
  if (exploration.broken) {
    return exploration;
  }
  const lost = search.firstWithoutWayTo(aim);
  return lost === undefined ? exploration : { ...exploration, broken: search.traceTo(lost, 'there is no way from here to the end') };
}

class BreadthFirst<State> {
  private readonly ids = new Map<string, number>();
  /** One of each group that shares a key, as it was come to: along a trace everybody keeps their name. */
  private readonly states: State[] = [];
  private readonly parents: number[] = [];
  /** Where each state's moves lead; those of state `i` begin at `starts[i]`. */
  private readonly targets = new Numbers();
  private readonly starts: number[] = [];

  constructor(private readonly system: System<State>) { }

  public run(): Exploration<State> {
    this.idOf(this.system.initial, 0);
    for (let id = 0; id < this.states.length; id++) {
      const state = this.states[id];
      const violation = this.system.violation(state);
      if (violation !== undefined) {
        return { ...this.seen(), broken: this.traceTo(id, violation) };
      }
      this.starts.push(this.targets.length);
      for (const { to } of this.system.moves(state)) {
        this.targets.push(this.idOf(to, id));
      }
    }
    return this.seen();
  }

  /** The nearest state from which no state of the aim can be reached. Goes the transitions backwards, from the aim. */
  public firstWithoutWayTo(aim: (state: State) => boolean): number | undefined {
    const sources = this.sourcesOfEach();
    const hasWay = new Uint8Array(this.states.length);
    const pending: number[] = [];
    const add = (id: number) => {
      if (!hasWay[id]) {
        hasWay[id] = 1;
        pending.push(id);
      }
    };
    this.states.forEach((state, id) => aim(state) && add(id));
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      sources(id).forEach(add);
    }
    const lost = hasWay.indexOf(0);
    return lost < 0 ? undefined : lost;
  }

  public traceTo(id: number, violation: string): Trace<State> {
    const path = [id];
    while (path[0] !== 0) {
      path.unshift(this.parents[path[0]]);
    }
    const steps = path.slice(1).map((to, index) => {
      const from = this.states[path[index]];
      const move = [...this.system.moves(from)].find(candidate => this.ids.get(this.system.key(candidate.to)) === to)!;
      return { ...move, from, to: this.states[to] };
    });
    return { steps, end: this.states[id], violation };
  }

  private seen(): Exploration<State> {
    return { states: this.states.length, transitions: this.targets.length };
  }

  private idOf(state: State, parent: number): number {
    const key = this.system.key(state);
    const known = this.ids.get(key);
    if (known !== undefined) {
      return known;
    }
    const id = this.states.push(state) - 1;
    this.ids.set(key, id);
    this.parents.push(parent);
    return id;
  }

  /** From where each state is come to, in one table: a count, then a place for each. */
  private sourcesOfEach(): (id: number) => Int32Array {
    const ends = new Int32Array(this.states.length + 1);
    this.targets.forEach(target => ends[target + 1]++);
    for (let id = 0; id < this.states.length; id++) {
      ends[id + 1] += ends[id];
    }
    const begins = ends.slice();
    const next = ends.slice();
    const sources = new Int32Array(this.targets.length);
    let source = 0;
    this.targets.forEach((target, index) => {
      while (source + 1 < this.starts.length && this.starts[source + 1] <= index) {
        source++;
      }
      sources[next[target]++] = source;
    });
    return id => sources.subarray(begins[id], begins[id + 1]);
  }
}

/** Many small whole numbers, at four bytes each. */
class Numbers {
  public length = 0;
  private values = new Int32Array(1024);

  public push(value: number): void {
    if (this.length === this.values.length) {
      const longer = new Int32Array(this.length * 2);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[this.length++] = value;
  }

  public forEach(visit: (value: number, index: number) => void): void {
    for (let index = 0; index < this.length; index++) {
      visit(this.values[index], index);
    }
  }
}
