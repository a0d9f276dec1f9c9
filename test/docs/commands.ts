const PROGRAM = /^(?:npx (?:--yes )?)?cdk8s-mtls(?:@\S+)?$/;

/** The words after the program's name, for each call of it in a script of a shell. */
export function callsIn(script: string): string[][] {
  return script.replace(/\\\n/g, ' ').split('\n').flatMap(line => commandsOf(line.replace(/(^|\s)#.*$/, ''))).flatMap(words => {
    const length = [1, 2, 3].find(count => PROGRAM.test(words.slice(0, count).join(' ')));
    return length === undefined ? [] : [words.slice(length)];
  });
}

/** The commands of a line, each as its words; what a shell does with their output is left out. */
function commandsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  const tokens = [...line.matchAll(/\|\||&&|[|;]|\d?>>?\s*\S+|(?:"[^"]*"|'[^']*'|[^\s|;&>"'])+/g)].map(([token]) => token);
  for (const token of tokens) {
    if (/^(\|\||&&|[|;])$/.test(token)) {
      commands.push([]);
    } else if (!/^\d?>/.test(token)) {
      commands.at(-1)!.push(token.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
    }
  }
  return commands;
}

/** A command that a page shows, with what it prints and how it ends. */
export interface Shown {
  readonly command: string;
  readonly output: string;
  readonly exitCode: number;
}

/** The commands of a block that shows a terminal: after `$`, with their output; `$ echo $?` shows how the one before ended. */
export function shownIn(block: string): Shown[] {
  const entries = block.split(/^\$ /m).slice(1).map(entry => ({ command: entry.slice(0, entry.indexOf('\n')), output: entry.slice(entry.indexOf('\n') + 1) }));
  return entries.flatMap(({ command, output }, index) => {
    const next = entries[index + 1];
    return command === 'echo $?' ? [] : [{ command, output, exitCode: next?.command === 'echo $?' ? Number(next.output) : 0 }];
  });
}

/** The scripts in a workflow of GitHub or a pipeline of GitLab: every text that calls the program. */
export function scriptsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return callsIn(value).length > 0 ? [value] : [];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(scriptsIn) : [];
}
