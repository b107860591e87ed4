import { startBackend } from '../../src/device/startBackend.ts';
import { ResumableError } from '../../src/errors.ts';
import { log } from './report.ts';
import { type Session, startMeasured } from './session.ts';
import { describeStudy, measureStudy, STUDIES, STUDY_NAMES, type StudyMeasured, type StudyRequest } from './studies.ts';

/** Whole studies: on every core with the cpu backend, then on the device with some numbers of workers, all studies with one number before the next. */
export async function measureStudies({ options, file, budget }: Session): Promise<void> {
  const { cores } = file.report.machine;
  const add = (row: StudyMeasured): void => {
    file.report.studies.push(row);
    log(describeStudy(row));
    file.save();
  };
  const precisions = options.backend === 'webgpu' ? (['precise', 'fast'] as const) : (['precise'] as const);
  const request = (study: StudyRequest['study'], on: 'cpu' | 'gpu', workers: number): StudyRequest => ({
    study,
    precision: 'precise',
    designs: Math.max(2, Math.round(STUDIES[study][on] * options.studyScale)),
    workers,
    batch: on === 'cpu' ? undefined : options.studyBatch,
  });
  const late = (what: string): boolean => {
    if (budget.left('studies') > 0) return false;
    file.skip(`study of ${what}: out of time`);
    return true;
  };
  for (const study of STUDY_NAMES)
    if (!late(`${study} on cpu`)) add(await measureStudy(await startBackend('cpu'), request(study, 'cpu', cores)));
  for (const workers of options.workers.filter((n) => n <= cores))
    for (const study of STUDY_NAMES)
      for (const precision of precisions) {
        const what = `${study}, ${precision}, with ${workers} workers`;
        if (late(what)) continue;
        try {
          add(await measureStudy(await startMeasured(options), { ...request(study, 'gpu', workers), precision }));
        } catch (error) {
          // the device has no room for so many workers: the other rows count all the same
          if (!(error instanceof ResumableError)) throw error;
          file.skip(`study of ${what}: ${error.message}`);
          process.exitCode = 1;
        }
      }
  for (const line of differingStudies(file.report.studies)) {
    file.skip(line);
    process.exitCode = 1;
  }
}

/** Studies whose bytes depend on the number of workers, a line each. */
function differingStudies(rows: readonly StudyMeasured[]): string[] {
  const digests = new Map<string, Set<string>>();
  for (const { study, backend, precision, designs, digest } of rows) {
    const key = `${study}, ${backend}, ${precision}, ${designs} designs`;
    digests.set(key, new Set([...(digests.get(key) ?? []), digest]));
  }
  return [...digests]
    .filter(([, own]) => own.size > 1)
    .map(([key]) => `study of ${key}: its bytes differ with the workers`);
}
