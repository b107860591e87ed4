import * as z from 'zod';
import { InputError } from '../errors.ts';
import { LARGEST } from '../problems/fieldSchemas.ts';
import { requireArgument } from './requireArgument.ts';

/** A place in the plane, in any unit of length. */
export interface Place {
  /** First coordinate. */
  readonly x: number;
  /** Second coordinate, in the same unit. */
  readonly y: number;
}

/** A base station with its arrays, which lie in the plane on one line through its place. */
export interface Station extends Place {
  /** Direction that the arrays face, perpendicular to their line: degrees, counter-clockwise from the x axis. */
  readonly broadsideDeg: number;
}

const coordinate = z.number().min(-LARGEST).max(LARGEST);
const place = z.strictObject({ x: coordinate, y: coordinate });
const stationList = z.array(place.extend({ broadsideDeg: z.number().min(-360).max(360) }));
const placeList = z.array(place);
/** Angles of one call: those of a million links. */
const MOST_ANGLES = 1_000_000;
/** How far an angle stays from the line of the array, where the derivative of the steering vector vanishes: degrees. */
const OFF_LINE = 1e-6;

/**
 * Angles of places from the broadside of arrays, for `targetAnglesDeg` (one place for the target of each cell) and, cell by cell, for `userAnglesDeg`.
 * Positive angles are counter-clockwise from broadside. A uniform linear array cannot tell front from back: a place behind it has the angle of
 * its mirror image in front.
 *
 * @returns [station][place] in degrees, above -90 and below 90.
 * @throws InputError naming the field that is wrong, or a place on the line of an array.
 */
export function layoutAnglesDeg(stations: readonly Station[], places: readonly Place[]): number[][] {
  requireArgument('stations', stations, stationList);
  requireArgument('places', places, placeList);
  if (stations.length * places.length > MOST_ANGLES)
    throw new InputError(
      `places: expected at most ${MOST_ANGLES} angles, got ${stations.length} stations and ${places.length} places`,
    );
  return stations.map((station, n) =>
    places.map((point, m) => {
      const angle = angleDeg(station, point);
      if (!(Math.abs(angle) < 90 - OFF_LINE))
        throw new InputError(
          `places[${m}]: expected a place off the line of the array of stations[${n}], got one on it`,
        );
      return angle;
    }),
  );
}

/** At 90 degrees where the place is that of the station. */
function angleDeg({ x, y, broadsideDeg }: Station, point: Place): number {
  const [dx, dy] = [point.x - x, point.y - y];
  const facing = (broadsideDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(facing), Math.sin(facing)];
  if (dx === 0 && dy === 0) return 90;
  return (Math.atan2(cos * dy - sin * dx, Math.abs(cos * dx + sin * dy)) * 180) / Math.PI;
}
