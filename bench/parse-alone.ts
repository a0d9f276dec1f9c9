import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
// eslint-disable-next-line import/no-extraneous-dependencies -- the baseline is no dependency of what is published
import { parseAllDocuments } from 'yaml';

/** The baseline of `check`: a process that makes values of the same documents with the package `yaml`, and no more. */
for (const folder of process.argv.slice(2)) {
  for (const file of readdirSync(folder)) {
    for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) {
      document.toJS();
    }
  }
}
