import { spawnSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import type { Backend } from '../../src/device/backend.ts';

/** The machine that numbers were taken on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly backend: string;
  readonly device: string;
  readonly facts: Readonly<Record<string, string | number>>;
  /** What nvidia-smi says of its cards, a line each; empty without it. */
  readonly nvidia: readonly string[];
  readonly date: string;
}

export function describeMachine(backend: Backend): Machine {
  const query = ['--query-gpu=name,driver_version,memory.total,clocks.max.sm,power.limit', '--format=csv,noheader'];
  const { status, stdout } = spawnSync('nvidia-smi', query, { encoding: 'utf8' });
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.version,
    backend: backend.name,
    device: backend.device,
    facts: backend.facts ?? {},
    nvidia: status === 0 ? stdout.trim().split('\n') : [],
    date: new Date().toISOString().slice(0, 10),
  };
}

/** A file name from a device's name. */
export function deviceName(machine: Machine): string {
  const name = machine.nvidia[0]?.split(',')[0] ?? machine.device;
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}
