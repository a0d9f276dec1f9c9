// Builds the packages for Python, Java and Go where their toolchains are, and has each of them synthesize the quickstart:
// its YAML must be that of TypeScript, byte for byte. Says what was skipped in lines that begin with "skipped:".
//
// cdk8s and its kin come from PyPI for Python. For Java and Go they are generated from the npm packages that are
// installed, as their publishers do it, because Maven Central and the module proxy lag behind npm.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, Failure, root, run } from './shared.mjs';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-mtls');
const programs = join(root, 'test', 'packages');
const work = await mkdtemp(join(tmpdir(), 'cdk8s-mtls-packages-'));

/** What our package builds on, each after what it needs itself. */
const dependencies = ['constructs', 'cdk8s', 'cdk8s-plus-27'];
const versions = Object.fromEntries(await Promise.all([...dependencies, 'jsii-pacmak'].map(async name => [name, (await manifest(join(root, 'node_modules', name))).version])));

try {
  if (!existsSync(join(root, '.jsii'))) {
    await compile();
  }
  const expected = join(work, 'typescript');
  await run('ts-node', ['--transpile-only', 'main.ts'], { cwd: join(root, 'examples', 'quickstart'), env: { CDK8S_OUTDIR: expected } });

  for (const { name, tools, synthesize } of [
    { name: 'Python', tools: [['python3', '--version']], synthesize: withPython },
    { name: 'Java', tools: [['javac', '-version'], ['mvn', '-version']], synthesize: withJava },
    { name: 'Go', tools: [['go', 'version']], synthesize: withGo },
  ]) {
    const start = performance.now();
    const missing = await firstMissing(tools);
    if (missing) {
      console.log(`skipped: ${name}, because there is no ${missing}`);
      continue;
    }
    const outdir = join(work, `dist-${name}`);
    await synthesize(outdir);
    await requireSameFiles(name, expected, outdir);
    console.log(`${name}: builds, and its quickstart synthesizes the same YAML (${Math.round((performance.now() - start) / 1000)} s)`);
  }
} catch (error) {
  if (!(error instanceof Failure)) {
    throw error;
  }
  console.error(`${error.output}\n${error.message}`);
  process.exitCode = 1;
} finally {
  await rm(work, { recursive: true, force: true });
}

async function withPython(outdir) {
  const packages = join(work, 'python');
  await pacmak(root, packages, ['--target', 'python']);
  const [wheel] = (await readdir(join(packages, 'python'))).filter(file => file.endsWith('.whl'));

  const venv = await cached('python', await run('python3', ['--version']), async folder => {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', ...dependencies.map(name => `${name}==${versions[name]}`)]);
  });
  const python = join(venv, 'bin', 'python');
  const site = join(work, 'site');
  await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', site, join(packages, 'python', wheel)]);
  await run(python, [join(programs, 'quickstart.py')], { env: { PYTHONPATH: site, CDK8S_OUTDIR: outdir } });
}

async function withJava(outdir) {
  const repository = await cached('maven', '', async folder => {
    const sources = join(work, 'java-dependencies');
    for (const name of dependencies) {
      await generateJava(join(root, 'node_modules', name), join(sources, name));
    }
    await maven(sources, dependencies, folder, 'install');
  });
  const sources = join(work, 'java');
  await generateJava(root, join(sources, 'cdk8s-mtls'));
  const main = join(sources, 'quickstart', 'src', 'main', 'java');
  await mkdir(main, { recursive: true });
  await copyFile(join(programs, 'Quickstart.java'), join(main, 'Quickstart.java'));
  await writeFile(join(sources, 'quickstart', 'pom.xml'), pom('jar', `
    <properties><maven.compiler.source>1.8</maven.compiler.source><maven.compiler.target>1.8</maven.compiler.target></properties>
    <dependencies>
      <dependency><groupId>dev.cdk8smtls</groupId><artifactId>cdk8s-mtls</artifactId><version>${(await manifest(root)).version}</version></dependency>
    </dependencies>
    <build><plugins><plugin>
      <groupId>org.codehaus.mojo</groupId><artifactId>exec-maven-plugin</artifactId><version>3.1.0</version>
      <executions><execution><phase>package</phase><goals><goal>exec</goal></goals></execution></executions>
      <configuration><executable>java</executable><arguments><argument>-classpath</argument><classpath/><argument>Quickstart</argument></arguments></configuration>
    </plugin></plugins></build>`));
  await maven(sources, ['cdk8s-mtls', 'quickstart'], repository, 'package', { CDK8S_OUTDIR: outdir });
}

