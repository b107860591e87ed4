import { z } from 'zod';

// What a field may be, wherever it is read: in a study, an instance file or a call of the library. Limits are wide enough for any
// system and narrow enough that what is computed from the values stays inside float64 and within memory.

/** The largest magnitude of a number: products of its square with others stay inside float64. */
export const LARGEST = 1e50;

/** A number of cells, users, antennas or symbols. */
export const count = z.int().positive({ abort: true }).max(1_000_000, { abort: true });
/** dB. */
export const decibels = z.number().min(-200).max(200);
/** A power, gain or bound, in any unit. */
export const positive = z.number().positive({ abort: true }).min(1e-50).max(LARGEST);
/** A power or cap in linear units, made of a noise power and decibels. */
export const power = z.number().positive({ abort: true }).min(1e-75).max(1e75);
/** A radius or cap that may be zero, in any unit. */
export const atLeastZero = z.number().min(0).max(LARGEST);
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
/** Number of error draws or frames of one realization: the streams have 24 bits for it. */
export const MOST_DRAWS = 2 ** 24;

/** Fields of a system in linear units, as instance files and the library have them. */
export const linearSystem = {
  cells: count,
  usersPerCell: count,
  txAntennas: count,
  rxAntennas: count,
  frameLength: count,
  powerBudget: power,
  noisePower: positive,
  csiErrorRadius: atLeastZero,
  maxInterference: power,
  maxLeakage: power,
};

/** Fields of one convex program, as instance files and the library have them. */
export const programFields = {
  bs: z.int().min(0).optional(),
  threshold: positive.optional(),
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
