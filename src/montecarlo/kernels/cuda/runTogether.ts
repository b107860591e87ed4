/** Threads of a launch that fill a card: what has fewer waits for more of its kind. */
const FILLING = 2 ** 18;
/** Bytes of batches that wait. */
const MOST_BYTES = 2 ** 26;

/** How batches are put together. */
export interface Joining<Batch, Answer> {
  /** Only batches of one kind can be run together. */
  readonly kindOf: (batch: Batch) => string;
  /** Its memory, and how much it fills a card. */
  readonly sizeOf: (batch: Batch) => { readonly bytes: number; readonly threads: number };
  /** Runs batches of one kind. @returns the answers of all their designs, in order. */
  readonly run: (batches: readonly [Batch, ...Batch[]]) => Promise<readonly Answer[]>;
}

/** Batches of one kind that wait. */
interface Queue<Batch> {
  readonly batches: Batch[];
  readonly places: number[];
  threads: number;
}

/**
 * Runs batches in the order in which they come, several of a kind at once where one alone does not fill a card. No more are taken ahead than fit into `MOST_BYTES`.
 *
 * @returns the answers of each batch: one for each of its designs.
 */
export async function runTogether<Batch extends { readonly designs: readonly unknown[] }, Answer>(
  batches: Iterable<Batch>,
  { kindOf, sizeOf, run }: Joining<Batch, Answer>,
): Promise<Answer[][]> {
  const answers: Answer[][] = [];
  const waiting = new Map<string, Queue<Batch>>();
  let bytes = 0;
  let place = 0;
  const runKind = async (kind: string): Promise<void> => {
    const { batches: own, places } = waiting.get(kind) as Queue<Batch>;
    waiting.delete(kind);
    const all = await run(own as [Batch, ...Batch[]]);
    let next = 0;
    for (const [i, { designs }] of own.entries())
      answers[places[i] as number] = all.slice(next, (next += designs.length));
    for (const batch of own) bytes -= sizeOf(batch).bytes;
  };
  const runWaiting = async (): Promise<void> => {
    for (const kind of waiting.keys()) await runKind(kind);
  };
  for (const batch of batches) {
    const kind = kindOf(batch);
    const size = sizeOf(batch);
    const queue = waiting.get(kind) ?? { batches: [], places: [], threads: 0 };
    waiting.set(kind, queue);
    queue.batches.push(batch);
    queue.places.push(place++);
    queue.threads += size.threads;
    bytes += size.bytes;
    if (bytes >= MOST_BYTES) await runWaiting();
    else if (queue.threads >= FILLING) await runKind(kind);
  }
  await runWaiting();
  return answers;
}
