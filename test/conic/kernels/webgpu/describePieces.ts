import { afterAll, beforeAll, describe } from 'vitest';
import type { Precision } from '../../../../src/conic/kernels/webgpu/conicShader.ts';
import { type OpenGpu, openGpu } from '../../../../src/device/webgpu/gpuDevice.ts';
import { noSwiftShader } from '../../../device/swiftShader.ts';
import { PieceRunner } from './pieceRunner.ts';

interface PieceOptions {
  /** Of a workgroup; default 16. */
  readonly threads?: number;
  readonly precisions?: readonly Precision[];
}

/** Facts about routines of the webgpu kernel, in both arithmetics, on SwiftShader. */
export function describePieces(
  name: string,
  facts: (runner: () => PieceRunner) => void,
  { threads = 16, precisions = ['float32', 'doubleSingle'] }: PieceOptions = {},
): void {
  const title = `webgpu pieces, ${name}${noSwiftShader ? `: skipped, ${noSwiftShader}` : ''}`;
  describe.skipIf(noSwiftShader)(title, () => {
    let gpu: OpenGpu;
    beforeAll(async () => {
      gpu = await openGpu({ allowSoftware: true });
    });
    afterAll(() => {
      gpu.close();
    });
    describe.each(precisions)('%s', (precision) => {
      let runner: PieceRunner;
      beforeAll(() => {
        runner = new PieceRunner(gpu.device, precision, threads);
      });
      facts(() => runner);
    });
  });
}
