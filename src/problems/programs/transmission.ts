import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { addPowerCaps, type PowerMultipliers } from '../rows/powerCaps.ts';
import { type ReceivedPower, receivedPower } from '../rows/receivedPower.ts';
import { type BlockLayout, declareBlocks } from './blockLayout.ts';
import { effectiveRobustness } from './plan.ts';
import type { ProgramContext } from './programContext.ts';

/** What every program has: covariances, what users receive of them, and rows on what the transmitters send. */
export interface Transmission {
  readonly received: ReceivedPower;
  readonly power: PowerMultipliers;
}

/** Declares the PSD blocks of a program with all rows that do not depend on its problem. */
export function declareTransmission(program: ProgramBuilder, layout: BlockLayout, c: ProgramContext): Transmission {
  declareBlocks(program, layout, c);
  const received = receivedPower(program, layout, c, effectiveRobustness(c.program));
  return { received, power: addPowerCaps(program, layout, c, received.power) };
}
