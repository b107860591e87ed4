import { wgslSource } from '../../../device/webgpu/wgslSource.ts';

/** Pieces of the entries, kernels/errorDraws/<name>.wgsl. */
const PIECES = {
  draw: ['launch', 'elementary', 'philox', 'errors'],
  evaluate: ['launch', 'elementary', 'sinr', 'reduce', 'evaluate'],
  probe: ['launch', 'elementary', 'sinr', 'probe'],
} as const;

/** One of the entries: errors, what is kept of the SINRs under them, and those SINRs themselves. */
export type Entry = keyof typeof PIECES;

/** WGSL of an entry. */
export function errorDrawsShader(entry: Entry): string {
  return PIECES[entry].map((piece) => wgslSource(`errorDraws/${piece}`)).join('\n');
}
