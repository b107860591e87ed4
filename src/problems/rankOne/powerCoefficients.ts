import { bilinear, squaredNorm } from '../../model/complexVector.ts';
import { covarianceOf, illumination } from '../../model/covariance.ts';
import { type CrbForm, crbFormCbf, crbFormComp } from '../../model/crbForms.ts';
import { evaluateForm } from '../../model/fim.ts';
import { cramerRaoBounds } from '../../model/crb.ts';
import { echoPower, pathEcho } from '../../model/echoCovariance.ts';
import type { FisherEntries } from '../../model/fim.ts';
import { stackChannels } from '../../model/sinr.ts';
import { amplitudeCapsOf } from '../amplitudeCrbCaps.ts';
import { isLimited } from '../design/echoLimits.ts';
import { type BlockTask, hasOneBeam } from '../design/relaxedDesign.ts';

/** Everything that is linear in the powers of beams of fixed direction, for unit beams. */
export interface PowerCoefficients {
  readonly users: number;
  /** S of user i per power of its beam, may be negative for the guaranteed bounds; with `errors` [error set][i]. */
  readonly useful: Float64Array;
  /** U of beam l at user i without the norm where that is bounded by a sum, [i][l], zero for l = i; with `errors` [error set][i][l]. */
  readonly interference: Float64Array;
  /** `guaranteedSum`: b_l conj(h^T b_l) of beam l at user i, [i][l][antennas][2]; otherwise null. */
  readonly received: Float64Array | null;
  readonly antennas: number;
  /** d, or sqrt(J) d in CoMP, as the design's robustness uses it. */
  readonly radius: number;
  /** Share of beam l that BS n radiates, [n][l]. */
  readonly power: Float64Array;
  /** Power of beam l at the target of cell n, CBF, [n][l]; zero for its own cell. */
  readonly leakage: Float64Array;
  /** Power of the echoes at BS n per power of beam l over what its echo covariance counts on, [n][l], CBF with a cap on the amplitudes; otherwise null. */
  readonly echoes: Float64Array | null;
  /** CRBs of the parts of the amplitude of the only beam of a covariance at power 1 over their cap, [bs][2]; null where there are more beams, or no cap. */
  readonly ownAmplitudes: Float64Array | null;
  /** Fisher information of every BS per power of beam l, [bs][l]; null where the beam does not count. */
  readonly fisher: readonly (readonly (FisherEntries | null)[])[];
}

/**
 * Coefficients of unit beams b_l: with W_l = p_l b_l b_l^H every bound of (31)-(32) is linear in p,
 * U = p (abs(h^T b) + d)^2 and S = p abs(h^T b)^2, less 2 p d abs(h^T b) for the guaranteed bounds, but for the norm of
 * the sum in `guaranteedSum`. With `exact` they are those of given errors, at which no term with d is needed.
 *
 * @param beams unit vectors (or zero), [user][antennas][2].
 * @param echo C_m of every BS, CBF.
 * @param errors of robustness `exact`, each of all links, [error set][bs][cell][user][antenna][2].
 */
export function powerCoefficients(
  task: BlockTask,
  beams: Float64Array,
  echo: readonly Float64Array[],
  errors?: readonly Float64Array[],
): PowerCoefficients {
  const { scenario, realization, robustness } = task;
  const { cells, usersPerCell, txAntennas } = scenario;
  const comp = task.scheme === 'BLP-CoMP';
  const users = cells * usersPerCell;
  const antennas = comp ? cells * txAntennas : txAntennas;
  const known = errors
    ? errors.map((e) => realization.channels.map((h, i) => h + (e[i] as number)))
    : [realization.channels];
  const d = robustness === 'none' || errors ? 0 : scenario.csiErrorRadius * (comp ? Math.sqrt(cells) : 1);
  const guarded = robustness.startsWith('guaranteed');
  const summed = robustness === 'guaranteedSum' && d > 0;
  const beam = (l: number): Float64Array => beams.subarray(2 * l * antennas, 2 * (l + 1) * antennas);
  const cellOf = (l: number): number => Math.floor(l / usersPerCell);

  const useful = new Float64Array(known.length * users);
  const interference = new Float64Array(known.length * users * users);
  const received = summed ? new Float64Array(2 * users * users * antennas) : null;
  known.forEach((channels, set) => {
    const links = comp ? stackChannels(scenario, channels) : channels;
    for (let i = 0; i < users; i++)
      for (let l = 0; l < users; l++) {
        const at = 2 * ((comp ? 0 : cellOf(l) * users) + i) * antennas;
        const { re, im } = bilinear(links, at, beam(l), 0, antennas);
        const amplitude = Math.hypot(re, im);
        if (l === i) {
          useful[set * users + i] = amplitude * (amplitude - (guarded ? 2 * d : 0));
          continue;
        }
        interference[(set * users + i) * users + l] = received ? amplitude * amplitude + d * d : (amplitude + d) ** 2;
        if (received)
          for (let a = 0; a < antennas; a++) {
            const to = 2 * ((i * users + l) * antennas + a);
            const br = beam(l)[2 * a] as number;
            const bi = beam(l)[2 * a + 1] as number;
            received[to] = br * re + bi * im;
            received[to + 1] = bi * re - br * im;
          }
      }
  });

  const power = new Float64Array(cells * users);
  const leakage = new Float64Array(cells * users);
  for (let l = 0; l < users; l++)
    for (let n = 0; n < cells; n++) {
      if (comp) power[n * users + l] = squaredNorm(beam(l), 2 * n * txAntennas, txAntennas);
      else if (n === cellOf(l)) power[n * users + l] = squaredNorm(beam(l));
      else {
        const angle = scenario.targetAngles[cellOf(l) * cells + n] as number;
        leakage[n * users + l] = illumination(covarianceOf(beam(l), antennas), antennas, angle);
      }
    }

  const alone = hasOneBeam(task);
  const echoes = isLimited(task) ? leakage.slice() : null;
  if (echoes)
    for (let n = 0; n < cells; n++)
      for (let l = 0; l < users; l++) {
        const caused = n === cellOf(l) ? 0 : pathEcho(scenario, realization, cellOf(l) * cells + n);
        echoes[n * users + l] =
          (caused * (leakage[n * users + l] as number)) / echoPower(scenario, echo[n] as Float64Array);
      }
  const ownAmplitudes = alone && scenario.amplitudeCrbCap !== undefined ? new Float64Array(2 * cells) : null;
  const fisher = Array.from({ length: cells }, (_, m) => {
    const own = echo[m];
    const form: CrbForm | null = comp
      ? crbFormComp(scenario, realization, m)
      : own
        ? crbFormCbf(scenario, realization, m, own)
        : null;
    return Array.from({ length: users }, (_unused, l) => {
      if (!form || (!comp && cellOf(l) !== m)) return null;
      const entries = evaluateForm(form, beam(l));
      const caps = ownAmplitudes && amplitudeCapsOf(task, m);
      if (ownAmplitudes && caps) {
        const { gainRe, gainIm } = cramerRaoBounds(entries);
        ownAmplitudes.set([gainRe / caps[0], gainIm / caps[1]], 2 * m);
      }
      // the only beam of a covariance: what it tells is its own, and no difference of two entries
      return alone ? { ...entries, f11: entries.receive, f12: { re: 0, im: 0 } } : entries;
    });
  });
  return { users, useful, interference, received, antennas, radius: d, power, leakage, echoes, ownAmplitudes, fisher };
}
