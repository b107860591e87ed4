import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/packageRoot.ts';
import { openChannelFile } from '../../../src/study/channelFile/openChannelFile.ts';
import { readStudy } from '../../../src/study/parseStudy.ts';
import { changeBytes, flipBit } from '../change/bytes.ts';
import { drawnArrow, drawnNpy, drawnNpz } from '../change/channelLayouts.ts';
import type { Changed } from '../change/values.ts';
import type { Draw } from '../draw.ts';
import { type Answer, type Kind, requireThat } from './kind.ts';
import { runWhole } from './runWhole.ts';

const FOLDER = join(packageRoot(), 'test', 'reference', 'channels');
const NUMPY = ['complex128.npz', 'complex64-fortran.npz', 'pair-float32.npz', 'unnamed-big-endian.npz', 'shaped.npz'];
const OTHERS = [
  'plain.npy',
  'nested.arrow',
  'lists.feather',
  'tensor.arrow',
  'flat.arrow',
  'compressed.arrow',
  'shaped.arrow',
];
/** Realizations of every file, and numbers of one. */
const [REALIZATIONS, NUMBERS] = [3, 24];

interface Given extends Changed<Uint8Array> {
  readonly name: string;
  /** A file with a checksum of its own: where it is read, it must hold what it held before. */
  readonly checked: boolean;
}

/** Channel files: changed bytes of the reference files, and files made whole with something unusual in them. */
export const channelFiles: Kind = {
  name: 'channel-files',
  share: { calls: 12, commands: 8 },
  most: { calls: 390, commands: 6 },
  make: (draw, { folder }) => {
    const { name, value, what, checked } = drawnFile(draw);
    const file = join(folder, 'study.yaml');
    writeFileSync(join(folder, name), value);
    writeFileSync(file, studyText(name));
    const runs = !checked && draw.chance(20);
    return {
      what: `${name}: ${what}`,
      call: () => (runs ? runWhole(readStudy(file), join(folder, 'out'), REALIZATIONS) : opened(file, checked)),
      commands: [{ args: ['submit', 'study.yaml', '--engine', 'slurm', '--tasks', '2', '--dry-run'], codes: [0, 2] }],
    };
  },
};

function drawnFile(draw: Draw): Given {
  const way = draw.below(100);
  if (way < 25) {
    const name = draw.pick(NUMPY);
    return { name, checked: true, ...flipBit(draw, readFileSync(join(FOLDER, name))) };
  }
  if (way < 55) {
    const name = draw.pick([...NUMPY, ...OTHERS, ...OTHERS]);
    return { name, checked: false, ...changeBytes(draw, readFileSync(join(FOLDER, name))) };
  }
  if (way < 70) return { name: 'made.npy', checked: false, ...drawnNpy(draw) };
  if (way < 82) return { name: 'made.npz', checked: false, ...drawnNpz(draw) };
  if (way < 96) return { name: 'made.arrow', checked: false, ...drawnArrow(draw) };
  const from = draw.pick([...NUMPY, ...OTHERS]);
  const name = draw.pick(['other.npz', 'other.npy', 'other.arrow', 'other.feather', 'other.txt', 'other']);
  return { name, checked: false, value: readFileSync(join(FOLDER, from)), what: `the bytes of ${from}` };
}

function studyText(name: string): string {
  const shape = name.startsWith('shaped') ? ', errorShape: file, csiErrorRadius: 0.01' : '';
  return `title: measured
scenario: { usersPerCell: 1, txAntennas: 3, rxAntennas: 2, frameLength: 4, channelModel: file, channelFile: ${name}${shape} }
schemes: BLP-CBF
sweep: { thresholdDb: 5 }
realizations: { channels: ${REALIZATIONS} }
`;
}

function opened(file: string, checked: boolean): Answer {
  const found = openChannelFile(readStudy(file));
  for (let i = 0; i < REALIZATIONS; i++) {
    const { channels, errorShape } = found.realization(i);
    requireThat(channels.length === NUMBERS, `${channels.length} numbers in realization ${i}`);
    // element k of every reference file is k/4 + j (k/8 + 1/2)
    const same = channels.every((x, j) => {
      const k = i * (NUMBERS / 2) + (j >> 1);
      return x === (j % 2 === 0 ? k / 4 : k / 8 + 0.5);
    });
    // and of the shapes of errors (k mod 7)/8 + i/4 - j (k mod 5)/16
    const sameShape = errorShape?.every((x, j) => {
      const k = j >> 1;
      return x === (j % 2 === 0 ? (k % 7) / 8 + i / 4 : -(k % 5) / 16);
    });
    requireThat(
      (same && sameShape !== false) || !checked,
      `a flipped bit of a file with checksums changes realization ${i}`,
    );
  }
  return { accepted: true };
}
