import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Field, Float64, List, Table, tableToIPC, vectorFromArray } from 'apache-arrow';
import { drawRealization, makeScenario } from '../../../src/index.ts';

/** System of the channels. */
export const BLOCKED = { usersPerCell: 2, txAntennas: 3, rxAntennas: 2, frameLength: 4 };
export const BLOCKED_FILE = 'blocked.arrow';

/** Numbers of a link, and of all links from a base station. */
const LINK = 2 * BLOCKED.txAntennas;
const STATION = 2 * BLOCKED.usersPerCell * LINK;

/** One change for each realization: none, a blocked link, a silent base station, users in one place, and a number that is not finite. */
const CHANGES: readonly ((channels: Float64Array) => void)[] = [
  () => undefined,
  (channels) => void channels.fill(0, LINK, 2 * LINK),
  (channels) => void channels.fill(0, 0, STATION),
  (channels) => void channels.copyWithin(LINK, 0, LINK),
  (channels) => void channels.fill(Number.NaN, 3, 4),
];

/** Writes the channels, [bs][cell][user][antenna][2] in each row, into a folder. */
export function writeBlockedChannels(folder: string): void {
  const scenario = makeScenario(BLOCKED);
  const rows = CHANGES.map((change, realization) => {
    const { channels } = drawRealization(scenario, { seed: 7n, realization });
    change(channels);
    return [...channels];
  });
  const channels = vectorFromArray(rows, new List(new Field('item', new Float64(), false)));
  writeFileSync(join(folder, BLOCKED_FILE), tableToIPC(new Table({ channels }), 'file'));
}
