/**
 * Statuses and objectives of `solveConic` against Clarabel and CVXOPT on random programs with free, dependent, duplicate, empty and badly scaled parts, each in
 * three forms (as drawn, with slack variables, with constraint rows alone): `npx tsx bench/peers/conicTrial.ts [programs] [seed]`.
 * Ends with code 1 where a status that both peers are sure of is missed or contradicted. Without the Python packages it says so and compares with the truth
 * that each program is built from.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { solveConic } from '../../src/conic/solveConic.ts';
import { asInput, withConstraintRows, withSlackVariables } from '../../test/conic/conicTrialProgram.ts';
import { drawConicTrial, drawRandomTrial } from '../../test/conic/drawConicTrial.ts';
import { testRandom } from '../../test/conic/testRandom.ts';
import { peersMissing, runPeer } from './python.ts';

interface PeerAnswer {
  readonly status: string;
  readonly objective: number | null;
}

interface Peers {
  readonly clarabel: PeerAnswer;
  readonly cvxopt: PeerAnswer;
}

const OBJECTIVE = 1e-5;
const [count = 1000, seed = 1] = process.argv.slice(2).map(Number);

const programs = Array.from({ length: count }, (_, i) => {
  const uniform = testRandom(seed * 1_000_003 + i);
  const next = (): number => (uniform() + 1) / 2;
  return i % 5 === 4 ? drawRandomTrial(next) : drawConicTrial(next);
});

const missing = await peersMissing('cvxopt, clarabel, scipy');
const peers = missing === null ? await askPeers() : null;
if (missing !== null) console.log(`without peers: ${missing}`);

let wrong = 0;
let undecided = 0;
const table = new Map<string, number>();
for (const [i, program] of programs.entries()) {
  const peer = peers?.[i];
  const sure = peer && agree(peer);
  const expected = program.truth === 'unknown' ? (sure ? peer.clarabel.status : 'unsure') : program.truth;
  const objective = program.truth === 'unknown' ? (peer?.cvxopt.objective ?? NaN) : program.objective;
  for (const [form, q] of [
    ['as drawn', program],
    ['slack variables', withSlackVariables(program)],
    ['constraint rows', withConstraintRows(program)],
  ] as const) {
    const answer = await solveConic(asInput(q));
    const status = answer.status[0] ?? '';
    const off = Math.abs((answer.objective[0] ?? NaN) - objective) / (1 + Math.abs(objective));
    const key = `${peer ? `clarabel ${peer.clarabel.status}, cvxopt ${peer.cvxopt.status}, ` : ''}expected ${expected}: ${status}`;
    table.set(key, (table.get(key) ?? 0) + 1);
    if (expected === 'unsure') continue;
    const claims = ['optimal', 'almostOptimal', 'infeasible', 'unbounded'].includes(status);
    const right = status === expected || (status === 'almostOptimal' && expected === 'optimal');
    if (claims && (!right || (expected === 'optimal' && !(off < OBJECTIVE)))) {
      wrong++;
      console.log(
        `wrong: program ${i}, ${form}: ${status} ${answer.objective[0]}, expected ${expected} ${objective}, merit ${answer.merit[0]}`,
      );
    } else if (!claims) {
      undecided++;
      console.log(`undecided: program ${i}, ${form}: ${status}, expected ${expected}, merit ${answer.merit[0]}`);
    }
  }
}
for (const [key, number] of [...table].sort(([a], [b]) => a.localeCompare(b)))
  console.log(`${String(number).padStart(6)}  ${key}`);
console.log(`${programs.length} programs in three forms: ${wrong} wrong, ${undecided} undecided`);
if (wrong + undecided > 0) process.exitCode = 1;

/** Whether both peers are sure of one status and, where it is optimal, of one objective. */
function agree({ clarabel, cvxopt }: Peers): boolean {
  if (clarabel.status !== cvxopt.status || clarabel.status === 'unsure') return false;
  if (clarabel.objective === null || cvxopt.objective === null) return true;
  return Math.abs(clarabel.objective - cvxopt.objective) < OBJECTIVE * (1 + Math.abs(clarabel.objective));
}

async function askPeers(): Promise<Peers[]> {
  const folder = await mkdtemp(join(tmpdir(), 'conic-trial-'));
  try {
    const file = join(folder, 'programs.jsonl');
    await writeFile(file, programs.map((p) => `${JSON.stringify(p)}\n`).join(''));
    const { lines, failure } = await runPeer('conicTrial.py', [file], 1800);
    if (failure !== null) throw new Error(`conicTrial.py: ${failure}`);
    return lines as unknown as Peers[];
  } finally {
    await rm(folder, { recursive: true });
  }
}
