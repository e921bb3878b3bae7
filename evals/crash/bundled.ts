/** A child's program in a few files: the thousands of kills each cost a start, and reading 1,500 modules one by one is most of one. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const home = fileURLToPath(new URL('../..', import.meta.url));
const made = new Map<string, Promise<string>>();

/** What a module finds by its own place (pages, workers, its version) is found from there still. */
const places: Plugin = {
  name: 'places',
  setup(building) {
    building.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    }));
  },
};

/**
 * Packages of very many small modules, and their like among what they import. They hold nothing that is found by its own place, as
 * programs, native modules and workers are: those stay where they are.
 */
const pure =
  /^(?:zod|unified|bail|trough|devlop|ccount|extend|is-plain-obj|longest-streak|markdown-table|zwitch|parse5|entities|space-separated-tokens|comma-separated-tokens|(?:@ungap\/structured-clone|trim-lines|web-namespaces|html-void-elements|property-information)|(?:micromark|mdast|hast|hastscript|unist|vfile|remark|rehype|character-entities|decode-named|stringify-entities|@langchain\/(?:core|langgraph)|langsmith)(?:-[^/]*)?)(?:\/|$)/u;

const packages: Plugin = {
  name: 'packages',
  setup(building) {
    building.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || pure.test(path) ? undefined : { path, external: true },
    );
  },
};

/**
 * The program's own modules together, most packages left as they are; made once a process, as the source is by then.
 * @param script a module of this checkout
 * @returns path of what Node.js runs without a loader
 */
export function bundled(script: URL): Promise<string> {
  const known = made.get(script.href) ?? bundle(fileURLToPath(script));
  made.set(script.href, known);
  return known;
}

async function bundle(script: string): Promise<string> {
  // Packages are looked for from the place of the file that names them.
  const folder = join(home, 'node_modules', '.cache', 'perennial');
  mkdirSync(folder, { recursive: true });
  const { outputFiles, metafile } = await build({
    entryPoints: [script],
    entryNames: '[name]-[hash]',
    metafile: true,
    absWorkingDir: home,
    bundle: true,
    splitting: true,
    banner: { js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);" },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outdir: folder,
    write: false,
    logLevel: 'silent',
    plugins: [places, packages],
  });
  // Several processes may do this at once: each file is there whole or not at all, and named by its bytes.
  for (const { path, contents } of outputFiles) {
    const fresh = `${path}.${process.pid}`;
    writeFileSync(fresh, contents);
    renameSync(fresh, path);
  }
  const entry = Object.entries(metafile.outputs).find(
    ([, output]) => output.entryPoint !== undefined && resolve(home, output.entryPoint) === script,
  );
  if (!entry) throw new Error(`${script} could not be bundled.`);
  return resolve(home, entry[0]);
}
