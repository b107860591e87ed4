/** A study file as an object, without its title. */
export type StudyFields = Readonly<Record<string, unknown>>;

export const BLOCK_LEVEL = ['BLP-CBF', 'BLP-CoMP'];
export const SYMBOL_LEVEL = ['SLP-CBF', 'SLP-CoMP'];
export const ALL_SCHEMES = [...BLOCK_LEVEL, ...SYMBOL_LEVEL];
/** What every design has; `exact` belongs to `joint` alone. */
export const ALL_ROBUSTNESS = ['none', 'paper', 'guaranteed', 'guaranteedSum'];

/** What the solver decides: table errors, and those of `output.tables` alone, follow from the precoders. */
export const SOLVED = { tables: ['designs', 'precoders', 'convergence', 'certificates'] };
export const ALL_TABLES = { tables: [...SOLVED.tables, 'errors', 'beampatterns', 'ser', 'complexity'] };

/** Two users in each of two cells: the smallest system in which every row of every program is there. */
export const PAIRS = { usersPerCell: 2, txAntennas: 3, rxAntennas: 3, frameLength: 4 };
/** One user in each cell, where the designs have a single beam. */
export const SINGLES = { ...PAIRS, usersPerCell: 1, txAntennas: 2 };
export const ONE_CELL = { cells: 1, targetAnglesDeg: [[20]] };
export const THREE_CELLS = {
  cells: 3,
  targetAnglesDeg: [
    [-50, 60, 10],
    [-60, 50, 20],
    [30, -40, 5],
  ],
};
