import type { DesignTask, PrecoderDesign } from '../problems/types.ts';
import { decibel } from './decibel.ts';

/**
 * The SINR that the program of a weighted design found, in dB with ten decimals: what is computed from it is the same whether it comes from the design or
 * from the table.
 */
export function programSinrDb(sinrBound: number): number | null {
  const db = decibel(sinrBound);
  return db === null ? null : Math.round(db * 1e10) / 1e10;
}

/** SINR that a design claims for every user, linear: the threshold, or in the weighted form the SINR that its program found, as table designs has it. */
export function claimedThreshold({ form }: DesignTask, { sinrBound }: PrecoderDesign): number {
  if (form.kind === 'threshold') return form.threshold;
  const db = programSinrDb(sinrBound);
  return db === null ? sinrBound : 10 ** (db / 10);
}
