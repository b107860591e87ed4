import { log } from './log.ts';
import { peersMissing, type PeerRun, runPeer } from './python.ts';
import { summarise } from './summary.ts';
import type { PeerFiles } from './instances.ts';

/** Programs of one case, and our optimum of each file. */
export interface SlowCase {
  readonly benchCase: { readonly name: string };
  readonly files: readonly PeerFiles[];
  readonly objectives: ReadonlyMap<string, number>;
}

/** Seconds that a program may take. */
const SCS_LIMIT = 20;
const CVXOPT_LIMIT = 60;
/** Programs of each case for SCS in its complex form. */
const COMPLEX_PROGRAMS = 3;

/** SCS and CVXOPT on a few programs of the first cases, their times bounded; empty lists without the packages. */
export async function measureSlowPeers(
  prepared: readonly SlowCase[],
  missing: string | null,
): Promise<{ readonly scs: object[]; readonly scsReduced: object[]; readonly cvxopt: object[] }> {
  const [scs, scsReduced, cvxopt]: [object[], object[], object[]] = [[], [], []];
  if (missing !== null) return { scs, scsReduced, cvxopt };
  for (const one of prepared.slice(0, 2)) scs.push(await literal('SCS', one, 1, SCS_LIMIT));
  const withoutScs = prepared.length > 0 ? await peersMissing('scs, scipy') : null;
  if (withoutScs !== null) log(`SCS is skipped: ${withoutScs}`);
  for (const one of withoutScs === null ? prepared.slice(0, 4) : []) scsReduced.push(await complexForm(one));
  for (const [i, one] of prepared.slice(0, 3).entries())
    cvxopt.push(await literal('CVXOPT', one, i < 2 ? 2 : 1, CVXOPT_LIMIT));
  return { scs, scsReduced, cvxopt };
}

/** A slow peer on one or two literal problems of a case. */
async function literal(solver: 'SCS' | 'CVXOPT', one: SlowCase, problems: number, seconds: number): Promise<object> {
  const files = one.files.slice(0, problems).map((f) => f.instance);
  const args = ['--solver', solver, '--time-limit', String(seconds), ...files];
  return summaryOf(solver, one, await runPeer('literal.py', args, 2 * problems * seconds + 30));
}

/** SCS on the programs that our solver gets, Hermitian blocks in its complex semidefinite cone. */
async function complexForm(one: SlowCase): Promise<object> {
  const files = one.files.slice(0, COMPLEX_PROGRAMS).map((f) => f.reduced);
  const args = ['--time-limit', String(SCS_LIMIT), ...files];
  return summaryOf('SCS, complex', one, await runPeer('reducedScs.py', args, 2 * COMPLEX_PROGRAMS * SCS_LIMIT + 30));
}

function summaryOf(peer: string, { benchCase, objectives }: SlowCase, run: PeerRun): object {
  const summary = summarise(run, objectives);
  const reason = summary.failure === null ? '' : `, skipped: ${summary.failure}`;
  const states = Object.entries(summary.statuses).map(([s, n]) => `${n} x ${s}`);
  log(
    `${peer.padEnd(13)}${benchCase.name.padEnd(17)}${summary.ms?.toPrecision(3) ?? '-'} ms, ${states.join(', ')}, ` +
      `objective off by ${summary.maxObjectiveError?.toPrecision(2) ?? '-'} relative${reason}`,
  );
  return { case: benchCase.name, ...summary };
}
