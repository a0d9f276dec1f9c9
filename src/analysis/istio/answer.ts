/** Yes, no, or not decided by what is known. */
export type Answer = boolean | undefined;

/** Whether all do; after one that does not, none is asked. */
export function every<T>(items: readonly T[], does: (item: T) => Answer): Answer {
  let answer: Answer = true;
  for (const item of items) {
    const found = does(item);
    if (found === false) {
      return false;
    }
    answer &&= found;
  }
  return answer;
}

/** Whether one does; after it, none is asked. */
export function some<T>(items: readonly T[], does: (item: T) => Answer): Answer {
  return not(every(items, item => not(does(item))));
}

export function not(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}
