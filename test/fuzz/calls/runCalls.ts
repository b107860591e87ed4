import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { caseFolder, type Order } from '../cases.ts';
import { Tally } from '../tally.ts';
import type { Report } from './messages.ts';

const CALLER = fileURLToPath(new URL('caller.ts', import.meta.url));
/** A case that takes longer hangs. */
const HANGS_MS = 5000;
/** Of a new process, which loads what it calls with its first case. */
const HANGS_AT_FIRST_MS = 20_000;
/** So long it may take to lay out a case, the start of a process included. */
const LAYS_OUT_MS = 60_000;
const STDERR_KEPT = 2000;
/** After the end of a process what it wrote last arrives. */
const LAST_WORDS_MS = 100;

/** Calls the functions of the program with the cases of an order, in a process that is started again where one hangs or ends it. */
export async function runCalls(order: Order): Promise<Tally> {
  const tally = new Tally(order.kind);
  let first = order.first;
  while (first < order.end && Date.now() < order.until) first = await inOneProcess({ ...order, first }, tally);
  return tally;
}

/** Returns the index to go on with. */
function inOneProcess(order: Order, tally: Tally): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(CALLER, [], {
      execArgv: ['--import', 'tsx', '--max-old-space-size=1536'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    let [at, what, stderr, hangs] = [order.first - 1, '', '', false];
    let watch = watched(child, LAYS_OUT_MS, () => (hangs = true));
    const fail = (fault: string): void => {
      const folder = caseFolder(order.root, order.kind, at);
      const isNew = tally.fail({ kind: order.kind, index: at, what, fault, folder });
      if (!isNew) rmSync(folder, { recursive: true, force: true });
    };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr = `${stderr}${text}`.slice(-STDERR_KEPT)));
    child.on('message', (report: Report) => {
      clearTimeout(watch);
      if (report.type === 'done') {
        at = order.end - 1;
        child.disconnect();
        return;
      }
      at = report.index;
      if (report.type === 'broken') return reject(new Error(`case ${at} cannot be made: ${report.fault}`));
      if (report.type === 'begins') what = report.what;
      if (report.type === 'ended') tally.count(report.answer);
      if (report.type === 'failed') fail(report.fault);
      const limit = at === order.first ? HANGS_AT_FIRST_MS : HANGS_MS;
      watch = watched(child, report.type === 'begins' ? limit : LAYS_OUT_MS, () => (hangs = true));
    });
    child.on('error', reject);
    // not `close`: a process that it started may still hold its stderr
    child.on('exit', (code, signal) => {
      clearTimeout(watch);
      if (at < order.first) return reject(new Error(`the process that calls does not start: ${stderr}`));
      if (code === 0) return resolve(at + 1);
      setTimeout(() => {
        fail(
          hangs
            ? `hangs for more than ${HANGS_MS / 1000} s`
            : `ends the process with ${signal ?? code}: ${lastWords(stderr)}`,
        );
        child.stderr?.destroy();
        resolve(at + 1);
      }, LAST_WORDS_MS);
    });
    child.send(order);
  });
}

function watched(child: ChildProcess, ms: number, onHang: () => void): NodeJS.Timeout {
  return setTimeout(() => {
    onHang();
    child.kill('SIGKILL');
  }, ms);
}

/** What the process said of its end, without the frames of its stack. */
function lastWords(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => /error|fatal/i.test(line))
    .slice(0, 3)
    .join('\n');
}
