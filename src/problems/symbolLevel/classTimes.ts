import type { SymbolClasses } from './symbolClasses.ts';

/** Times of each class. */
export function timesOfClasses({ weight, classOf }: SymbolClasses): readonly (readonly number[])[] {
  const times = Array.from(weight, (): number[] => []);
  classOf.forEach((c, s) => times[c]?.push(s));
  return times;
}

/** Writes exp(j angle) (re + j im) at complex index `at`. */
export function writeTurned(target: Float64Array, at: number, re: number, im: number, angle: number): void {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  target[2 * at] = re * cos - im * sin;
  target[2 * at + 1] = re * sin + im * cos;
}

/** Writes exp(j angle) of a complex vector from complex index `at` on. */
export function writeTurnedVector(target: Float64Array, at: number, vector: Float64Array, angle: number): void {
  for (let i = 0; i < vector.length / 2; i++)
    writeTurned(target, at + i, vector[2 * i] as number, vector[2 * i + 1] as number, angle);
}
