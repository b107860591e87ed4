import { ERROR_DRAWS, type Launch, runUnder } from './tool.ts';

/** What NVIDIA's ncu says of one launch. */
export interface Profile {
  readonly case: string;
  readonly programs: number;
  readonly seconds: number;
  /** `section: metric` to its value with its unit; empty when ncu did not measure. */
  readonly metrics: Readonly<Record<string, string>>;
  /** Why there are none: the end of what it wrote. */
  readonly problem?: string;
}

const SECTIONS = [
  'LaunchStats',
  'Occupancy',
  'SpeedOfLight',
  'MemoryWorkloadAnalysis',
  'ComputeWorkloadAnalysis',
  'SchedulerStats',
  'WarpStateStats',
];
/** Characters that are kept of an output without metrics. */
const TAIL = 1500;

/** Profiles the second launch of a kind (the first one warms up), for some seconds at most. */
export function profileKind(ncu: string, launch: Launch, seconds: number): Profile {
  const kernel = launch.kinds.includes(ERROR_DRAWS) ? 'drawErrors' : 'conicSolve';
  const args = `--target-processes all --kernel-name ${kernel} --launch-skip 1 --launch-count 1 --csv --page details`
    .split(' ')
    .concat(SECTIONS.flatMap((section) => ['--section', section]));
  const run = runUnder(ncu, args, launch, seconds);
  const metrics = metricsOf(run.output);
  return {
    case: launch.kinds.join(', '),
    programs: launch.batch,
    seconds: run.seconds,
    metrics,
    ...(Object.keys(metrics).length > 0
      ? {}
      : { problem: run.late ? `not finished in ${seconds.toFixed(0)} s` : run.output.slice(-TAIL) }),
  };
}

/** The metrics of ncu's CSV page `details`, in which a line is one metric. */
export function metricsOf(output: string): Record<string, string> {
  const lines = output.split('\n').filter((line) => line.startsWith('"'));
  const [head = [], ...rows] = lines.map(cellsOf);
  const column = (name: string): number => head.indexOf(name);
  const [section, metric, unit, value] = ['Section Name', 'Metric Name', 'Metric Unit', 'Metric Value'].map(column);
  if (section === undefined || metric === undefined || unit === undefined || value === undefined) return {};
  if (Math.min(section, metric, unit, value) < 0) return {};
  return Object.fromEntries(
    rows
      .filter((cells) => (cells[metric] ?? '') !== '')
      .map((cells) => [`${cells[section]}: ${cells[metric]}`, `${cells[value]} ${cells[unit]}`.trim()]),
  );
}

/** Cells of a line of CSV whose cells all stand in quotes. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"]|"")*)"/g)].map((m) => (m[1] ?? '').replaceAll('""', '"'));
}
