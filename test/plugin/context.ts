import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ValidationContext } from 'cdk8s-cli/plugins';

const folders: string[] = [];
afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true })));

/** cdk8s-cli's own context for files in a folder, and for what cdk8s says of constructs: by name alone. */
export function contextOf(files: Record<string, string>, metadata: Record<string, { path: string }> = {}, stdout = false): ValidationContext {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-plugin-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const manifests = Object.keys(files).filter(name => name.endsWith('.yaml')).map(name => join(folder, name));
  return new ValidationContext(manifests, 'cdk8s-mtls', '1.0.0', metadata, stdout);
}
