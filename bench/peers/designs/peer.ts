import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DesignTask, PrecoderDesign } from '../../../src/problems/types.ts';
import type { DesignMetrics } from '../../../src/study/evaluateDesign.ts';
import { type PeerRun, runPeer } from '../python.ts';
import { peerDocument } from './cases.ts';
import { evaluate, TIGHTEN } from './ours.ts';

/** Nested lists of numbers. */
type Nested = number | readonly Nested[];

/** Seconds on the clock and of the processor. */
export type Seconds = readonly [wall: number, cpu: number];

/** One design of the Python loop; what it found is there where the status is `optimal`. */
export interface PeerDesign {
  readonly file: string;
  readonly status: 'optimal' | 'infeasible' | 'failed';
  /** CRB of every BS, of the vectors and of the relaxation that they come from, rad^2. */
  readonly crb?: readonly number[];
  readonly bound?: readonly number[];
  /** Smallest SINR, over the error ball as its program bounds it, linear. */
  readonly sinr?: number;
  readonly vectors: { readonly re: Nested; readonly im: Nested } | null;
  /** The whole design without compiling; CVXPY's share of it, which puts parameters in and reads solutions; Clarabel's. */
  readonly seconds: Seconds;
  readonly updating: Seconds;
  readonly solving: Seconds;
  readonly solves: number;
}

/** Last line: what was done once for all designs. */
export interface PeerSession {
  readonly compiling: Seconds;
  /** Of all programs. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Processor seconds of compiling every program once without parameters. */
  readonly recompiling: number;
}

/** Designs of the first tasks, in order; the session is null where the run ended early. */
export interface PeerDesigns {
  readonly designs: readonly PeerDesign[];
  readonly session: PeerSession | null;
  readonly failure: string | null;
}

/** Runs the Python loop over tasks; no design starts after `seconds`, and what runs for three times as long is ended. */
export async function designWithPeer(
  tasks: readonly DesignTask[],
  folder: string,
  seconds: number,
  tolerance: number,
): Promise<PeerDesigns> {
  const files: string[] = [];
  for (const [i, task] of tasks.entries()) {
    const file = join(folder, `design-${i}.json`);
    const threshold = task.form.kind === 'threshold' ? task.form.threshold : Number.NaN;
    await writeFile(file, JSON.stringify(peerDocument(task, threshold * (1 + TIGHTEN))));
    files.push(file);
  }
  const args = ['--tolerance', String(tolerance), '--seconds', String(seconds), ...files];
  const run: PeerRun<PeerDesign | PeerSession> = await runPeer('designs/main.py', args, Math.ceil(3 * seconds) + 60);
  const designs = run.lines.filter((line): line is PeerDesign => 'file' in line);
  const session = run.lines.find((line): line is PeerSession => 'compiling' in line) ?? null;
  return { designs, session, failure: run.failure };
}

/** The peer's vectors judged as ours are. */
export function evaluatePeer(task: DesignTask, ours: PrecoderDesign, peer: PeerDesign): DesignMetrics | null {
  if (peer.vectors === null) return null;
  const vectors = interleave(peer.vectors.re, peer.vectors.im);
  const symbol = task.symbols !== undefined;
  const { transmit: _, ...rest } = ours;
  return evaluate(task, { ...rest, precoders: symbol ? null : vectors, ...(symbol ? { transmit: vectors } : {}) });
}

function interleave(re: Nested, im: Nested): Float64Array {
  const [a, b] = [flatten(re), flatten(im)];
  return Float64Array.from({ length: 2 * a.length }, (_, i) => (i % 2 === 0 ? a : b)[i >> 1] as number);
}

function flatten(list: Nested): readonly number[] {
  return typeof list === 'number' ? [list] : list.flatMap(flatten);
}
