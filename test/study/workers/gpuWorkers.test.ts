import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { noSwiftShader } from '../../device/swiftShader.ts';
import { isacMc, linesOf, type Outcome } from '../../e2e/command.ts';
import { temporaryFolder, TINY } from '../tinyStudy.ts';

const preload = fileURLToPath(new URL('brokenGpu.cjs', import.meta.url));
const folder = temporaryFolder();
writeFileSync(join(folder, 'tiny.yaml'), TINY);

/** A run with two workers whose GPU fails. */
function runBroken(fault: 'open' | 'lost'): Promise<Outcome> {
  const args = ['--backend', 'webgpu', '--allow-software', '--workers', '2', '--batch', '1', '--out', fault];
  return isacMc(['run', 'tiny.yaml', ...args], folder, undefined, {
    NODE_OPTIONS: `--require=${preload}`,
    GPU_FAULT: fault,
  });
}

// exit code 3, after which batch scripts and pods try again; 2 would end the whole job
describe.skipIf(noSwiftShader)(
  `isac-mc run on webgpu when the GPU of a worker fails${noSwiftShader ? `: skipped, ${noSwiftShader}` : ''}`,
  () => {
    it('a device that cannot be opened once more ends it unfinished, with the advice to take one worker', async () => {
      const { code, stderr } = await runBroken('open');
      expect(linesOf(stderr).slice(1)).toEqual([
        expect.stringMatching(/^warning: 1 of 2 workers go on, the others found no room/) as string,
        'isac-mc: none of 2 workers could start the backend: webgpu: no GPU with a Vulkan driver',
        '  nothing is lost: run the same command again with --workers 1',
      ]);
      expect(code).toBe(3);
      expect(existsSync(join(folder, 'open', '_SUCCESS'))).toBe(false);
    });

    it('a device that is lost ends it unfinished, as without workers', async () => {
      const { code, stderr } = await runBroken('lost');
      expect(linesOf(stderr).slice(1)).toEqual([
        expect.stringMatching(/^isac-mc: the GPU was lost while it solved \d+ programs at once: /) as string,
        '  end what else uses the device, or run the same command again with fewer --workers or a smaller --batch',
      ]);
      expect(code).toBe(3);
      expect(existsSync(join(folder, 'lost', '_SUCCESS'))).toBe(false);
    });
  },
);
