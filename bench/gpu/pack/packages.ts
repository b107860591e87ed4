import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the compiled sources import, and koffi's own binary. */
export const PACKAGES: readonly string[] = [
  '@koromix/koffi-linux-x64',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-webgpu',
  'apache-arrow',
  'fflate',
  'koffi',
  'ml-matrix',
  'piscina',
  'webgpu',
  'zod',
];
/** Of these only the file that Node loads: they hold the same code in many forms. */
const MAIN_ALONE = /^@tensorflow\//;
const TYPES = /^@types\/|^@webgpu\/types$/;
/** Sources, documents, and what other systems need. */
const LEFT_OUT: readonly RegExp[] = [
  /^\/node_modules(\/|$)/,
  /^\/dist\/(darwin|win32|linux-arm64)/,
  /^\/(test|tests|__tests__|doc|docs|build|vendor)(\/|$)/,
  /\.(map|d\.[cm]?ts|[cm]?ts|md|html|cc|hh|S|asm)$/,
];
/** What koffi loads lies in its folder `src`; that of the others is TypeScript or what `dist` was made from. */
const LOADS_SOURCES = /^koffi$/;
const SOURCES = /^\/src(\/|$)/;

interface Manifest {
  readonly main?: string;
  readonly dependencies?: Record<string, string>;
}

/** Copies packages from one `node_modules` to another with all that they depend on. @returns how many. */
export function copyPackages(names: readonly string[], root: string, to: string): number {
  const done = new Set<string>();
  for (const name of names) copyPackage(name, root, to, { root, to, done });
  return done.size;
}

interface Copying {
  readonly root: string;
  readonly to: string;
  readonly done: Set<string>;
}

/** Copies a package and, recursively, its dependencies; one that lies inside another stays inside. */
function copyPackage(name: string, from: string, to: string, copying: Copying): void {
  const nested = join(from, 'node_modules', name);
  const [source, target] =
    from !== copying.root && existsSync(nested)
      ? [nested, join(to, 'node_modules', name)]
      : [join(copying.root, 'node_modules', name), join(copying.to, 'node_modules', name)];
  if (copying.done.has(target) || TYPES.test(name)) return;
  copying.done.add(target);
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
  mkdirSync(target, { recursive: true });
  if (MAIN_ALONE.test(name)) {
    const main = manifest.main ?? 'index.js';
    for (const file of ['package.json', main]) cpSync(join(source, file), join(target, file));
  } else
    cpSync(source, target, {
      recursive: true,
      filter: (path) => {
        const inside = path.slice(source.length);
        if (SOURCES.test(inside) && !LOADS_SOURCES.test(name)) return false;
        return !LEFT_OUT.some((pattern) => pattern.test(inside));
      },
    });
  for (const dependency of Object.keys(manifest.dependencies ?? {})) copyPackage(dependency, source, target, copying);
}
