import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { addPowerCaps, type PowerMultipliers } from '../rows/powerCaps.ts';
import { type ReceivedPower, receivedPower } from '../rows/receivedPower.ts';
import { type BlockLayout, declareBlocks, sizeOf } from './blockLayout.ts';
import { effectiveRobustness } from './plan.ts';
import type { ProgramContext } from './programContext.ts';

/** What every block-level program has: its PSD blocks, the bounds of the powers that its users receive, and the budgets of its BSs. */
export function declareProgram(
  program: ProgramBuilder,
  c: ProgramContext,
  counts: Omit<BlockLayout, 'size' | 'axes'>,
): { readonly layout: BlockLayout; readonly received: ReceivedPower; readonly power: PowerMultipliers } {
  const robustness = effectiveRobustness(c.program);
  const size = sizeOf(c);
  const layout = { ...counts, size, ...axesOf(c, size, counts.slots) };
  declareBlocks(program, layout, c);
  const received = receivedPower(program, layout, c, robustness === 'exact' ? 'none' : robustness);
  return { layout, received, power: addPowerCaps(program, layout, c, received.power) };
}

/** Axes of each block. */
function axesOf(c: ProgramContext, size: number, users: number): Pick<BlockLayout, 'axes' | 'inOrder'> {
  const robustness = effectiveRobustness(c.program);
  if (robustness === 'none') return { axes: 0 };
  if (robustness === 'exact') return { axes: users * (c.program.errorAxes?.count ?? 0), inOrder: true };
  return { axes: c.normAxes?.count ?? size };
}
