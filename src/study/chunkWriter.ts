import type { ChunkStore, FinishedChunk } from './chunkStore.ts';

/**
 * Writes chunks while the next ones are computed. What is handed over while a write is under way is written together after it, so that
 * the disk is waited for seldom where chunks are small.
 */
export class ChunkWriter {
  readonly #store: Pick<ChunkStore, 'write'>;
  readonly #most: number;
  readonly #onWritten: (written: FinishedChunk) => void;
  #waiting: FinishedChunk[] = [];
  /** Chunks of the write under way. */
  #writing = 0;
  #running: Promise<void> = Promise.resolve();
  /** The write under way, or the last one. */
  #write: Promise<void> = Promise.resolve();

  /**
   * @param most chunks in memory, above which `hasRoom` waits.
   * @param onWritten called for every chunk once it is listed.
   */
  constructor(store: Pick<ChunkStore, 'write'>, most: number, onWritten: (written: FinishedChunk) => void) {
    this.#store = store;
    this.#most = most;
    this.#onWritten = onWritten;
  }

  /** Hands a chunk over. */
  add(finished: FinishedChunk): void {
    this.#waiting.push(finished);
    if (this.#writing > 0 || this.#waiting.length > 1) return; // the write under way goes on with it
    this.#running = this.#running.then(() => this.#writeWaiting());
    this.#running.catch(() => undefined); // thrown by hasRoom and finish
  }

  /** Waits until there is room for more. @throws ResumableError when a write has failed. */
  async hasRoom(): Promise<void> {
    while (this.#writing + this.#waiting.length >= this.#most) await this.#write;
  }

  /** Waits until all is written. @throws ResumableError when a write has failed. */
  async finish(): Promise<void> {
    await this.#running;
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const chunks = this.#waiting;
      this.#waiting = [];
      this.#writing = chunks.length;
      this.#write = this.#store.write(chunks);
      await this.#write;
      this.#writing = 0;
      for (const chunk of chunks) this.#onWritten(chunk);
    }
  }
}
