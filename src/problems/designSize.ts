import { iterationFlops, MOST_WORKSPACE, workspaceBytes } from '../conic/programCost.ts';
import { isLarge } from './alongAxes.ts';
import { isSymbolLevel } from './capabilities.ts';
import { type BlockSystem, blockProgramSize, servedUsers } from './programs/blockProgramSize.ts';
import type { Design, Robustness, Scheme } from './types.ts';

/** What the programs of a design are as large as. */
export interface DesignSystem {
  readonly scheme: Scheme;
  readonly design: Design;
  readonly robustness: Robustness;
  readonly cells: number;
  readonly usersPerCell: number;
  readonly txAntennas: number;
  readonly csiErrorRadius: number;
  /** Lower bounds are computed, by programs of all BSs whatever the design. */
  readonly lowerBounds: boolean;
}

/** Memory of the largest program of a design, and time of all of them. */
export interface DesignCost {
  readonly bytes: number;
  readonly hours: number;
}

/** Hours that a design may take on one core of a machine of today. */
const MOST_HOURS = 6;
/** Real operations of an iteration that such a core does in a second (bench/README.md: 9 to 16 by the size). */
const FLOPS_PER_SECOND = 1e10;
/** Interior-point iterations of a program. */
const ITERATIONS = 20;
/** Axes and rounds of a program that is solved along axes of its blocks; those of sums are as many as a transmitter has users, and later rounds start warm. */
const AXES = 6;
const ROUNDS = 5;
const ROUNDS_OF_SUMS = 3;
const GIB = 2 ** 30;

/** What a block-level design takes, from its system alone. */
export function designCost(system: DesignSystem & { readonly scheme: BlockSystem['scheme'] }): DesignCost {
  const { design, csiErrorRadius, lowerBounds, cells } = system;
  const blind = design === 'blind';
  const block: BlockSystem = {
    ...system,
    cells: blind ? 1 : cells,
    robustness: csiErrorRadius > 0 ? system.robustness : 'none',
    ofOneBs: blind || (design === 'paper' && !lowerBounds),
    capped: design !== 'joint',
  };
  const large = isLarge(block);
  const sums = block.robustness === 'guaranteedSum';
  const rounds = large ? (sums ? ROUNDS_OF_SUMS : ROUNDS) : block.robustness === 'exact' ? ROUNDS : 1;
  const size = blockProgramSize(large ? { ...block, axes: sums ? servedUsers(block) : AXES } : block);
  // one for each BS and one of all for the bounds, and as many as an alternation of a few steps has
  const programs = cells + 2;
  const seconds = (programs * rounds * ITERATIONS * iterationFlops(size)) / FLOPS_PER_SECOND;
  return { bytes: workspaceBytes(size), hours: seconds / 3600 };
}

/** Why the programs of a design are too large to be solved, as what was expected and what came; undefined where they are not. */
export function tooLargeDesign(system: DesignSystem): string | undefined {
  const { scheme, robustness, cells, usersPerCell, txAntennas, csiErrorRadius } = system;
  if (isSymbolLevel(scheme)) return undefined;
  const block = { ...system, scheme: scheme as BlockSystem['scheme'] };
  const cost = designCost(block);
  if (fits(cost)) return undefined;
  const robust = csiErrorRadius > 0 && robustness !== 'none';
  const sizes = `cells ${cells}, usersPerCell ${usersPerCell}, txAntennas ${txAntennas}`;
  const what = `${scheme} of ${sizes}${robust ? `, robustness ${robustness}` : ''}`;
  const helps = (['guaranteed', 'guaranteedSum'] as const).flatMap((other) => {
    const needed = designCost({ ...block, robustness: other });
    return robust && other !== robustness && fits(needed) ? [`robustness ${other} needs about ${words(needed)}`] : [];
  });
  const advice = helps[0] ?? 'fewer cells, users or antennas need less';
  return `expected designs of at most ${MOST_WORKSPACE / GIB} GiB and ${MOST_HOURS} hours, got about ${words(cost)} for ${what}; ${advice}`;
}

function fits({ bytes, hours }: DesignCost): boolean {
  return bytes <= MOST_WORKSPACE && hours <= MOST_HOURS;
}

function words({ bytes, hours }: DesignCost): string {
  const time = hours < 1 ? `${Math.max(1, Math.round(60 * hours))} minutes` : `${rounded(hours)} hours`;
  return `${rounded(bytes / GIB)} GiB and ${time}`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(2)));
}
