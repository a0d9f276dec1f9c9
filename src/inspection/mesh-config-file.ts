import { ReadSettings, settingsOfDocument } from './mesh-config';
import { parseText } from './parse-text';
import { SourceProblem } from '../sources';
import { asText } from '../sources/bytes';
import { readRange, reasonOf } from '../sources/files';

/** More than any configuration of a mesh needs. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The settings in a file that somebody named. */
export function settingsInFile(file: string): ReadSettings {
  const refuse = (message: string, line?: number): ReadSettings => {
    const problem: SourceProblem = { file, ...line === undefined ? {} : { line }, message };
    return { settings: {}, problems: [problem] };
  };
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
  return 'problem' in parsed ? refuse(parsed.problem, parsed.line) : settingsOfDocument(parsed.value, file);
}
