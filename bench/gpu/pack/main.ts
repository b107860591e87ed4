/**
 * Packs the GPU benchmark for a bare Linux x64 machine: Node, the compiled sources, what they need of node_modules, the kernels with their CUDA images, recorded
 * programs with the emulator's answers, a Vulkan loader. `npm run bench:gpu:pack -- [--vulkan libvulkan.so.1] [--out folder]`; writes isac-mc-gpu.tar.gz
 * there (default output/gpu).
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
import { packageRoot } from '../../../src/packageRoot.ts';
import { stopBackend } from '../../../src/device/startBackend.ts';
import { InputError } from '../../../src/errors.ts';
import { type RecordedKind, writePrograms } from '../programs/files.ts';
import { recordKinds, USUAL_KINDS } from '../programs/prepare.ts';
import { emulate } from './emulate.ts';
import { copyPackages, PACKAGES } from './packages.ts';

const LIMIT = 60 * 2 ** 20;
/** Different programs of a kind. */
const DISTINCT = 64;
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

/** The programs that are measured, with the emulator's answers to the first ones. */
async function programs(): Promise<RecordedKind[]> {
  const kinds: RecordedKind[] = [];
  for (const kind of await recordKinds(USUAL_KINDS, DISTINCT)) {
    const start = performance.now();
    const emulated = await emulate(kind);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const what = emulated
      ? `emulated with ${emulated.threads} threads in ${seconds} s`
      : 'too many groups for the device';
    process.stderr.write(`${kind.name}: ${kind.batch.programs} programs, ${what}\n`);
    kinds.push({ ...kind, emulated });
  }
  await stopBackend();
  return kinds;
}

const out = resolve(args.out ?? join(root, 'output', 'gpu'));
const staged = join(out, 'isac-mc-gpu');

async function pack(): Promise<void> {
  const wasm = ['conic.wasm', 'errorDraws.wasm', 'worstCase.wasm'].map((name) => join('dist', 'kernels', name));
  for (const file of wasm)
    if (!existsSync(join(root, file))) throw new InputError(`${file} does not exist`, 'run "npm run build"');
  const images = join(root, 'kernels', 'cuda', 'images');
  if (!existsSync(images)) throw new InputError(`${images} does not exist`, 'run "npm run cuda:images" (needs nvcc)');
  const vulkan = args.vulkan ?? VULKAN.find((file) => existsSync(file));
  if (vulkan !== undefined && !existsSync(vulkan)) throw new InputError(`--vulkan: expected a file, got ${vulkan}`);
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new InputError(
      `this packs the Node that runs it: expected Linux x64, got ${process.platform} ${process.arch}`,
    );

  rmSync(staged, { recursive: true, force: true });
  for (const folder of ['bin', 'lib', 'dist/kernels', 'kernels']) mkdirSync(join(staged, folder), { recursive: true });
  cpSync(process.execPath, join(staged, 'bin', 'node'));
  spawnSync('strip', [join(staged, 'bin', 'node')]); // smaller where binutils are installed
  chmodSync(join(staged, 'bin', 'node'), 0o755);
  if (vulkan !== undefined) cpSync(vulkan, join(staged, 'lib', 'libvulkan.so.1'), { dereference: true });
  else process.stderr.write('no Vulkan loader here (Debian: libvulkan1): --backend webgpu needs that of the machine\n');
  for (const file of wasm) cpSync(join(root, file), join(staged, file));
  for (const file of readdirSync(join(root, 'kernels'), { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.wgsl')) cpSync(join(root, 'kernels', file), join(staged, 'kernels', file));
  cpSync(images, join(staged, 'kernels', 'cuda', 'images'), { recursive: true });
  writePrograms(join(staged, 'programs'), await programs());
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
  const packages = copyPackages(PACKAGES, root, staged);
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
  process.stderr.write(`${archive}: ${(size / 2 ** 20).toFixed(1)} MiB, ${packages} packages\n`);
  if (size > LIMIT) throw new Error(`the archive is larger than ${LIMIT / 2 ** 20} MiB`);
}

try {
  await pack();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`);
  process.exitCode = error.exitCode;
}
