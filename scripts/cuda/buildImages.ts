/**
 * Compiles the CUDA kernels whose sources or compiler have changed for all devices into kernels/cuda/images, with a manifest: `npm run cuda:images`; with
 * `-- --all` every one. Wants nvcc: on the path, in /usr/local/cuda/bin, or named by NVCC (`pip install nvidia-cuda-nvcc` brings one).
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CUDA_KERNELS, type CudaKernelName } from '../../src/device/cuda/images.ts';
import { InputError, IsacError } from '../../src/errors.ts';
import { compileImage, findNvcc, nvccVersion } from './compileImage.ts';
import {
  type Image,
  imageFile,
  imageFolder,
  type ImageKind,
  imageKinds,
  type ImageManifest,
  readManifest,
  sourcesOfImages,
} from './imageList.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function build(nvcc: string, kind: ImageKind): Promise<Image> {
  const { image, report } = await compileImage(nvcc, kind);
  const file = imageFile(kind);
  const packed = gzipSync(image, { level: 9 });
  writeFileSync(join(imageFolder(), file), packed);
  process.stderr.write(
    `${file}: ${packed.length} bytes, ${report.registers} registers, ${report.spillBytes} spilled\n`,
  );
  return { file, ...kind, sha256: sha256(packed), ...report };
}

/** The manifest that is there; undefined where there is none, or one of another form. */
function oldManifest(): ImageManifest | undefined {
  if (!existsSync(join(imageFolder(), 'manifest.json'))) return undefined;
  const manifest = readManifest();
  return typeof manifest.sources === 'object' ? manifest : undefined;
}

/** The images of the kernels that are as they would be built. */
function current(old: ImageManifest | undefined, compiler: string): readonly Image[] {
  if (old?.compiler !== compiler) return [];
  const isThere = ({ file, sha256: hash }: Image): boolean =>
    existsSync(join(imageFolder(), file)) && sha256(readFileSync(join(imageFolder(), file))) === hash;
  return CUDA_KERNELS.flatMap((kernel) => {
    const own = old.images.filter((image) => image.kernel === kernel);
    const files = imageKinds()
      .filter((kind) => kind.kernel === kernel)
      .map(imageFile);
    const complete = own.length === files.length && own.every((image, i) => image.file === files[i] && isThere(image));
    return complete && old.sources[kernel] === sourcesOfImages(kernel) ? own : [];
  });
}

async function buildAll(nvcc: string, kept: readonly Image[]): Promise<readonly Image[]> {
  const kinds = imageKinds();
  const images: Image[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < kinds.length; i = next++) {
      const kind = kinds[i] as ImageKind;
      images[i] = kept.find(({ file }) => file === imageFile(kind)) ?? (await build(nvcc, kind));
    }
  };
  await Promise.all(Array.from({ length: Math.min(cpus().length, kinds.length) }, worker));
  return images;
}

try {
  const nvcc = findNvcc();
  if (nvcc === undefined) throw new InputError('no nvcc on this machine', 'NVCC=/path/to/nvcc npm run cuda:images');
  mkdirSync(imageFolder(), { recursive: true });
  const compiler = await nvccVersion(nvcc);
  const kept = process.argv.includes('--all') ? [] : current(oldManifest(), compiler);
  const names = new Set(kept.map(({ file }) => file));
  for (const name of readdirSync(imageFolder())) if (!names.has(name)) rmSync(join(imageFolder(), name));
  const images = await buildAll(nvcc, kept);
  const sources = Object.fromEntries(
    CUDA_KERNELS.map((kernel): [CudaKernelName, string] => [kernel, sourcesOfImages(kernel)]),
  );
  const manifest = { sources, compiler, images };
  writeFileSync(join(imageFolder(), 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
} catch (error) {
  if (!(error instanceof IsacError)) throw error;
  process.stderr.write(`cuda:images: ${error.message}${error.hint === undefined ? '' : `; ${error.hint}`}\n`);
  process.exitCode = error.exitCode;
}
