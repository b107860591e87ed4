/**
 * The process that calls the functions of the program with the cases of a kind, one after the other. It may hang, or end at any time: whoever
 * started it knows by the reports which case it was.
 */
import { rmSync } from 'node:fs';
import { InputError, IsacError } from '../../../src/errors.ts';
import { makeCase, type MadeCase, type Order } from '../cases.ts';
import { faultOfError, faultOfText } from '../judge.ts';
import { KINDS } from '../kinds/allKinds.ts';
import { type Answer, Wrong } from '../kinds/kind.ts';
import { differences, snapshot } from '../snapshot.ts';
import type { Report } from './messages.ts';

/** Memory that no case of a few kilobytes needs, MiB. */
const MOST_MEMORY = 1024;

const tell = (report: Report): void => void process.send?.(report);
const peakMemory = (): number => process.resourceUsage().maxRSS / 1024;

process.on('message', (order: Order) => void work(order));
process.on('disconnect', () => process.exit(0));

async function work({ kind: name, seed, first, end, until, root }: Order): Promise<void> {
  const kind = KINDS.find((k) => k.name === name);
  if (!kind) throw new Error(`no kind ${name}`);
  process.chdir(root); // a case may make its absolute path a relative one
  for (let index = first; index < end && Date.now() < until; index++) {
    const own = await makeCase(kind, seed, index, root).catch((error: unknown) => String(error));
    if (typeof own === 'string') return tell({ type: 'broken', index, fault: own });
    tell({ type: 'begins', index, what: own.what });
    const before = peakMemory();
    const outcome = await called(own);
    const grown = peakMemory() - before;
    const fault = grown > MOST_MEMORY ? `takes ${Math.round(grown)} MiB of memory` : outcome.fault;
    if (fault === null) {
      tell({ type: 'ended', index, answer: outcome.answer });
      rmSync(own.folder, { recursive: true, force: true });
    } else tell({ type: 'failed', index, what: own.what, fault });
  }
  tell({ type: 'done' });
}

interface Outcome {
  readonly answer: Answer;
  readonly fault: string | null;
}

async function called({ call, folder }: MadeCase): Promise<Outcome> {
  const refused = { accepted: false };
  if (!call) return { answer: refused, fault: 'the kind has no call' };
  const before = snapshot(folder);
  try {
    return { answer: await call(), fault: null };
  } catch (error) {
    if (error instanceof Wrong) return { answer: refused, fault: error.message };
    if (!(error instanceof IsacError)) return { answer: refused, fault: faultOfError(error) };
    const written = error instanceof InputError ? differences(before, snapshot(folder)) : [];
    if (written.length > 0)
      return { answer: refused, fault: `a refused call writes ${written.join(', ')}: ${error.message}` };
    return { answer: refused, fault: faultOfText(error.message) };
  }
}
