import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Arguments of Node (`execArgv`) with which a worker thread can begin with the module `file`: none where that is built, and the
 * loader of TypeScript where it is run from source. By itself tsx leaves `import()` in threads to Node 20, which cannot. A data URL resolves
 * no package, hence the file of the loader.
 */
export function threadArguments(file: string): string[] {
  if (!file.endsWith('.ts')) return [];
  const api = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href.replace(/\.cjs$/, '.mjs');
  return ['--import', `data:text/javascript,import { register } from '${api}'; register();`];
}
