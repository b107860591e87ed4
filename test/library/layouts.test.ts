import { describe, expect, it } from 'vitest';
import { shippedFile } from '../../src/cli/shippedStudies.ts';
import { layoutAnglesDeg, type Place, readStudy, type Station } from '../../src/index.ts';

const DEGREE = Math.PI / 180;
/** Directions from a cell to its neighbours. */
const SIDES = [0, 60, 120, 180, 240, 300];

function polar(from: Place, distance: number, directionDeg: number): Place {
  return {
    x: from.x + distance * Math.cos(directionDeg * DEGREE),
    y: from.y + distance * Math.sin(directionDeg * DEGREE),
  };
}

/** The numbers of a list in the notes, after some words. */
function listAfter(text: string, words: string): number[] {
  const list = new RegExp(`${words} ((?:[\\d.]+(?:, | and |))+)`).exec(text)?.[1] ?? '';
  return list.split(/, | and /).map(Number);
}

/** Base stations and targets of a shipped study as its notes place them, in inner radii of a cell. */
function layoutOf(name: string): { notes: string; angles: number[][]; stations: Station[]; targets: Place[] } {
  const { notes = '', scenario } = readStudy(shippedFile(name));
  const text = notes.replace(/\s+/g, ' ');
  const origin = { x: 0, y: 0 };
  const ring = (distance: number, words: string): Place[] =>
    listAfter(text, words).map((direction) => polar(origin, distance, direction));
  const centres =
    name === 'hexagon3'
      ? ring(2 / Math.sqrt(3), 'at the distance 2/sqrt\\(3\\) R from the origin in the directions')
      : [origin, ...ring(2, 'at the distance 2 R from it in the directions')];
  const facing = listAfter(text, 'arrays face the directions');
  const distances = listAfter(text, 'The targets lie');
  const directions = listAfter(text, 'base stations(?: of their cells)? in the directions');
  return {
    notes: text,
    angles: scenario.targetAnglesDeg,
    stations: centres.map((centre, n) => ({ ...centre, broadsideDeg: facing[n] ?? Number.NaN })),
    targets: centres.map((centre, n) =>
      polar(centre, distances[distances.length === 1 ? 0 : n] ?? Number.NaN, directions[n] ?? Number.NaN),
    ),
  };
}

describe('layoutAnglesDeg', () => {
  it('counts from broadside, counter-clockwise, and takes what lies behind for its mirror image', () => {
    const station = { x: 1, y: 2, broadsideDeg: 90 };
    const around = [90, 120, 60, 240, 300, 270].map((direction) => polar(station, 3, direction));
    const expected = [0, 30, -30, 30, -30, 0];
    const [angles = []] = layoutAnglesDeg([station], around);
    angles.forEach((angle, i) => expect(angle).toBeCloseTo(expected[i] ?? Number.NaN, 9));
    expect(layoutAnglesDeg([{ ...station, broadsideDeg: 100 }], around)[0]?.[0]).toBeCloseTo(-10, 9);
  });

  it.each([
    { x: 1, y: 2 },
    { x: 3, y: 2 },
  ])('refuses a place on the line of an array: %j', (place) => {
    expect(() => layoutAnglesDeg([{ x: 1, y: 2, broadsideDeg: 90 }], [{ x: 0, y: 0 }, place])).toThrow(
      'places[1]: expected a place off the line of the array of stations[0], got one on it',
    );
  });
});

describe.each([
  { name: 'hexagon3', cells: 3, apart: 49, off: 45 },
  { name: 'hexagon7', cells: 7, apart: 10, off: 50 },
])('$name', ({ name, cells, apart, off }) => {
  const { notes, angles, stations, targets } = layoutOf(name);

  it('has the angles of the positions in its notes', () => {
    expect(stations).toHaveLength(cells);
    layoutAnglesDeg(stations, targets).forEach((row, n) =>
      row.forEach((angle, m) => expect(Math.abs(angle - (angles[n]?.[m] ?? Number.NaN))).toBeLessThan(0.051)),
    );
  });

  it('has touching cells with their targets inside', () => {
    const distances = stations.flatMap((a, n) => stations.slice(0, n).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
    expect(Math.min(...distances)).toBeCloseTo(2, 9);
    targets.forEach(({ x, y }, n) => {
      const centre = stations[n] as Station;
      for (const side of SIDES) {
        const reach = (x - centre.x) * Math.cos(side * DEGREE) + (y - centre.y) * Math.sin(side * DEGREE);
        expect(reach).toBeLessThan(0.9);
      }
    });
  });

  it('sees its targets as far apart as its notes say', () => {
    angles.forEach((row, n) => {
      expect(Math.abs(row[n] ?? Number.NaN)).toBeLessThanOrEqual(off);
      row.forEach((a, i) => row.slice(0, i).forEach((b) => expect(Math.abs(a - b)).toBeGreaterThanOrEqual(apart)));
    });
    expect(notes).toContain(`at least ${apart} degrees apart`);
  });
});
