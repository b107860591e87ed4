import { GPU_WORKERS } from '../../../../device/backend.ts';
import type { CudaDevice } from '../../../../device/cuda/device.ts';
import { onCard } from '../../../../device/cuda/faults.ts';
import { compiledKernels, imagesOf } from '../../../../device/cuda/images.ts';
import { type LoadedKernel, LoadedModule } from '../../../../device/cuda/loadedKernel.ts';
import { DeviceBuffer } from '../../../../device/cuda/memory.ts';
import { Slots } from '../../../../device/cuda/slots.ts';
import type { FramesBatch, Tally } from '../../symbolErrors.ts';
import { placedDesigns } from '../groups.ts';
import { runParts } from '../runParts.ts';
import { runTogether } from '../runTogether.ts';
import { FRAMES_ENTRIES, type FramesEntry } from './launch.ts';
import { FRAME_BUFFERS, type FrameCounters, type SendingPlace } from './launchFrames.ts';
import { FRAME_SLOTS, planFrames } from './plan.ts';
import { runFrames } from './runFrames.ts';
import { listenersSize } from './tables.ts';

/** Threads of the largest block that there are images for. */
const THREADS = 128;
/** The memory of a card is for the slots of the workers that share it, and for the other kernels, which take more. */
const SHARES = 4 * FRAME_SLOTS * GPU_WORKERS;
/** More would not make it faster. */
const MOST_BYTES = 2 ** 30;

/** IsacSymbolErrors on one card: its image and memory, kept between batches. In float64 on every card, so that counts are the same. */
export class SymbolErrorsCuda {
  readonly counters: FrameCounters = { launches: 0, frames: 0, milliseconds: 0, halved: 0 };
  readonly device: CudaDevice;
  readonly #module: LoadedModule;
  readonly #place: SendingPlace;
  /** Bytes that a part of a batch may take; less after one that had no room. */
  readonly #memory: { bytes: number };

  /** @throws BackendUnavailable when the driver takes no image of the kernel. */
  constructor(device: CudaDevice) {
    const { driver, card } = device;
    this.device = device;
    this.#module = new LoadedModule(device, imagesOf(compiledKernels(), 'symbolErrors', 'float64', THREADS));
    const kernels = FRAMES_ENTRIES.map((name): [FramesEntry, LoadedKernel] => [name, this.#module.kernel(name)]);
    this.#place = {
      kernels: Object.fromEntries(kernels) as Record<FramesEntry, LoadedKernel>,
      slots: new Slots(driver, FRAME_SLOTS, FRAME_BUFFERS),
      tables: new DeviceBuffer(driver),
      counters: this.counters,
    };
    this.#memory = { bytes: Math.min(MOST_BYTES, card.memory / SHARES) };
  }

  /** Counts the symbol errors of a batch. One run at a time. @throws as `runAll`. */
  async run(batch: FramesBatch): Promise<Tally[][]> {
    return (await this.runAll([batch]))[0] ?? [];
  }

  /**
   * Counts the symbol errors of some batches, small ones in the same launches. One run at a time.
   *
   * @returns of each batch, for each design, the tally of every user.
   * @throws DeviceFault when the smallest part has no room or the card is lost.
   */
  async runAll(batches: Iterable<FramesBatch>): Promise<Tally[][][]> {
    return runTogether(batches, {
      kindOf: ({ seed, law, frames, cells, usersPerCell, txAntennas, frameLength, noisePower, hasErrors }) =>
        [seed, law, frames, cells, usersPerCell, txAntennas, frameLength, noisePower, hasErrors].join('/'),
      sizeOf: ({ designs, frames }) => ({
        bytes: designs.reduce((sum, design) => sum + listenersSize(design), 0),
        threads: frames,
      }),
      run: async (own) => this.#countTogether(own),
    });
  }

  /** @param batches that differ in realizations and designs alone. @returns the tallies of all designs. */
  async #countTogether(batches: readonly [FramesBatch, ...FramesBatch[]]): Promise<Tally[][]> {
    const [batch] = batches;
    const designs = placedDesigns(batches);
    const { card } = this.device;
    return onCard(this.device, `sent ${batch.frames * batches.length} frames`, async () =>
      runParts(designs.length, this.#memory, {
        plan: (first, bytes) => planFrames(batch, designs, first, bytes),
        run: async ({ end, frames }, first, bytes) =>
          runFrames(this.#place, batch, designs.slice(first, end), frames, bytes),
        release: () => {
          this.counters.halved++;
          this.release();
        },
        tooMuch: ({ frames }) => `even ${frames} frames of a single design are too much for ${card.name}`,
      }),
    );
  }

  /** Gives back what is kept between batches. */
  release(): void {
    this.#place.slots.free();
    this.#place.tables.free();
  }

  close(): void {
    this.release();
    this.#place.slots.close();
    this.#module.unload();
  }
}