async function generateJava(source, folder) {
  await pacmak(source, folder, ['--target', 'java', '--code-only']);
  // Maven would fetch the description of every version in a range; the lowest is what the dependencies are pinned to.
  const file = join(folder, 'java', 'pom.xml');
  await writeFile(file, (await readFile(file, 'utf8')).replace(/<version>\[([^,]+),[^)]+\)<\/version>/g, '<version>$1</version>'));
}

async function maven(folder, names, repository, goal, env = {}) {
  const modules = names.map(name => `<module>${existsSync(join(folder, name, 'pom.xml')) ? name : `${name}/java`}</module>`);
  await writeFile(join(folder, 'pom.xml'), pom('pom', `<modules>${modules.join('')}</modules>`));
  await run('mvn', ['--quiet', '--batch-mode', goal, `-Dmaven.repo.local=${repository}`, '-Dmaven.javadoc.skip=true', '-Dmaven.source.skip=true'], { cwd: folder, env });
}

function pom(packaging, content) {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>quickstart</groupId><artifactId>quickstart-${packaging}</artifactId><version>1</version><packaging>${packaging}</packaging>
  ${content}
</project>`;
}

async function withGo(outdir) {
  const generated = await cached('go', '', folder => pacmak(dependencies.map(name => join(root, 'node_modules', name)), folder, ['--target', 'go', '--code-only']));
  const sources = join(work, 'go');
  await pacmak(root, work, ['--target', 'go', '--code-only']);
  const quickstart = join(sources, 'quickstart');
  await mkdir(quickstart);
  await copyFile(join(programs, 'quickstart.go'), join(quickstart, 'quickstart.go'));

  const modules = (await readdir(join(generated, 'go'))).map(name => join(generated, 'go', name));
  const descriptions = await Promise.all(modules.map(folder => readFile(join(folder, 'go.mod'), 'utf8')));
  const goVersion = /^go .*$/m.exec(descriptions[0])[0];
  await writeFile(join(quickstart, 'go.mod'), `module quickstart\n\n${goVersion}\n`);
  const use = [...modules, join(sources, 'cdk8smtls'), quickstart].map(folder => `use ${folder}\n`);
  const replace = await Promise.all(modules.map(async (folder, index) => `replace ${/^module (.*)$/m.exec(descriptions[index])[1]} ${await goModuleVersion(folder)} => ${folder}\n`));
  await writeFile(join(sources, 'go.work'), [`${goVersion}\n`, ...use, ...replace].join('\n'));

  await run('go', ['build', './...'], { cwd: join(sources, 'cdk8smtls') });
  await run('go', ['run', '.'], { cwd: quickstart, env: { CDK8S_OUTDIR: outdir } });
}

async function goModuleVersion(folder) {
  return `v${(await readFile(join(folder, 'version'), 'utf8')).trim()}`;
}

/** Generates the packages of one npm package or several. */
function pacmak(sources, outdir, args) {
  return run('jsii-pacmak', [...args, '--outdir', outdir, ...[sources].flat()]);
}

/** A folder that is made once for the versions of the dependencies, and kept. */
async function cached(name, toolchain, make) {
  const key = createHash('sha256').update(JSON.stringify([versions, toolchain])).digest('hex').slice(0, 16);
  const folder = join(cache, `packages-${name}-${key}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    try {
      await mkdir(unfinished, { recursive: true });
      await make(unfinished);
      // Whoever finds the folder finds it whole; another run may have been faster.
      if (!existsSync(folder)) {
        await rename(unfinished, folder);
      }
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  return folder;
}

/** The first of some tools that does not answer. */
async function firstMissing(tools) {
  for (const [tool, ...args] of tools) {
    try {
      await run(tool, args);
    } catch {
      return tool;
    }
  }
  return undefined;
}

async function requireSameFiles(name, expected, actual) {
  const files = (await readdir(expected)).sort();
  const others = (await readdir(actual)).sort();
  if (files.length === 0 || files.join() !== others.join()) {
    throw new Failure(`${name} writes ${others.join(', ') || 'nothing'}; TypeScript writes ${files.join(', ') || 'nothing'}.`);
  }
  for (const file of files) {
    if (!(await readFile(join(expected, file))).equals(await readFile(join(actual, file)))) {
      throw new Failure(`${name} writes ${file} differently from TypeScript.`, await readFile(join(actual, file), 'utf8'));
    }
  }
}

async function manifest(folder) {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}
