import { afterAll, beforeAll, describe } from 'vitest';
import { type OpenGpu, openGpu } from '../../../src/device/webgpu/gpuDevice.ts';
import { noSwiftShader } from '../swiftShader.ts';
import { PieceRunner } from './pieceRunner.ts';

/** Facts about routines of the webgpu kernel, in both arithmetics, on SwiftShader. */
export function describePieces(name: string, facts: (runner: () => PieceRunner) => void, threads = 16): void {
  const title = `webgpu pieces, ${name}${noSwiftShader ? `: skipped, ${noSwiftShader}` : ''}`;
  describe.skipIf(noSwiftShader)(title, () => {
    let gpu: OpenGpu;
    beforeAll(async () => {
      gpu = await openGpu({ allowSoftware: true });
    });
    afterAll(() => {
      gpu.close();
    });
    describe.each(['float32', 'doubleSingle'] as const)('%s', (precision) => {
      let runner: PieceRunner;
      beforeAll(() => {
        runner = new PieceRunner(gpu.device, precision, threads);
      });
      facts(() => runner);
    });
  });
}
