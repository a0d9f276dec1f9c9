import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..', '..');

/** What the compiler says of programs that import the package by its name, as a user's would. */
export function compileErrors(programs: ReadonlyMap<string, string>): string {
  const files = new Map([...programs].map(([name, program]) => [join(ROOT, name), program]));
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), path => ts.sys.readFile(path));
  const { options } = ts.convertCompilerOptionsFromJson({
    ...config.compilerOptions,
    rootDir: undefined,
    outDir: undefined,
    inlineSourceMap: undefined,
    inlineSources: undefined,
    declaration: undefined,
    noUnusedLocals: false,
    noEmit: true,
    paths: { 'cdk8s-mtls': [join(ROOT, 'src', 'index.ts')] },
  }, ROOT);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = path => files.has(path) || fileExists(path);
  host.readFile = path => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, options.target!);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const diagnostics = [...files.keys()].map(path => program.getSourceFile(path))
    .flatMap(file => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  return ts.formatDiagnostics(diagnostics, { ...host, getNewLine: () => '\n' });
}

/** Runs a program, on the first day of 2026, in a folder with these files. What it writes is thrown away; tests in it are run at once. */
export function runProgram(program: string, files: Readonly<Record<string, string>>): void {
  const directory = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-docs-'));
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(directory, name), text));
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  const environment = { ...process.env };
  Object.assign(process.env, { CDK8S_OUTDIR: join(directory, 'dist'), SOURCE_DATE_EPOCH: `${Date.UTC(2026, 0, 1) / 1000}` });
  const before = process.cwd();
  process.chdir(directory);
  try {
    new Function('require', 'exports', 'test', outputText)((name: string) => jest.requireActual(name), {}, (_: string, body: () => void) => body());
  } finally {
    process.chdir(before);
    rmSync(directory, { recursive: true });
    process.env = environment;
  }
}
