import type { Arithmetic } from '../../../src/device/backend.ts';
import type { RecordedBatch } from '../programs/record.ts';

/** What one run of the kernel is told. */
export interface KernelSettings {
  /** Merit that is asked of an answer; it chooses the arithmetic, as in the backend. */
  readonly tolerance: number;
  /** Threads a program; default: what the backend takes. */
  readonly threads?: number;
}

/** One run of the kernel over a batch. */
export interface KernelRun {
  /** From the submissions to the end of the queue. */
  readonly ms: number;
  /** By the device's clock, where it has one. */
  readonly deviceMs: number | null;
  readonly launches: number;
  /** Mean over the first programs. */
  readonly iterations: number;
}

/** Which arithmetic the device is asked for first, and with which merit. */
export interface FirstTry {
  readonly arithmetic: Arithmetic;
  readonly tolerance: number;
  /** Bytes of a number. */
  readonly bytes: number;
}

/** The kernel of a backend alone, without the backend's checks: what its speed is measured on. */
export interface Kernel {
  /** Arithmetic and merit of the first try at an answer of some merit. */
  first(tolerance: number): FirstTry;
  /** Threads a program that the backend takes by itself. */
  threads(descriptor: Int32Array): number;
  /** Why the device cannot run with so many threads a program, or null. */
  refusal(threads: number, tolerance: number): string | null;
  /** Numbers of a program's workspace. */
  workspace(descriptor: Int32Array): number;
  run(batch: RecordedBatch, settings: KernelSettings): Promise<KernelRun>;
  /** Frees what it holds on the device. */
  close(): void;
}
