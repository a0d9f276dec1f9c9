import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** The package as users have it, compiled from what is written here: what `lib` holds may be older. */
export class CompiledPackage {
  public readonly folder = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-package-'));

  constructor() {
    const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };
    for (const name of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(each => each.endsWith('.ts'))) {
      const file = join(this.folder, 'lib', name.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, transpileModule(readFileSync(join(ROOT, 'src', name), 'utf8'), { compilerOptions }).outputText);
    }
    copyFileSync(join(ROOT, 'package.json'), join(this.folder, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'), 'dir');
  }

  /** The program of the command line. */
  public get main(): string {
    return join(this.folder, 'lib', 'cli', 'main.js');
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
