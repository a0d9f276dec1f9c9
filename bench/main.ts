import { readFileSync } from 'node:fs';
import { compareCommands } from './commands';
import { compareConstructs } from './constructs';

/** What is measured; those named on the command line, or all. */
const PARTS: Readonly<Record<string, () => object>> = { constructs: compareConstructs, commands: compareCommands };

const named = process.argv.slice(2);
const chosen = Object.entries(PARTS).filter(([name]) => named.length === 0 || named.includes(name));
const unknown = named.find(name => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  throw new Error(`There is no part ${JSON.stringify(unknown)} to measure. Write ${Object.keys(PARTS).join(' or ')}, or nothing for all.`);
}
const result = {
  node: process.version,
  packages: Object.fromEntries(['cdk8s', 'constructs', 'cdk8s-plus-27', 'yaml'].map(name => [name, versionOf(name)])),
  ...Object.fromEntries(chosen.map(([name, measure]) => [name, measure()])),
};
process.stdout.write(JSON.stringify(result, undefined, 2) + '\n');

function versionOf(name: string): string {
  return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;
}
