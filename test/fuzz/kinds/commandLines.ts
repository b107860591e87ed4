import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { packageRoot } from '../../../src/packageRoot.ts';
import { hostileNumber, hostileText } from '../change/hostile.ts';
import { shown } from '../change/values.ts';
import type { Draw } from '../draw.ts';
import { copyOf, finishedStudy } from '../finishedStudies.ts';
import { type CommandOption, type CommandShape, commandShapes } from './commandOptions.ts';
import { type Kind, requireThat } from './kind.ts';
import { SMALL_STUDIES } from './smallStudies.ts';

const GOLDEN = join(packageRoot(), 'test', 'reference', 'golden', 'blp-single-cell.json');
/** Names in the folder of a case, and beside them. */
const FILES = [
  'study.yaml',
  'study',
  'instance.json',
  'absent',
  'study/data',
  'study/study.json',
  '',
  '.',
  '/dev/null',
  '/dev/zero',
  'fig',
  '--',
];
/** What an argument of a command means; any other is a study directory. */
const ARGUMENTS: Readonly<Record<string, string>> = { study: 'study.yaml', files: 'instance.json', file: 'new.yaml' };
/** Values with which an option does something; of options that are not here, something like `1`. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  out: ['out', 'out/deeper', 'study', 'study.yaml'],
  shard: ['1/1', '2/3'],
  memory: ['4G', '500'],
  time: ['60', '1:00:00', '2-00:00:00'],
  partition: ['main'],
  account: ['group'],
  image: ['registry.example/isac-mc:1'],
  claim: ['results'],
  format: ['svg', 'json,svg'],
  select: ['rcrb'],
  name: ['figure'],
  row: ['0', '1'],
  channels: ['channels.npz'],
  sbatch: ['--qos=low'],
  device: ['0'],
};
/** Commands that take longer than a case may: they get a wrong option in every case. */
const SLOW = ['bench', 'doctor'];
/** What batch systems and shells set. */
const ENVIRONMENT = [
  'SLURM_ARRAY_TASK_ID',
  'SLURM_ARRAY_TASK_COUNT',
  'SLURM_ARRAY_TASK_STEP',
  'JOB_COMPLETION_INDEX',
  'JOB_COMPLETIONS',
  'ISAC_MC_CORES',
  'SLURM_CPUS_PER_TASK',
];

/** Command lines with right, wrong, repeated, misspelt and missing options and arguments. */
export const commandLines: Kind = {
  name: 'command-lines',
  share: { calls: 0, commands: 36 },
  most: { calls: 0, commands: 30 },
  make: async (draw, { folder, shared }) => {
    writeFileSync(join(folder, 'study.yaml'), SMALL_STUDIES[0]);
    copyFileSync(GOLDEN, join(folder, 'instance.json'));
    copyOf(await finishedStudy(shared, 0), folder);
    const shape = draw.pick(await commandShapes());
    const args = drawLine(draw, shape).map(argument);
    const environment = draw.chance(20)
      ? { [draw.pick(ENVIRONMENT)]: argument(draw.pick(['0', '1', '3', hostileText(draw)])) }
      : {};
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${shown(value)} `);
    return {
      what: `${variables.join('')}isac-mc ${args.map((word) => shown(word)).join(' ')}`,
      commands: [{ args, environment, check: (stdout, code) => requireOutput(args, stdout, code) }],
    };
  },
};

function drawLine(draw: Draw, { name, positional, options }: CommandShape): string[] {
  const words = [draw.chance(95) ? name : draw.pick([`${name}x`, name.toUpperCase(), hostileText(draw), ''])];
  for (const word of positional) {
    if (draw.chance(5)) continue;
    words.push(draw.chance(80) ? (ARGUMENTS[word] ?? 'study') : draw.chance(60) ? draw.pick(FILES) : hostileText(draw));
  }
  if (draw.chance(8)) words.push(draw.chance(50) ? draw.pick(FILES) : hostileText(draw));
  for (const option of options) {
    if (!draw.chance(option.required ? 90 : 30)) continue;
    words.push(...drawOption(draw, option));
    if (draw.chance(4)) words.push(...drawOption(draw, option));
  }
  if (SLOW.includes(name)) words.push(draw.pick(['--absent', '--quickly', '--precision=none']));
  else if (draw.chance(4))
    words.push(draw.pick(['--absent', '--help', '--version', '-x', '--no-out', '--out.deeper=1']));
  return words;
}

function drawOption(draw: Draw, option: CommandOption): string[] {
  const { name, type } = option;
  if (draw.chance(4)) return [`--${name}`];
  if (draw.chance(2)) return [`--${name}s`, '1'];
  const value = draw.chance(70) ? rightValue(draw, option) : wrongValue(draw, option);
  if (type === 'boolean') return draw.chance(80) ? [`--${name}`] : [`--${name}=${value}`];
  return draw.chance(50) ? [`--${name}`, value] : [`--${name}=${value}`];
}

function rightValue(draw: Draw, { name, type, choices }: CommandOption): string {
  if (choices.length > 0) return draw.pick(choices);
  if (type === 'boolean') return draw.pick(['true', 'false']);
  const own = RIGHT[name];
  return own ? draw.pick(own) : draw.pick(['1', '2']);
}

function wrongValue(draw: Draw, { type }: CommandOption): string {
  if (type === 'number' && draw.chance(70)) return String(hostileNumber(draw));
  return hostileText(draw);
}

/** No argument and no variable of a process holds a zero, or half a character. */
function argument(text: string): string {
  return Buffer.from(text.replaceAll('\0', '')).toString('utf8');
}

/** JSON where it was asked for, and of `submit` a manifest of two documents. */
function requireOutput(args: readonly string[], stdout: string, code: number): void {
  if (code !== 0 || args.includes('--help') || args.includes('--version')) return;
  if (args[0] === 'submit' && stdout.startsWith('apiVersion')) {
    const documents = parseAllDocuments(stdout).map((d) => d.toJS() as { kind: string });
    const kinds = documents.map((d) => d.kind);
    requireThat(kinds.includes('ConfigMap') && kinds.includes('Job'), `a manifest of ${kinds.join(', ')}`);
  }
  if (args.filter((word) => word.startsWith('--json')).join() !== '--json') return;
  for (const line of stdout.trimEnd().split('\n')) JSON.parse(line);
}
