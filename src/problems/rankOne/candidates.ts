import { hermitianEigen } from '../../linalg/hermitianEigen.ts';
import { leadingEigenpair } from '../../linalg/leadingEigenpair.ts';
import { bilinear, conjugate, multiplyVector } from '../../model/complexVector.ts';
import { stackChannels } from '../../model/sinr.ts';
import { complexNormal } from '../../random/complexNormal.ts';
import { openStream } from '../../random/stream.ts';
import type { BlockTask } from '../design/relaxedDesign.ts';

/** Sizes of the covariances of a task. */
export interface BeamLayout {
  readonly users: number;
  /** Length of a precoder: N in CBF, J N in CoMP. */
  readonly antennas: number;
  /** Channel of each user from the antennas that serve it, [user][antennas][2]. */
  readonly ownChannels: Float64Array;
}

export function beamLayout(task: BlockTask): BeamLayout {
  const { cells, usersPerCell, txAntennas } = task.scenario;
  const users = cells * usersPerCell;
  const { channels } = task.realization;
  if (task.scheme === 'BLP-CoMP')
    return { users, antennas: cells * txAntennas, ownChannels: stackChannels(task.scenario, channels) };
  const block = 2 * usersPerCell * txAntennas;
  const ownChannels = new Float64Array(cells * block);
  for (let m = 0; m < cells; m++) {
    const from = (m * cells + m) * block;
    ownChannels.set(channels.subarray(from, from + block), m * block);
  }
  return { users, antennas: txAntennas, ownChannels };
}

/** sqrt(lambda_1) u_1 of every covariance, and how far the covariances are from rank one. */
export interface PrincipalBeams {
  /** [user][antennas][2]; the phase makes h^T w real and positive. */
  readonly beams: Float64Array;
  /** Largest lambda_2 / lambda_1 over the users. */
  readonly rankRatio: number;
}

/** @param covariances [user][antennas][antennas][2]. */
export function principalBeams(layout: BeamLayout, covariances: Float64Array): PrincipalBeams {
  const { users, antennas } = layout;
  let rankRatio = 0;
  const beams = new Float64Array(2 * users * antennas);
  for (let k = 0; k < users; k++) {
    const { values, vector } = leadingEigenpair(covarianceAt(covariances, k, antennas), antennas);
    const [first, second] = values.map((value) => Math.max(0, value)) as [number, number];
    if (first > 0) rankRatio = Math.max(rankRatio, second / first);
    const own = beams.subarray(2 * k * antennas, 2 * (k + 1) * antennas);
    own.set(vector);
    const { re, im } = bilinear(layout.ownChannels, 2 * k * antennas, own, 0, antennas);
    const modulus = Math.hypot(re, im);
    const scale = Math.sqrt(first);
    rotate(own, modulus > 0 ? (scale * re) / modulus : scale, modulus > 0 ? (-scale * im) / modulus : 0);
  }
  return { beams, rankRatio };
}

/**
 * W h* / sqrt(h^T W h*) of every user: w w^H is at most W and gives the user the same useful power, so that no one hears
 * more than from W. Zero where the user hears nothing.
 */
export function channelBeams(layout: BeamLayout, covariances: Float64Array): Float64Array {
  const { users, antennas, ownChannels } = layout;
  const beams = new Float64Array(2 * users * antennas);
  for (let k = 0; k < users; k++) {
    const h = ownChannels.subarray(2 * k * antennas, 2 * (k + 1) * antennas);
    const w = multiplyVector(covarianceAt(covariances, k, antennas), conjugate(h));
    const power = bilinear(h, 0, w, 0, antennas).re;
    if (power > 0)
      beams.set(
        w.map((x) => x / Math.sqrt(power)),
        2 * k * antennas,
      );
  }
  return beams;
}

/** Draws w_k ~ CN(0, W_k); draw i depends on the task's seed and realization and on i alone. */
export function gaussianBeams(
  task: BlockTask,
  layout: BeamLayout,
  covariances: Float64Array,
  draws: number,
): Float64Array[] {
  const { users, antennas } = layout;
  const spectra = Array.from({ length: users }, (_, k) =>
    hermitianEigen(covarianceAt(covariances, k, antennas), antennas),
  );
  return Array.from({ length: draws }, (_, draw) => {
    const stream = openStream({
      seed: task.seed,
      realization: task.realizationIndex,
      stream: 'rankOneCandidates',
      substream: draw,
    });
    const beams = new Float64Array(2 * users * antennas);
    spectra.forEach(({ values, vectors }, k) => {
      const z = complexNormal(stream, antennas);
      const beam = beams.subarray(2 * k * antennas, 2 * (k + 1) * antennas);
      for (let i = 0; i < antennas; i++) {
        const scale = Math.sqrt(Math.max(0, values[i] as number));
        const zr = scale * (z[2 * i] as number);
        const zi = scale * (z[2 * i + 1] as number);
        for (let a = 0; a < antennas; a++) {
          const ur = vectors[2 * (i * antennas + a)] as number;
          const ui = vectors[2 * (i * antennas + a) + 1] as number;
          beam[2 * a] = (beam[2 * a] as number) + ur * zr - ui * zi;
          beam[2 * a + 1] = (beam[2 * a + 1] as number) + ur * zi + ui * zr;
        }
      }
    });
    return beams;
  });
}

function covarianceAt(covariances: Float64Array, k: number, antennas: number): Float64Array {
  const size = 2 * antennas * antennas;
  return covariances.subarray(k * size, (k + 1) * size);
}

function rotate(x: Float64Array, re: number, im: number): void {
  for (let i = 0; i < x.length; i += 2) {
    const xr = x[i] as number;
    const xi = x[i + 1] as number;
    x[i] = xr * re - xi * im;
    x[i + 1] = xr * im + xi * re;
  }
}
