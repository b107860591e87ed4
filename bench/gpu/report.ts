import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { packageRoot } from '../../src/packageRoot.ts';
import type { EmulatorComparison } from './checks/emulatorBytes.ts';
import type { ErrorDrawsComparison } from './checks/errorDrawsBytes.ts';
import type { SymbolErrorsComparison } from './checks/symbolErrorCounts.ts';
import type { Sanitized } from './checks/sanitizer.ts';
import type { Correctness } from './checks/suites.ts';
import type { ErrorDrawsMeasured } from './errorDraws.ts';
import type { SymbolErrorsMeasured } from './symbolErrors.ts';
import type { Ceilings } from './kernel/ceilings.ts';
import type { Sweep } from './kernel/sweep.ts';
import { deviceName, type Machine } from './machine.ts';
import type { Measured } from './measure.ts';
import type { Profile } from './profile.ts';
import type { ResultsMeasured } from './results.ts';
import type { StepName } from './steps.ts';
import type { StudyMeasured } from './studies.ts';
import type { TogetherMeasured } from './together.ts';

/** One kind of programs on the device. */
export interface KindResult {
  readonly case: string;
  readonly antennas: number;
  /** The same programs on the cpu backend, one core. */
  readonly cpu: Measured;
  readonly measured: Measured[];
  /** The largest batch from several worker threads at once. */
  together?: TogetherMeasured;
  /** Numbers of threads a program, tried one after the other. */
  sweeps?: readonly Sweep[];
}

/** A target and what was measured. */
export interface TargetOutcome {
  readonly what: string;
  readonly target: number;
  readonly measured: number;
  readonly met: boolean;
}

/** What a run leaves in its file. */
export interface Report {
  readonly machine: Machine;
  /** True for a device that computes on the CPU: not a result. */
  readonly software: boolean;
  /** Seconds that each step took. */
  readonly seconds: Partial<Record<StepName, number>>;
  /** What was left out, and why. */
  readonly skipped: string[];
  correctness?: Correctness;
  /** webgpu: whether double-single is exact there, by the backend's own probe. */
  probe?: object;
  bytes?: readonly EmulatorComparison[];
  sanitizer?: readonly Sanitized[];
  ceilings?: Ceilings;
  readonly kinds: KindResult[];
  /** The card's error draws beside those of the cpu kernel. */
  errorDrawsBytes?: readonly ErrorDrawsComparison[];
  errorDraws?: readonly ErrorDrawsMeasured[];
  /** The card's symbol errors beside those of the cpu kernel. */
  symbolErrorCounts?: readonly SymbolErrorsComparison[];
  symbolErrors?: readonly SymbolErrorsMeasured[];
  /** Read by `isac-mc bench`, too, which shows them beside its own. */
  results: readonly ResultsMeasured[];
  readonly profiles: Profile[];
  readonly studies: StudyMeasured[];
  targets?: readonly TargetOutcome[];
}

/** Writes a line for people on stderr. */
export const log = (line: string): void => void process.stderr.write(`${line}\n`);

/** The file of a report: written after every result, so that a run which is cut short leaves what it has. */
export class ReportFile {
  readonly report: Report;
  readonly file: string;

  constructor(machine: Machine, software: boolean, out: string | undefined) {
    this.report = { machine, software, seconds: {}, skipped: [], kinds: [], results: [], profiles: [], studies: [] };
    this.file = resolve(out ?? join(packageRoot(), 'bench', 'results', `${deviceName(machine)}.json`));
    mkdirSync(dirname(this.file), { recursive: true });
  }

  save(): void {
    const five = (_: string, v: unknown): unknown => (typeof v === 'number' ? Number(v.toPrecision(5)) : v);
    writeFileSync(`${this.file}.part`, `${JSON.stringify(this.report, five, 2)}\n`);
    renameSync(`${this.file}.part`, this.file); // a run that is killed here leaves the last one whole
  }

  /** Notes what is left out, for people and in the file. */
  skip(what: string): void {
    this.report.skipped.push(what);
    log(`skipped: ${what}`);
    this.save();
  }
}
