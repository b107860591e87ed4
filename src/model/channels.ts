import { InputError } from '../errors.ts';
import { complexNormal } from '../random/complexNormal.ts';
import { cosSin } from '../random/elementary.ts';
import { openStream } from '../random/stream.ts';
import { steeringVector } from './arrays.ts';
import { requireErrorShape } from './errorShape.ts';
import type { Realization, Scenario } from './scenario.ts';

/** Law and key of a channel realization. */
export interface RealizationOptions {
  /** 64-bit unsigned seed of the study. */
  readonly seed: bigint;
  /** Index of the realization, from 0. */
  readonly realization: number;
  /** Power loss of an inter-cell channel, a linear power ratio, default 3. */
  readonly interCellLoss?: number;
  /** Phase of the reflection gains: zero, or drawn uniformly. Default zero. */
  readonly reflectionPhase?: 'zero' | 'uniform';
  /** Rayleigh fading, the steering vector of the user's angle (Fig. 4), or given channels. Default rayleigh. */
  readonly channelModel?: 'rayleigh' | 'lineOfSight' | 'file';
  /** Measured channels, [bs][cell][user][antenna][2], taken as they are (no `interCellLoss`); `file` only. */
  readonly channels?: Float64Array;
  /** S of each link, whose CSI error is S u, [bs][cell][user][antenna][antenna][2]; `file` only. Default: the identity. */
  readonly errorShape?: Float64Array;
  /** Angle of user k of cell m seen from BS n, [bs][cell][user] in degrees; line of sight only. */
  readonly userAnglesDeg?: readonly (readonly (readonly number[])[])[];
}

/**
 * Draws realization `realization` of the study with seed `seed`: h_m,mk ~ CN(0, I), h_n,mk ~ CN(0, I/interCellLoss) for
 * n != m (or line of sight with the same gains), abs(a_mm)^2 = sr2/(L P), so that the echo SNR L P abs(a_mm)^2/sr2 is 1 in any unit of power,
 * abs(a_nm)^2 = abs(a_mm)^2/3. It depends on nothing but the scenario and these options.
 *
 * @throws InputError on options out of range, line of sight without `userAnglesDeg`, `file` without fitting `channels`, or a shape that does not fit.
 */
export function drawRealization(scenario: Scenario, options: RealizationOptions): Realization {
  const loss = options.interCellLoss ?? 3;
  if (!Number.isFinite(loss) || loss <= 0)
    throw new InputError(`interCellLoss: expected a positive number, got ${loss}`);
  const model = options.channelModel ?? 'rayleigh';
  const { errorShape } = options;
  requireErrorShape(scenario, errorShape);
  return {
    reflectionGain: reflectionGain(scenario, options),
    channels: channelsOf(scenario, model, loss, options),
    ...(errorShape ? { errorShape } : {}),
  };
}

function channelsOf(
  scenario: Scenario,
  model: 'rayleigh' | 'lineOfSight' | 'file',
  loss: number,
  options: RealizationOptions,
): Float64Array {
  if (model === 'lineOfSight') return lineOfSightChannels(scenario, loss, options.userAnglesDeg);
  if (model === 'rayleigh') return rayleighChannels(scenario, loss, options);
  const { cells, usersPerCell, txAntennas } = scenario;
  const numbers = 2 * cells * cells * usersPerCell * txAntennas;
  if (options.channels?.length !== numbers)
    throw new InputError(
      `channels: expected ${numbers} numbers [bs][cell][user][antenna][2] for channelModel file, got ${options.channels?.length ?? 'none'}`,
    );
  return options.channels;
}

function reflectionGain(scenario: Scenario, options: RealizationOptions): Float64Array {
  const { cells, frameLength, powerBudget, noisePower } = scenario;
  const own = noisePower / (frameLength * powerBudget);
  const stream = openStream({ ...streamOf(options), stream: 'reflectionPhase' });
  const uniform = options.reflectionPhase === 'uniform';
  const result = new Float64Array(2 * cells * cells);
  for (let n = 0; n < cells; n++)
    for (let m = 0; m < cells; m++) {
      const magnitude = Math.sqrt(n === m ? own : own / 3);
      const at = 2 * (n * cells + m);
      cosSin(uniform ? stream.uniform() : 0, result, at);
      result[at] = magnitude * (result[at] as number);
      result[at + 1] = magnitude * (result[at + 1] as number);
    }
  return result;
}

function rayleighChannels(scenario: Scenario, loss: number, options: RealizationOptions): Float64Array {
  const { cells, usersPerCell, txAntennas } = scenario;
  const stream = openStream({ ...streamOf(options), stream: 'channel' });
  const channels = complexNormal(stream, cells * cells * usersPerCell * txAntennas);
  const block = 2 * usersPerCell * txAntennas;
  const gain = 1 / Math.sqrt(loss);
  for (let n = 0; n < cells; n++)
    for (let m = 0; m < cells; m++) {
      if (n === m) continue;
      const start = (n * cells + m) * block;
      for (let i = start; i < start + block; i++) channels[i] = gain * (channels[i] as number);
    }
  return channels;
}

function lineOfSightChannels(
  scenario: Scenario,
  loss: number,
  angles: RealizationOptions['userAnglesDeg'],
): Float64Array {
  const { cells, usersPerCell, txAntennas } = scenario;
  const shape = `${cells} x ${cells} x ${usersPerCell}`;
  if (angles === undefined)
    throw new InputError(`userAnglesDeg: expected ${shape} angles [bs][cell][user] for line of sight, got none`);
  const flat = angles.flat(2);
  const regular =
    angles.length === cells && angles.every((c) => c.length === cells && c.every((u) => u.length === usersPerCell));
  if (!regular || !flat.every((a) => Number.isFinite(a)))
    throw new InputError(`userAnglesDeg: expected ${shape} finite angles [bs][cell][user], got another shape or value`);
  const channels = new Float64Array(2 * flat.length * txAntennas);
  flat.forEach((degrees, link) => {
    const n = Math.floor(link / (cells * usersPerCell));
    const m = Math.floor(link / usersPerCell) % cells;
    const gain = n === m ? 1 : 1 / Math.sqrt(loss);
    const v = steeringVector(txAntennas, (degrees * Math.PI) / 180);
    channels.set(
      v.map((x) => gain * x),
      2 * link * txAntennas,
    );
  });
  return channels;
}

function streamOf(options: RealizationOptions): { seed: bigint; realization: number } {
  return { seed: options.seed, realization: options.realization };
}
