import { describe, expect, it } from 'vitest';
import { localMultipliers } from '../../../src/conic/localMultipliers.ts';
import { solveProgram } from '../../../src/conic/solveProgram.ts';
import { kernelDescriptor } from '../../../src/conic/words/descriptor.ts';
import { eachBlockElement, stateParts } from '../../../src/conic/words/state.ts';
import { FAMILIES } from '../families.ts';
import { randomProgram, type RandomOptions } from '../randomProgram.ts';

const BATCH = 2;

describe.each([
  'second-order cones of two sizes',
  'one block of size 1',
  'every cone, two groups each',
  'coupled and free groups together',
])('a state of %s', (family) => {
  const { program } = randomProgram({ ...(FAMILIES[family] as RandomOptions), batch: BATCH });
  const { shape, stateSize } = kernelDescriptor(program.shape);
  const parts = stateParts(shape);

  it('holds the scalars, blocks and multipliers of the solution where its layout says', async () => {
    const { scalars, multipliers, psd, state } = await solveProgram(program);
    for (let i = 0; i < BATCH; i++) {
      const own = state.subarray(i * stateSize, (i + 1) * stateSize);
      const columns = Array.from(shape.columnPosition, (position) => own[position]);
      expect(columns).toEqual([...scalars.subarray(i * shape.columnCount, (i + 1) * shape.columnCount)]);
      shape.groups.forEach((g, k) => {
        const blocks: (number | undefined)[] = [];
        eachBlockElement(g, (element, re, im) => {
          expect(element * 2).toBe(blocks.length);
          blocks.push(own[re], own[im]);
        });
        const length = 2 * g.count * g.n * g.n;
        expect(blocks).toEqual([...(psd[k] as Float64Array).subarray(i * length, (i + 1) * length)]);
      });
      const rows = [...own.subarray(parts.y, parts.y + shape.rows)];
      expect(rows).toEqual([...multipliers.subarray(i * shape.rows, (i + 1) * shape.rows)]);
      expect(own[parts.flag]).toBe(1);
    }
  });

  it('gives every number of it one place', async () => {
    const places = new Set<number>(shape.columnPosition);
    for (const part of [0, parts.z])
      for (const g of shape.groups)
        eachBlockElement(g, (_, re, im) => {
          for (const place of [part + re, part + im]) {
            expect(places.has(place)).toBe(false);
            places.add(place);
            expect(place).toBeLessThan(part + shape.statePrimal);
          }
        });
    const solution = await solveProgram(program);
    const local = localMultipliers(program.shape, solution, 1);
    const ties = shape.groups.reduce((n, g) => n + g.count * g.cones * 2 * g.axes, 0);
    expect(local.length).toBe(ties);
    const from = (local.byteOffset - solution.state.byteOffset) / 8 - stateSize;
    if (ties > 0) {
      expect(from).toBeGreaterThan(parts.y + shape.rows);
      expect(from + ties).toBeLessThanOrEqual(parts.flag);
      expect(local.every((y) => y !== 0)).toBe(true);
    }
  });
});
