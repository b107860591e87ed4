import { BLOCK } from '../errorDraws.ts';

/**
 * Draws that the cpu kernel makes: the first of every batch. They tell of which SINRs float32 has to be certain, and that float32 will do; `verify`
 * makes the first draws of a design again bit for bit (REDRAWN of src/study/verify/redrawErrors.ts), which must not be more.
 */
export const HEAD = 16 * BLOCK;
