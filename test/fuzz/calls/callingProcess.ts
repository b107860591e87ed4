import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { caseFolder, type Order } from '../cases.ts';
import { Tally } from '../tally.ts';
import type { Report } from './messages.ts';

const CALLER = fileURLToPath(new URL('caller.ts', import.meta.url));
/** A case that takes longer hangs. */
const HANGS_MS = 5000;
/** The first case of an order loads what the others find loaded. */
const HANGS_AT_FIRST_MS = 20_000;
/** So long it may take to lay out a case, the start of a process included. */
const LAYS_OUT_MS = 60_000;
const STDERR_KEPT = 2000;
/** After the end of a process what it wrote last arrives. */
const LAST_WORDS_MS = 100;

/** Calls the functions of the program in a process that is started again where a case hangs or ends it. */
export class CallingProcess {
  #child: ChildProcess | undefined;
  #stderr = '';

  async run(order: Order): Promise<Tally> {
    const tally = new Tally(order.kind);
    let first = order.first;
    while (first < order.end && Date.now() < order.until) first = await this.#work({ ...order, first }, tally);
    return tally;
  }

  stop(): void {
    this.#child?.disconnect();
    this.#child = undefined;
  }

  /** Works on an order until it is done, or a case ends the process; returns the index to go on with. */
  #work(order: Order, tally: Tally): Promise<number> {
    const child = this.#started();
    return new Promise((resolve, reject) => {
      let [at, what, hangs] = [order.first - 1, '', false];
      let watch: NodeJS.Timeout;
      const watchFor = (ms: number): void => {
        clearTimeout(watch);
        watch = setTimeout(() => {
          hangs = true;
          child.kill('SIGKILL');
        }, ms);
      };
      const fail = (fault: string): void => {
        const folder = caseFolder(order.root, order.kind, at);
        const isNew = tally.fail({ kind: order.kind, index: at, what, fault, folder });
        if (!isNew) rmSync(folder, { recursive: true, force: true });
      };
      const settle = (end: () => void): void => {
        clearTimeout(watch);
        child.removeAllListeners();
        end();
      };
      child.on('message', (report: Report) => {
        if (report.type === 'done') return settle(() => resolve(order.end));
        at = report.index;
        if (report.type === 'broken')
          return settle(() => reject(new Error(`case ${at} cannot be made: ${report.fault}`)));
        if (report.type === 'begins') what = report.what;
        if (report.type === 'ended') tally.count(report.answer);
        if (report.type === 'failed') fail(report.fault);
        const limit = at === order.first ? HANGS_AT_FIRST_MS : HANGS_MS;
        watchFor(report.type === 'begins' ? limit : LAYS_OUT_MS);
      });
      child.on('error', (error) => settle(() => reject(error)));
      // not `close`: a process that it started may still hold its stderr
      child.on('exit', (code, signal) => {
        this.#child = undefined;
        clearTimeout(watch);
        setTimeout(() => {
          child.stderr?.destroy();
          if (at < order.first) return settle(() => reject(new Error(`no case is begun: ${this.#stderr}`)));
          fail(hangs ? 'hangs' : `ends the process with ${signal ?? code}: ${lastWords(this.#stderr)}`);
          settle(() => resolve(at + 1));
        }, LAST_WORDS_MS);
      });
      watchFor(LAYS_OUT_MS);
      child.send(order);
    });
  }

  #started(): ChildProcess {
    if (this.#child) return this.#child;
    this.#stderr = '';
    const child = fork(CALLER, [], {
      execArgv: ['--import', 'tsx', '--max-old-space-size=1536'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced', // an order may have no end
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = `${this.#stderr}${text}`.slice(-STDERR_KEPT);
    });
    this.#child = child;
    return child;
  }
}

/** What the process said of its end, without the frames of its stack. */
function lastWords(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => /error|fatal/i.test(line))
    .slice(0, 3)
    .join('\n');
}
