import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { packageRoot } from '../../../src/packageRoot.ts';
import { readStudy } from '../../../src/study/parseStudy.ts';
import { planStudy } from '../../../src/study/studyPlan.ts';
import { changeYaml } from '../change/yamlText.ts';
import type { Draw } from '../draw.ts';
import type { Case, CommandCall, Kind, Place } from './kind.ts';
import { runWhole } from './runWhole.ts';
import { drawSmallStudy, isSmall, SMALL_STUDIES } from './smallStudies.ts';

const SHIPPED = join(packageRoot(), 'experiments');
const CHANNELS = join(packageRoot(), 'test', 'reference', 'channels');

const MEASURED = `title: measured
scenario: { usersPerCell: 1, txAntennas: 3, rxAntennas: 2, frameLength: 4, channelModel: file, channelFile: complex128.npz }
schemes: BLP-CBF
sweep: { thresholdDb: 5 }
realizations: { channels: 3 }
`;

/** Study files: small and shipped ones with something changed, and small ones with everything at random, which are run. */
export const studies: Kind = {
  name: 'studies',
  share: { calls: 32, commands: 20 },
  most: { calls: 780, commands: 10 },
  make: (draw, place) => (draw.chance(7) ? wholeStudy(draw, place) : changedStudy(draw, place)),
};

function changedStudy(draw: Draw, { folder }: Place): Case {
  const file = join(folder, 'study.yaml');
  copyFileSync(join(CHANNELS, 'complex128.npz'), join(folder, 'complex128.npz'));
  const shipped = readdirSync(SHIPPED).filter((name) => name.endsWith('.yaml'));
  const text = draw.chance(15)
    ? readFileSync(join(SHIPPED, draw.pick(shipped)), 'utf8')
    : draw.pick([...SMALL_STUDIES, MEASURED]);
  const { value, what } = text === MEASURED && draw.chance(30) ? otherChannels(draw) : changeYaml(draw, text);
  writeFileSync(file, value);
  const runs = draw.chance(12);
  return {
    what: `${/title: (.*)/.exec(text)?.[1]}: ${what}`,
    call: () => {
      const study = readStudy(file);
      planStudy(study);
      return runs && isSmall(study) ? runWhole(study, join(folder, 'out')) : { accepted: true };
    },
    // what is accepted may be large
    commands: [{ args: ['submit', 'study.yaml', '--engine', 'slurm', '--tasks', '2', '--dry-run'], codes: [0, 2] }],
  };
}

/** A path that is none of a channel file. */
function otherChannels(draw: Draw): { value: string; what: string } {
  const path = draw.pick(['/dev/zero', '/dev/null', '.', 'study.yaml', 'absent.npz', '/', '/proc/self/mem', '~/h.npz']);
  return { value: MEASURED.replace('complex128.npz', path), what: `channelFile: ${path}` };
}

function wholeStudy(draw: Draw, { folder }: Place): Case {
  const file = join(folder, 'study.yaml');
  const study = drawSmallStudy(draw);
  writeFileSync(file, stringify(study));
  const run = ['run', 'study.yaml', '--out', 'out', '--limit', '1', '--workers', draw.pick(['1', '2'])];
  const after: readonly CommandCall[] = [
    { args: ['verify', 'out'], codes: [0, 3, 5] },
    { args: ['report', 'out'], codes: [0] },
  ];
  return {
    what: JSON.stringify(study),
    call: () => runWhole(readStudy(file), join(folder, 'out')),
    commands: [{ args: run, codes: [0, 2, 5] }, ...after],
  };
}
