/**
 * Compiles the CUDA kernel for all devices into kernels/cuda/images, with a manifest: `npm run cuda:images`. Wants nvcc: on the path, in
 * /usr/local/cuda/bin, or named by NVCC (`pip install nvidia-cuda-nvcc` brings one).
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError, IsacError } from '../../src/errors.ts';
import { compileImage, findNvcc, nvccVersion } from './compileImage.ts';
import { type Image, imageFile, imageFolder, type ImageKind, imageKinds, sourcesOfImages } from './imageList.ts';

async function build(nvcc: string, kind: ImageKind): Promise<Image> {
  const { image, report } = await compileImage(nvcc, kind);
  const file = imageFile(kind);
  const packed = gzipSync(image, { level: 9 });
  writeFileSync(join(imageFolder(), file), packed);
  process.stderr.write(
    `${file}: ${packed.length} bytes, ${report.registers} registers, ${report.spillBytes} spilled\n`,
  );
  return { file, ...kind, sha256: createHash('sha256').update(packed).digest('hex'), ...report };
}

async function buildAll(nvcc: string): Promise<readonly Image[]> {
  const kinds = imageKinds();
  const images: Image[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < kinds.length; i = next++) images[i] = await build(nvcc, kinds[i] as ImageKind);
  };
  await Promise.all(Array.from({ length: Math.min(cpus().length, kinds.length) }, worker));
  return images;
}

try {
  const nvcc = findNvcc();
  if (nvcc === undefined) throw new InputError('no nvcc on this machine', 'NVCC=/path/to/nvcc npm run cuda:images');
  mkdirSync(imageFolder(), { recursive: true });
  for (const name of readdirSync(imageFolder())) rmSync(join(imageFolder(), name));
  const images = await buildAll(nvcc);
  const manifest = { sources: sourcesOfImages(), compiler: await nvccVersion(nvcc), images };
  writeFileSync(join(imageFolder(), 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
} catch (error) {
  if (!(error instanceof IsacError)) throw error;
  process.stderr.write(`cuda:images: ${error.message}${error.hint === undefined ? '' : `; ${error.hint}`}\n`);
  process.exitCode = error.exitCode;
}
