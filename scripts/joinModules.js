// Joins the modules that tsc has written to dist into few files: Node takes longer to find and open six hundred small ones than to run a
// short command. Packages stay where npm puts them, what is loaded on demand is so still, and the files of ENTRIES keep their names.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
/** What processes, threads and programs begin with (src/packageRoot.ts: entryFile). */
const ENTRIES = ['index.js', 'cli/main.js', 'cli/doctor/backendProbe.js', 'study/workers/chunkWorker.js'];

const { outputFiles } = await build({
  entryPoints: ENTRIES.map((name) => join(DIST, name)),
  outdir: DIST,
  outbase: DIST,
  bundle: true,
  splitting: true,
  chunkNames: 'joined-[hash]', // at the top, where packageRoot.ts lies in src
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  write: false,
  allowOverwrite: true,
  logLevel: 'warning',
});
const joined = new Set(outputFiles.map(({ path }) => relative(DIST, path)));
for (const name of readdirSync(DIST, { recursive: true }))
  if (name.endsWith('.js') && !joined.has(name)) rmSync(join(DIST, name));
for (const { path, contents } of outputFiles) writeFileSync(path, contents);
