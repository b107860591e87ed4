import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { InputError } from '../../src/errors.ts';
import { definitions } from './buildEmulator.ts';
import { cudaFolder, mainSource } from './cudaSources.ts';
import { type Image, IMAGE_FLAGS, type ImageKind, PTX_ARCHITECTURE, PTX_VERSION } from './imageList.ts';

const run = promisify(execFile);

/** Registers, spills, stack and shared memory: the most that an entry of an image has. */
export type PtxasReport = Pick<Image, 'registers' | 'spillBytes' | 'stackBytes' | 'staticSharedBytes'>;

/** nvcc: that of the variable NVCC, of the path, or of the toolkit's usual place. Undefined where there is none. */
export function findNvcc(): string | undefined {
  const candidates = [process.env['NVCC'], 'nvcc', '/usr/local/cuda/bin/nvcc'].filter((c) => c !== undefined);
  return candidates.find((c) => spawnSync(c, ['--version'], { stdio: 'ignore' }).status === 0);
}

/** The compiler's name and version in one line. */
export async function nvccVersion(nvcc: string): Promise<string> {
  const { stdout } = await run(nvcc, ['--version']);
  return `nvcc ${/release [\d.]+, V([\d.]+)/.exec(stdout)?.[1] ?? stdout.trim().split('\n').at(-1) ?? ''}`;
}

/** Reads what `ptxas -v` writes about the entries of an image. @throws InputError where it says nothing of them. */
export function readPtxas(text: string): PtxasReport {
  const stacks = [...text.matchAll(/(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads/g)];
  const registers = [...text.matchAll(/Used (\d+) registers/g)];
  const shared = [...text.matchAll(/(\d+) bytes smem/g)];
  if (stacks.length === 0 || registers.length === 0)
    throw new InputError(`ptxas -v: expected registers and spills, got: ${text.slice(0, 200)}`);
  return {
    registers: Math.max(...registers.map(([, count]) => Number(count))),
    spillBytes: Math.max(...stacks.map(([, , stored, loaded]) => Number(stored) + Number(loaded))),
    stackBytes: Math.max(...stacks.map(([, bytes]) => Number(bytes))),
    staticSharedBytes: Math.max(0, ...shared.map(([, bytes]) => Number(bytes))),
  };
}

/** PTX that older drivers take: its version, and without hints that are newer (which bytes of a load are used). */
export const lowerPtx = (ptx: string): string =>
  ptx.replace(/^\.version .*$/m, `.version ${PTX_VERSION}`).replace(/^\s*\.pragma "used_bytes_mask .*\n/gm, '');

/**
 * Compiles one image.
 *
 * @returns the cubin, or the PTX with the version that older drivers take, and what ptxas says of it.
 */
export async function compileImage(nvcc: string, kind: ImageKind): Promise<{ image: Buffer; report: PtxasReport }> {
  const folder = mkdtempSync(join(tmpdir(), 'isac-mc-image-'));
  const out = join(folder, 'image');
  const options = [...IMAGE_FLAGS, ...definitions(kind), '-o', out];
  const source = mainSource(kind.kernel);
  try {
    if (kind.target !== 'ptx') {
      const { stderr } = await run(nvcc, [`-arch=${kind.target}`, '-cubin', '-Xptxas', '-v', ...options, source], {
        cwd: cudaFolder(),
      });
      return { image: readFileSync(out), report: readPtxas(stderr) };
    }
    await run(nvcc, [`-arch=${PTX_ARCHITECTURE}`, '-ptx', ...options, source], { cwd: cudaFolder() });
    const ptx = lowerPtx(readFileSync(out, 'utf8'));
    writeFileSync(out, ptx);
    // as a driver would; refuses what that version does not have
    const ptxas = nvcc.includes('/') ? join(dirname(nvcc), 'ptxas') : 'ptxas';
    const architecture = PTX_ARCHITECTURE.replace('compute', 'sm');
    const { stderr } = await run(ptxas, ['-v', `-arch=${architecture}`, out, '-o', join(folder, 'cubin')]);
    return { image: Buffer.from(ptx), report: readPtxas(stderr) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
