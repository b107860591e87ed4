// Joins the modules that tsc has written to dist, and the packages that almost every command needs, into few files: Node takes longer to find
// and open a thousand small ones than to run a short command. What is loaded on demand is so still, other packages stay where npm puts them,
// and the files of ENTRIES keep their names.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licencesOf.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
/** What processes, threads and programs begin with (src/packageRoot.ts: entryFile). */
const ENTRIES = ['index.js', 'cli/main.js', 'cli/doctor/backendProbe.js', 'study/workers/chunkWorker.js'];
/** Packages that are joined, with those that they rest on. Nothing of theirs reaches the programs that use ours. */
const JOINED = ['flatbuffers', 'yaml', 'yargs', 'zod'];
/** The licences of these packages, which ask to go with their code. */
const LICENCES = 'THIRD_PARTY_LICENSES.txt';

const require = createRequire(import.meta.url);
const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const packages = Object.keys({ ...dependencies, ...optionalDependencies });

/** yargs finds its texts from where its own module lies: npm still puts it there. */
const yargsFromItsFolder = {
  name: 'yargs from its folder',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]yargs[\\/]lib[\\/]platform-shims[\\/]esm\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8').replaceAll('import.meta.url', 'ownUrl');
      const folder = "pathToFileURL(createRequire(import.meta.url).resolve('yargs/package.json'))";
      const ownUrl = `new URL('lib/platform-shims/esm.mjs', ${folder}).href`;
      return { contents: `import { pathToFileURL } from 'node:url';\nconst ownUrl = ${ownUrl};\n${text}` };
    });
  },
};

const { outputFiles, metafile } = await build({
  entryPoints: ENTRIES.map((name) => join(DIST, name)),
  outdir: DIST,
  outbase: DIST,
  bundle: true,
  splitting: true,
  chunkNames: 'joined-[hash]', // at the top, where packageRoot.ts lies in src
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // the module form of a package: what nobody uses is left out
  mainFields: ['module', 'main'],
  // the same for yaml, whose form for browsers differs in where it warns and debugs, and in tags that no study may have
  alias: { yaml: join(dirname(require.resolve('yaml/package.json')), 'browser', 'index.js') },
  external: packages.filter((name) => !JOINED.includes(name)),
  plugins: [yargsFromItsFolder],
  metafile: true,
  write: false,
  allowOverwrite: true,
  logLevel: 'warning',
});
// a second time there is nothing to join, and nothing in the code that says whose it is
if (!Object.keys(metafile.inputs).some((path) => basename(path).startsWith('joined-'))) {
  const joined = new Set(outputFiles.map(({ path }) => relative(DIST, path)));
  for (const name of readdirSync(DIST, { recursive: true }))
    if (name.endsWith('.js') && !joined.has(name)) rmSync(join(DIST, name));
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  writeFileSync(join(DIST, LICENCES), licencesOf(metafile));
}
