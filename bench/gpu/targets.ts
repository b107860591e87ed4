import type { Report, TargetOutcome } from './report.ts';
import type { StudyName } from './studies.ts';

/** Programs per second of the kernel alone at merit 1e-8 that an H100 is to reach. */
const PROGRAMS_PER_SECOND: Readonly<Record<string, number>> = {
  'BLP-CBF d=0': 300_000,
  'BLP-CBF d=0.01': 60_000,
  'BLP-CoMP d=0': 25_000,
  'BLP-CoMP d=0.01': 8_000,
};
/** Of these, what is to be left with upload, check in float64 and read-back. */
const COUNTED_SHARE = 0.8;
/** Designs per second of a whole study over those of the cpu backend on all cores of the same machine. */
const STUDY_RATIO: Readonly<Record<StudyName, number>> = {
  'block level, d = 0': 4,
  'block level, d = 0.01': 10,
  'symbol level, d = 0.01': 10,
};
/** CSI error realizations per second of one design at N = 6 that an H100 is to reach, read-back included. */
const REALIZATIONS_PER_SECOND = 1e8;
const REALIZATIONS_OF = 'BLP-CBF';
/** The merit that the targets are about. */
const MERIT = 1e-8;

/** The targets that a report has numbers for, each with its best measurement. */
export function targetsOf({
  kinds,
  studies,
  errorDraws = [],
}: Pick<Report, 'kinds' | 'studies' | 'errorDraws'>): TargetOutcome[] {
  const outcomes: TargetOutcome[] = [];
  const add = (what: string, target: number, measured: readonly number[]): void => {
    if (measured.length === 0) return;
    const best = Math.max(...measured);
    outcomes.push({ what, target, measured: best, met: best >= target });
  };
  for (const { case: name, measured, together } of kinds) {
    const target = PROGRAMS_PER_SECOND[name];
    const rows = measured.filter((row) => row.tolerance === MERIT);
    if (target === undefined) continue;
    const alone = rows.flatMap((row) => (row.kernel ? [row.kernel.programsPerSecond] : []));
    add(`${name}, kernel alone, programs/s`, target, alone);
    const counted = [...rows.map((row) => row.programsPerSecond), ...(together ? [together.programsPerSecond] : [])];
    add(`${name}, with upload, check and read-back, programs/s`, COUNTED_SHARE * target, counted);
  }
  const realizations = errorDraws.filter(
    ({ scheme, where, designs }) => scheme === REALIZATIONS_OF && where === 'cuda, with read-back' && designs === 1,
  );
  add(
    `CSI errors of a ${REALIZATIONS_OF} design, realizations/s`,
    REALIZATIONS_PER_SECOND,
    realizations.map((row) => row.realizationsPerSecond),
  );
  for (const [name, ratio] of Object.entries(STUDY_RATIO)) {
    const own = studies.filter((row) => row.study === name);
    const cpu = own.find((row) => row.backend === 'cpu');
    if (!cpu) continue;
    const others = own.filter((row) => row.backend !== 'cpu' && row.precision === cpu.precision);
    add(
      `study of ${name}, times the cpu backend on ${cpu.workers} cores`,
      ratio,
      others.map((row) => row.designsPerSecond / cpu.designsPerSecond),
    );
  }
  return outcomes;
}

/** A target beside what was measured, in one line. */
export function describeTarget({ what, target, measured, met }: TargetOutcome): string {
  const text = (x: number): string => (x >= 1000 ? x.toFixed(0) : x.toPrecision(3));
  return `${met ? 'met   ' : 'MISSED'} ${what}: ${text(measured)} of ${text(target)}`;
}
