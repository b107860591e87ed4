import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compileImage, findNvcc, lowerPtx, nvccVersion, readPtxas } from '../../../scripts/cuda/compileImage.ts';
import {
  type Image,
  imageFile,
  imageFolder,
  imageKinds,
  PTX_VERSION,
  readManifest,
  sourcesOfImages,
} from '../../../scripts/cuda/imageList.ts';
import { CUDA_KERNELS } from '../../../src/device/cuda/images.ts';
import { InputError } from '../../../src/errors.ts';

const { sources, compiler, images } = readManifest();
const nvcc = findNvcc();
/** Registers that leave a multiprocessor 12 warps, 3 in each of its four parts of 16,384; 16 of the error draws and symbol errors, four in each. */
const MOST_REGISTERS = { conic: 168, errorDraws: 128, symbolErrors: 128 };
/** Bytes stored and loaded by the spills of the text: scalars of the embedding around a stage, none of a loop over numbers. */
const MOST_SPILLED = {
  conic: { float64: 1200, doubleSingle: 3000 },
  errorDraws: { float64: 64, doubleSingle: 0 },
  symbolErrors: { float64: 64, doubleSingle: 0 },
};
const ENTRIES = {
  conic: ['conicSolve'],
  errorDraws: ['drawErrors', 'summarize', 'findBins', 'collect'],
  symbolErrors: ['sendFrames', 'tallyFrames'],
};

describe('the images of the CUDA kernels', () => {
  it('are built from these sources, all of them and nothing else: else `npm run cuda:images`', () => {
    for (const kernel of CUDA_KERNELS) expect(sources[kernel], kernel).toBe(sourcesOfImages(kernel));
    expect(compiler).toMatch(/^nvcc 1\d\.\d+\.\d+$/);
    expect(images.map(({ file }) => file)).toEqual(imageKinds().map(imageFile));
    const files = [...images.map(({ file }) => file), 'manifest.json'];
    expect(readdirSync(imageFolder()).sort()).toEqual(files.sort());
    for (const { file, sha256 } of images)
      expect(
        createHash('sha256')
          .update(readFileSync(join(imageFolder(), file)))
          .digest('hex'),
        file,
      ).toBe(sha256);
  });

  it('take less than 6 MB', () => {
    const sizes = images.map(({ file }) => readFileSync(join(imageFolder(), file)).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6e6);
  });

  it.each(images)('$file: few spills, few registers, shared memory for 12 warps', (image) => {
    expect(image.spillBytes).toBeLessThanOrEqual(MOST_SPILLED[image.kernel][image.arithmetic]);
    expect(image.stackBytes).toBeLessThanOrEqual(512);
    expect(image.registers).toBeLessThanOrEqual(MOST_REGISTERS[image.kernel]);
    expect((image.staticSharedBytes * 384) / image.threads).toBeLessThan(80 * 1024);
  });

  it('are what their names say', () => {
    for (const { kernel, file, target } of images) {
      const bytes = gunzipSync(readFileSync(join(imageFolder(), file)));
      if (target !== 'ptx') expect(bytes.subarray(0, 4).toString('latin1'), file).toBe('\x7fELF');
      else {
        const text = bytes.toString('utf8');
        expect(text).toContain(`.version ${PTX_VERSION}\n.target sm_80\n`);
        for (const entry of ENTRIES[kernel]) expect(text).toContain(`.entry ${entry}(`);
        expect(text).not.toContain('used_bytes_mask');
      }
      for (const entry of ENTRIES[kernel]) expect(bytes.includes(entry)).toBe(true);
      expect(bytes.includes(process.cwd())).toBe(false);
    }
  });

  it.skipIf(nvcc === undefined).each(CUDA_KERNELS)(
    `one of %s, compiled again, has few spills too, and with the same compiler the same registers${nvcc === undefined ? ': skipped, no nvcc' : ''}`,
    async (kernel) => {
      const image = images.find((own) => own.kernel === kernel && own.target === 'sm_90') as Image;
      const { report } = await compileImage(nvcc ?? '', image);
      if ((await nvccVersion(nvcc ?? '')) === compiler) expect(image).toMatchObject(report);
      expect(report.spillBytes).toBeLessThanOrEqual(MOST_SPILLED[kernel].float64);
      expect(report.registers).toBeLessThanOrEqual(MOST_REGISTERS[kernel]);
    },
    300_000,
  );
});

describe('what the compiler says', () => {
  it('is read from ptxas', () => {
    const text = `ptxas info    : Function properties for conicSolve
    24 bytes stack frame, 368 bytes spill stores, 400 bytes spill loads
ptxas info    : Used 128 registers, used 1 barriers, 1808 bytes smem, 3416 bytes cmem[0]`;
    expect(readPtxas(text)).toEqual({ registers: 128, spillBytes: 768, stackBytes: 24, staticSharedBytes: 1808 });
    const more = `${text}
ptxas info    : Function properties for another
    0 bytes stack frame, 400 bytes spill stores, 400 bytes spill loads
ptxas info    : Used 34 registers, used 0 barriers`;
    expect(readPtxas(more)).toEqual({ registers: 128, spillBytes: 800, stackBytes: 24, staticSharedBytes: 1808 });
    expect(() => readPtxas('nothing')).toThrow(InputError);
  });

  it('PTX loses its version and its newer hints', () => {
    const ptx =
      '//\n.version 9.0\n.target sm_80\n\t.pragma "used_bytes_mask 3855";\n\tld.global.v2.f64 {%fd1, _}, [%rd1];\n';
    expect(lowerPtx(ptx)).toBe('//\n.version 7.8\n.target sm_80\n\tld.global.v2.f64 {%fd1, _}, [%rd1];\n');
  });
});
