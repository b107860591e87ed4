import * as z from 'zod';

// What a field may be, wherever it is read: in a study, an instance file or a call of the library. Limits are wide enough for any
// system and narrow enough that what is computed from the values stays inside float64 and within memory.

/** The largest magnitude of a number: products of its square with others stay inside float64. */
export const LARGEST = 1e50;

/** A number of cells, users, antennas or symbols. */
export const count = z.int().positive({ abort: true }).max(1_000_000, { abort: true });
/** dB. */
export const decibels = z.number().min(-200).max(200);
/** A gain or bound above 0, in any unit. The words are those of a refusal, where decibels are a likely mistake. */
const above = (words: string) => z.number().positive({ error: words, abort: true }).min(1e-50).max(LARGEST);
/** A gain or bound, in any unit. */
export const positive = above('expected a number above 0');
/** An SINR as a ratio. */
export const linearSinr = above('expected a linear SINR above 0 (a ratio, not dB)');
/** Ratio of two powers. */
export const powerRatio = above('expected a linear power ratio above 0 (not dB)');
const POWER = 'expected a linear power above 0 (not dB)';
/** A power or cap in linear units, made of a noise power and decibels. */
const power = z.number().positive({ error: POWER, abort: true }).min(1e-75).max(1e75);
/** A cap that may be zero, in any unit. */
export const atLeastZero = z.number().min(0).max(LARGEST);
/** Radius of an error ball. */
export const radius = z
  .number()
  .min(0, 'expected a radius of at least 0, linear, in the unit of the channel coefficients')
  .max(LARGEST);
/** Weight of sensing. */
export const weight = z.number().min(0).max(1);
/** Degrees within the view of an array: at +-90 the derivative of its steering vector vanishes. */
export const angleDeg = z.number().gt(-90).lt(90);
/** M of the PSK of a study. */
export const pskOrder = z.literal([2, 4, 8, 16]);
/** M of the PSK of an instance or a call, where any order will do. */
export const MOST_PHASES = 1_000_000;
/** Channel realizations of a study: their index is a word of the counter of the random streams. */
export const MOST_REALIZATIONS = 2 ** 32;
/** Index of a channel realization. */
export const realizationIndex = z
  .int()
  .min(0)
  .max(MOST_REALIZATIONS - 1);
/** Number of error draws or frames of one realization: the index of a draw is an int32 of the tables. */
export const MOST_DRAWS = 2 ** 31;
/** Number of error draws of one realization whose SINRs are all kept in memory. */
export const MOST_KEPT_DRAWS = 2 ** 24;

/** Fields of a system that study files, instance files and the library have in the same unit. */
export const system = {
  cells: count.describe('Number J of cells. Each cell has one base station and one target.'),
  usersPerCell: count.describe('Number K of single-antenna users in each cell.'),
  txAntennas: count.describe(
    'Number N of transmit antennas of each base station, a uniform linear array with a spacing of half a wavelength.',
  ),
  rxAntennas: count.describe(
    'Number Nrx of antennas of each base station that receive the echoes, an array of the same kind.',
  ),
  frameLength: count.describe(
    'Number L of symbols in a frame, at least txAntennas. A base station observes the echo of one frame.',
  ),
  noisePower: above(POWER).describe(
    'Noise power sigma^2 at each user and each receiver of echoes, linear. It is the unit of all powers: 1 means that powers are multiples of the noise power.',
  ),
  csiErrorRadius: radius.describe(
    'Radius d of the CSI error ball: the error of the channel from one base station to one user has a Euclidean norm of at most d. It is linear and absolute, in the unit of the channel coefficients (drawn ones have unit variance in the own cell), not relative to the norm of the channel. 0 means perfect CSI.',
  ),
  maxLeakage: power.describe(
    'Largest leakage Pleakmax, the power v^T R v* that a base station may send towards the target of another cell, linear, in the unit of noisePower. CBF designs keep it.',
  ),
};

/** Cap on the CRBs of amplitudes, in the same unit wherever it stands. */
export const amplitudeCrbCap = above('expected a cap above 0, in units of abs(a)^2').describe(
  "Largest CRB of the real and of the imaginary part of a base station's own reflection gain a, each in units of abs(a)^2, without unit: 0.01 means a standard deviation of a tenth of abs(a). Every design keeps it, so that no base station gets beams with a null at its own target. Default: no cap.",
);

/** Fields of a system in linear units, as instance files and the library have them. */
export const linearSystem = {
  ...system,
  amplitudeCrbCap: amplitudeCrbCap.optional(),
  powerBudget: power.describe('Power budget P of each base station, linear, in the unit of noisePower.'),
  maxInterference: power.describe('Interference cap Imax, linear, in the unit of noisePower.'),
};

/** Fields of one convex program, as instance files and the library have them. */
export const programFields = {
  bs: z.int().min(0).optional(),
  threshold: linearSinr.optional(),
  rho: weight.optional(),
  nfr: positive.optional(),
  nfc: positive.optional(),
  leakage: power.optional(),
  crbCap: positive.optional(),
  amplitudeCrbCaps: z.tuple([positive, positive]).optional(),
  sinrRow: z.enum(['emitted', 'received']).optional(),
};

/** Interference caps of a program at block level. */
export const interferenceCaps = {
  intraCell: atLeastZero.optional(),
  interCell: atLeastZero.optional(),
  coMP: atLeastZero.optional(),
  received: atLeastZero.optional(),
};
