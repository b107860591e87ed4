import { conicSource } from '../cuda/conicSource.ts';
import { wasmConstants, wasmSteps } from './wasmText.ts';
import { wasmWords } from './wasmWords.ts';

/** A file of kernels/ that is written, not edited. */
export interface GeneratedSource {
  /** Path in the repository. */
  readonly file: string;
  readonly text: string;
}

/** All of them as the sources in src/conic and kernels/*.wgsl make them now. */
export function generatedSources(): readonly GeneratedSource[] {
  return [
    { file: 'kernels/wasm/constants.ts', text: wasmConstants() },
    { file: 'kernels/wasm/steps.ts', text: wasmSteps() },
    { file: 'kernels/wasm/words.ts', text: wasmWords() },
    { file: 'kernels/cuda/conic.cu', text: conicSource() },
  ];
}
