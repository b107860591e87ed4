/**
 * Packs the GPU benchmark for a bare Linux x64 machine: Node, the compiled sources, what they need of node_modules, a Vulkan loader.
 * `npm run bench:gpu:pack -- [--vulkan libvulkan.so.1] [--out folder]`; writes isac-mc-gpu.tar.gz there (default output/gpu).
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/device/packageRoot.ts';
import { InputError } from '../../src/errors.ts';

const LIMIT = 64 * 2 ** 20;
/** What the compiled sources import. */
const PACKAGES = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-webgpu',
  'apache-arrow',
  'fflate',
  'ml-matrix',
  'piscina',
  'webgpu',
  'zod',
];
/** Of these only the file that Node loads: they hold the same code in many forms. */
const MAIN_ALONE = /^@tensorflow\//;
const TYPES = /^@types\/|^@webgpu\/types$/;
const VULKAN = [
  '/usr/lib/x86_64-linux-gnu/libvulkan.so.1',
  '/usr/lib64/libvulkan.so.1',
  '/usr/lib/chromium/libvulkan.so.1',
];

const root = packageRoot();
const { values: args } = parseArgs({ options: { vulkan: { type: 'string' }, out: { type: 'string' } } });

function run(command: string, commandArgs: readonly string[]): void {
  const { status, stderr, stdout, error } = spawnSync(command, commandArgs, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${commandArgs.join(' ')}: ${error?.message ?? ''}${stdout}${stderr}`);
}

interface Manifest {
  readonly main?: string;
  readonly dependencies?: Record<string, string>;
}

/** Copies a package and, recursively, its dependencies; one that lies inside another stays inside. */
function copyPackage(name: string, from: string, to: string, done: Set<string>): void {
  const nested = join(from, 'node_modules', name);
  const [source, target] = existsSync(nested)
    ? [nested, join(to, 'node_modules', name)]
    : [join(root, 'node_modules', name), join(staged, 'node_modules', name)];
  if (done.has(target) || TYPES.test(name)) return;
  done.add(target);
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
  mkdirSync(target, { recursive: true });
  if (MAIN_ALONE.test(name)) {
    const main = manifest.main ?? 'index.js';
    for (const file of ['package.json', main]) cpSync(join(source, file), join(target, file));
  } else cpSync(source, target, { recursive: true, filter: (path) => isNeeded(path.slice(source.length)) });
  for (const dependency of Object.keys(manifest.dependencies ?? {})) copyPackage(dependency, source, target, done);
}

function isNeeded(path: string): boolean {
  if (/^\/node_modules(\/|$)/.test(path)) return false;
  if (/^\/dist\/(darwin|win32|linux-arm64)/.test(path)) return false;
  if (/^\/(src|test|tests|__tests__|docs|build)(\/|$)/.test(path)) return false;
  return !/\.(map|d\.[cm]?ts|[cm]?ts|md|html)$/.test(path);
}

const out = resolve(args.out ?? join(root, 'output', 'gpu'));
const staged = join(out, 'isac-mc-gpu');

function pack(): void {
  const wasm = join(root, 'dist', 'kernels', 'conic.wasm');
  if (!existsSync(wasm)) throw new InputError(`${wasm} does not exist`, 'run "npm run build"');
  const vulkan = args.vulkan ?? VULKAN.find((file) => existsSync(file));
  if (vulkan === undefined || !existsSync(vulkan))
    throw new InputError(
      `--vulkan: expected a file, got ${vulkan ?? 'none'}`,
      'Debian has libvulkan.so.1 in libvulkan1',
    );
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new InputError(
      `this packs the Node that runs it: expected Linux x64, got ${process.platform} ${process.arch}`,
    );

  rmSync(staged, { recursive: true, force: true });
  for (const folder of ['bin', 'lib', 'dist/kernels', 'kernels']) mkdirSync(join(staged, folder), { recursive: true });
  cpSync(process.execPath, join(staged, 'bin', 'node'));
  spawnSync('strip', [join(staged, 'bin', 'node')]); // smaller where binutils are installed
  chmodSync(join(staged, 'bin', 'node'), 0o755);
  cpSync(vulkan, join(staged, 'lib', 'libvulkan.so.1'), { dereference: true });
  cpSync(wasm, join(staged, 'dist', 'kernels', 'conic.wasm'));
  for (const file of readdirSync(join(root, 'kernels')))
    if (file.endsWith('.wgsl')) cpSync(join(root, 'kernels', file), join(staged, 'kernels', file));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  writeFileSync(
    join(staged, 'package.json'),
    JSON.stringify({ name: 'isac-mc-gpu', version, type: 'module', private: true }),
  );
  run(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    'bench/gpu/tsconfig.json',
    '--outDir',
    join(staged, 'build'),
  ]);
  cpSync(join(root, 'test/reference/golden'), join(staged, 'build/test/reference/golden'), { recursive: true });
  const done = new Set<string>();
  for (const name of PACKAGES) copyPackage(name, root, staged, done);
  cpSync(join(root, 'bench/gpu/run.sh'), join(staged, 'run.sh'));

  const archive = join(out, 'isac-mc-gpu.tar.gz');
  run('tar', [
    '--sort=name',
    '--owner=0',
    '--group=0',
    '-I',
    'gzip -9',
    '-cf',
    archive,
    '-C',
    dirname(staged),
    'isac-mc-gpu',
  ]);
  const { size } = statSync(archive);
  process.stderr.write(`${archive}: ${(size / 2 ** 20).toFixed(1)} MiB, ${done.size} packages\n`);
  if (size > LIMIT) throw new Error(`the archive is larger than ${LIMIT / 2 ** 20} MiB`);
}

try {
  pack();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n  ${error.hint ?? ''}\n`);
  process.exitCode = error.exitCode;
}
