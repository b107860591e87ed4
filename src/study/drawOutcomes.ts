import type { DrawOutcome } from './countedDraws.ts';
import type { ArrowTable } from './tables/arrow/arrowReader.ts';

/** Outcome of the draw in each row of table `designs`. */
export function drawOutcomes(designs: ArrowTable): DrawOutcome[] {
  const [leakage, meetsClaim] = [designs.column('leakage_used'), designs.column('meets_claim')];
  const rho = designs.column('rho');
  return Array.from({ length: designs.rows }, (_, row) => ({
    designed: leakage(row) !== null, // every design with precoders has one, whereas an SINR of 0 is null in dB
    meetsClaim: meetsClaim(row) === true,
    rho: rho(row) as number | null,
  }));
}
