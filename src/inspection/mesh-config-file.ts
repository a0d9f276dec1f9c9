import { ReadSettings, settingsOfDocument } from './mesh-config';
import { parseText } from './parse-text';
import { SourceProblem } from '../sources';
import { asText } from '../sources/bytes';
import { readRange, reasonOf } from '../sources/files';

/** More than any configuration of a mesh needs. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What a file holds, or what is wrong with it. */
export type ReadDocument = { readonly value: unknown } | { readonly problem: SourceProblem };

/** The settings in a file that somebody named. */
export function settingsInFile(file: string): ReadSettings {
  const read = documentInFile(file);
  return 'problem' in read ? { settings: {}, problems: [read.problem] } : settingsOfDocument(read.value, file);
}

/** The first document of a file that somebody named. */
export function documentInFile(file: string): ReadDocument {
  const refuse = (message: string, line?: number): ReadDocument => ({ problem: { file, ...line === undefined ? {} : { line }, message } });
  let bytes;
  try {
    bytes = readRange(file, 0, MOST_BYTES + 1);
  } catch (error) {
    return refuse(`cannot be read: ${reasonOf(error)}`);
  }
  const text = bytes.length > MOST_BYTES ? 'is too large for the configuration of a mesh' : asText(bytes);
  if (typeof text === 'string') {
    return refuse(text);
  }
  const parsed = parseText(text.toString('utf8'));
  return 'problem' in parsed ? refuse(parsed.problem, parsed.line) : parsed;
}
