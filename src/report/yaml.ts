import { printable } from './printable';
import { isFields } from '../analysis/fields';

/** Texts that YAML takes for nothing else than themselves. */
const PLAIN = /^[A-Za-z][\w./-]*$/;
const WORD = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

/** Plain data as YAML, with a line for each field. Whatever is not simply a name is quoted. */
export function yamlOf(value: unknown, indent = ''): string {
  return Object.entries(isFields(value) ? value : {})
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => `${indent}${scalar(name)}:${isFields(field) && Object.keys(field).length > 0 ? `\n${yamlOf(field, `${indent}  `)}` : ` ${scalar(field)}\n`}`)
    .join('');
}

/** JSON is YAML too. A text in single quotes needs no other escape, so that JSON within it can be read. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') {
    return printable(JSON.stringify(value) ?? 'null');
  }
  const shown = printable(value);
  return PLAIN.test(shown) && !WORD.test(shown) ? shown : `'${shown.replaceAll('\'', '\'\'')}'`;
}
