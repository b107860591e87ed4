import { describe, expect, it } from 'vitest';
import { processLimits, workerRoom } from '../../src/cli/workerRoom.ts';

const GIB = 2 ** 30;
const NONE = { memory: Infinity, addresses: Infinity, guards: true };

describe('workerRoom', () => {
  it('is without bounds where there are no limits', () => {
    expect(workerRoom(NONE)).toEqual({ byMemory: Infinity, byAddresses: Infinity });
  });

  it('leaves one worker at least, and more as limits grow', () => {
    expect(workerRoom({ ...NONE, memory: 2 ** 20, addresses: 2 ** 20 })).toEqual({ byMemory: 1, byAddresses: 1 });
    expect([1, 2, 4].map((n) => workerRoom({ ...NONE, memory: n * GIB }).byMemory)).toEqual([8, 16, 32]);
    const guarded = [4, 20, 40].map((n) => workerRoom({ ...NONE, addresses: n * GIB }).byAddresses);
    const bare = [4, 20, 40].map((n) => workerRoom({ ...NONE, addresses: n * GIB, guards: false }).byAddresses);
    expect([guarded, bare]).toEqual([
      [1, 1, 3],
      [2, 14, 30],
    ]);
  });

  it('reads the limits of this process', () => {
    const { memory, addresses, guards } = processLimits();
    expect(memory).toBeGreaterThan(GIB / 8);
    expect(addresses).toBeGreaterThan(GIB);
    expect(guards).toBe(true);
  });
});
