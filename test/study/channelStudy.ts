import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawRealization } from '../../src/model/channels.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import type { Study } from '../../src/study/schema.ts';

/** Bytes of a .npy file of complex128. */
export function complexNpy(shape: readonly number[], numbers: Float64Array): Uint8Array {
  const header = `{'descr': '<c16', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([start, Buffer.from(header, 'latin1'), new Uint8Array(numbers.buffer)]);
}

/** Sizes of a system whose channels come from a file. */
export interface ChannelSystem {
  readonly cells: number;
  readonly usersPerCell: number;
  readonly txAntennas: number;
  readonly rxAntennas: number;
  readonly frameLength: number;
  readonly csiErrorRadius: number;
  readonly targetAnglesDeg?: readonly (readonly number[])[];
}

/** One realization of the channels, [bs][cell][user][antenna][2], which `link` changes in place. */
export interface ChannelDraw {
  readonly system: ChannelSystem;
  readonly channels: Float64Array;
  /** Channel of BS `bs` to user `user` of cell `cell`, [antenna][2], in the memory of `channels`. */
  readonly link: (bs: number, cell: number, user: number) => Float64Array;
}

/** Rayleigh channels of a system, changed by `change`. */
export function changedChannels(
  system: ChannelSystem,
  change: (draw: ChannelDraw) => void,
  realization = 0,
): Float64Array {
  const { channels } = drawRealization(makeScenario(system), { seed: 7n, realization });
  const width = 2 * system.txAntennas;
  change({
    system,
    channels,
    link: (bs, cell, user) => {
      const at = width * ((bs * system.cells + cell) * system.usersPerCell + user);
      return channels.subarray(at, at + width);
    },
  });
  return channels;
}

/**
 * A study on measured channels in `folder`: realization i is that of `draws[i]`.
 *
 * @param body the other sections of the study file, from `schemes` on.
 */
export function channelStudy(
  folder: string,
  system: ChannelSystem,
  draws: readonly ((draw: ChannelDraw) => void)[],
  body: string,
): { readonly study: Study; readonly file: string } {
  const { cells, usersPerCell, txAntennas } = system;
  const all = draws.flatMap((change, i) => [...changedChannels(system, change, i)]);
  const shape = [draws.length, cells, cells, usersPerCell, txAntennas];
  writeFileSync(join(folder, 'channels.npy'), complexNpy(shape, Float64Array.from(all)));
  const scenario = JSON.stringify({ ...system, channelModel: 'file', channelFile: 'channels.npy' });
  const text = `title: channels of a file\nscenario: ${scenario}\n${body}\nrealizations: { channels: ${draws.length} }\n`;
  const file = join(folder, 'study.yaml');
  writeFileSync(file, text);
  return { study: parseStudy(text, file), file };
}
