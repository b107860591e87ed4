/** Complex numbers that one array of a realization or of its designs may have: 1 GiB. */
const MOST_NUMBERS = 2 ** 26;

/** The sizes of a system. */
export interface SystemSize {
  readonly cells: number;
  readonly usersPerCell: number;
  readonly txAntennas: number;
  readonly rxAntennas: number;
  readonly frameLength: number;
}

/** Complex numbers of the largest array of a system: channels, symbols, transmit vectors and covariances. */
function largestArray({ cells, usersPerCell, txAntennas, rxAntennas, frameLength }: SystemSize): number {
  const users = cells * usersPerCell;
  return Math.max(
    users * cells * txAntennas,
    users * frameLength,
    cells * txAntennas * frameLength,
    users * txAntennas ** 2,
    cells * rxAntennas ** 2,
  );
}

/** Why a system is too large, as what was expected and what came; undefined where it is not. */
export function tooLarge(size: SystemSize): string | undefined {
  const numbers = largestArray(size);
  if (numbers <= MOST_NUMBERS) return undefined;
  return `expected at most ${MOST_NUMBERS} channel coefficients, symbols or entries of covariances in a realization, got ${numbers}`;
}
