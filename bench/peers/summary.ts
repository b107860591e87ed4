import { median } from '../../src/model/median.ts';
import type { PeerRun } from './python.ts';

/** What a peer made of the programs of one case. */
export interface PeerSummary {
  readonly ms: number | null;
  readonly compileMs: number | null;
  readonly statuses: Record<string, number>;
  /** Largest relative difference of the objective from ours; null without a solution. */
  readonly maxObjectiveError: number | null;
  readonly problems: number;
  readonly failure: string | null;
}

/** Medians, statuses and the largest error of the objectives of a run. */
export function summarise({ lines, failure }: PeerRun, objectives: ReadonlyMap<string, number>): PeerSummary {
  const statuses: Record<string, number> = {};
  const errors: number[] = [];
  for (const line of lines) {
    statuses[line.status] = (statuses[line.status] ?? 0) + 1;
    const ours = objectives.get(line.file);
    if (line.objective !== null && ours !== undefined) errors.push(Math.abs(line.objective - ours) / ours);
  }
  const middle = (values: number[]): number | null => (values.length > 0 ? 1000 * median(values) : null);
  return {
    ms: middle(lines.map((l) => l.solveSeconds)),
    compileMs: middle(lines.map((l) => l.compileSeconds)),
    statuses,
    maxObjectiveError: errors.length > 0 ? Math.max(...errors) : null,
    problems: lines.length,
    failure,
  };
}
