import { InputError } from '../errors.ts';
import { echoPower } from '../model/echoCovariance.ts';
import { capsAmplitudes, requireCappedGains } from './amplitudeCrbCaps.ts';
import type { PrecodingProgram } from './precodingProgram.ts';
import { requireWhiteErrors } from './requireWhiteErrors.ts';
import { requireNumbers, requirePositive, validateSystem } from './validateSystem.ts';

/**
 * Refuses programs with a missing, non-finite or non-positive field, or one of the wrong length.
 *
 * @throws InputError naming the field, `where` before it.
 */
export function validateProgram(program: PrecodingProgram, where = 'program'): void {
  const { scenario, scheme, problem } = program;
  const positive = (name: string, value: number | undefined, orZero = false): void =>
    requirePositive(`${where}.${name}`, value, orZero);
  validateSystem(program, where);
  requireWhiteErrors(program, where);
  if (program.robustness === 'exact' && problem !== 'joint')
    throw new InputError(`${where}.robustness: expected exact only with problem joint, got exact with ${problem}`);
  const { cells, rxAntennas } = scenario;

  const cbf = scheme === 'BLP-CBF';
  const single = problem === 'P1.A' || problem === 'P1.B';
  if ((single && !cbf) || ((problem === 'P2.A' || problem === 'P2.B') && cbf))
    throw new InputError(`${where}.problem: ${problem} does not belong to ${scheme}`);
  if (single) {
    const { bs } = program;
    if (bs === undefined || !Number.isInteger(bs) || bs < 0 || bs >= cells)
      throw new InputError(`${where}.bs: expected an integer from 0 to ${cells - 1}, got ${bs}`);
  }
  const least = problem === 'P1.B' || problem === 'P2.B';
  const caps = problem === 'P1.A' || problem === 'P2.A';
  const form = least ? 'threshold' : program.form;
  if (!caps && form !== 'threshold')
    throw new InputError(`${where}.form: ${problem} is solved at a fixed threshold, got ${form}`);
  if (form === 'threshold') positive('threshold', program.threshold);
  if (form === 'weighted') {
    positive('rho', program.rho, true);
    if ((program.rho ?? 0) > 1) throw new InputError(`${where}.rho: expected a number from 0 to 1, got ${program.rho}`);
    positive('nfr', program.nfr);
    positive('nfc', program.nfc);
  }
  const { sensingBs } = program;
  if (sensingBs && problem !== 'joint')
    throw new InputError(`${where}.sensingBs: expected none for ${problem}, got ${sensingBs.join(', ')}`);
  if (sensingBs?.some((m, i) => !Number.isInteger(m) || m >= cells || m <= (sensingBs[i - 1] ?? -1)))
    throw new InputError(
      `${where}.sensingBs: expected ascending integers from 0 to ${cells - 1}, got ${sensingBs.join(', ')}`,
    );
  if (least) positive('crbCap', program.crbCap);
  if (!caps) positive('scenario.maxInterference', scenario.maxInterference);
  if (problem === 'P1.A') {
    positive('interference.intraCell', program.interference?.intraCell);
    if (cells > 1 && program.omitInterCellRows !== true)
      positive('interference.interCell', program.interference?.interCell);
    if (cells > 1) positive('leakage', program.leakage);
  }
  if (problem === 'P2.A') positive('interference.coMP', program.interference?.coMP);
  if (problem === 'P1.B' && program.sinrRow === 'received' && cells > 1)
    positive('interference.received', program.interference?.received, true);
  if (program.amplitudeCrbCaps) {
    positive('amplitudeCrbCaps[0]', program.amplitudeCrbCaps[0]);
    positive('amplitudeCrbCaps[1]', program.amplitudeCrbCaps[1]);
  }
  requireCappedGains(program, where);
  const { limitEchoes = false } = program;
  if (limitEchoes && (!cbf || (problem !== 'joint' && problem !== 'capsFree') || cells === 1))
    throw new InputError(
      `${where}.limitEchoes: expected it only with joint or capsFree in CBF of several cells, got it with ${problem} of ${scheme}`,
    );
  if (cbf) {
    if (cells > 1 && problem !== 'P1.A') positive('scenario.maxLeakage', scenario.maxLeakage);
    const needed = single ? 1 : cells;
    const free = form === 'maxSinr' || (form === 'weighted' && program.rho === 0);
    if (problem === 'P1.A' && free && !capsAmplitudes(program)) return;
    if (program.echoCovariance?.length !== needed)
      throw new InputError(
        `${where}.echoCovariance: expected ${needed} matrices, got ${program.echoCovariance?.length ?? 'none'}`,
      );
    program.echoCovariance.forEach((c, i) =>
      requireNumbers(`${where}.echoCovariance[${i}]`, c, rxAntennas * rxAntennas * 2),
    );
    const silent = limitEchoes ? program.echoCovariance.findIndex((c) => !(echoPower(scenario, c) > 0)) : -1;
    if (silent >= 0)
      throw new InputError(`${where}.echoCovariance[${silent}]: expected echoes with limitEchoes, got noise alone`);
  }
}
