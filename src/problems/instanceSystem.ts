import type { Realization, Scenario } from '../model/scenario.ts';
import { writeComplexArray } from './complexJson.ts';
import { INSTANCE_FORMAT } from './instance.ts';
import type { DataSymbols } from './types.ts';

/**
 * The part of an instance document (format isac-mc-instance/1) that states the system: scenario, reflection gains, channels, the
 * shape of their errors where they have one and, at symbol level, the phases of the symbols. Inverse of what `readInstance` reads.
 */
export function instanceSystem(
  name: string,
  scenario: Scenario,
  realization: Realization,
  symbols?: DataSymbols,
): Record<string, unknown> {
  const { cells, usersPerCell, txAntennas, frameLength, targetAngles, ...rest } = scenario;
  const all = (values: Float64Array, ...shape: number[]): unknown => writeComplexArray(values, shape, shape.length);
  return {
    format: INSTANCE_FORMAT,
    name,
    scenario: {
      cells,
      usersPerCell,
      txAntennas,
      frameLength,
      ...rest,
      ...(symbols ? { pskOrder: symbols.pskOrder } : {}),
      targetAnglesDeg: rows([...targetAngles].map(degrees), cells),
    },
    reflectionGain: all(realization.reflectionGain, cells, cells),
    channels: all(realization.channels, cells, cells, usersPerCell, txAntennas),
    ...(realization.errorShape
      ? { errorShape: all(realization.errorShape, cells, cells, usersPerCell, txAntennas, txAntennas) }
      : {}),
    ...(symbols ? { symbolPhase: rows(rows([...symbols.phase], frameLength), usersPerCell) } : {}),
  };
}

/** Degrees that give back the same radians, with as few digits as do. */
function degrees(radians: number): number {
  const value = (radians * 180) / Math.PI;
  const short = Number(value.toPrecision(15));
  return (short * Math.PI) / 180 === radians ? short : value;
}

function rows<T>(values: readonly T[], length: number): T[][] {
  return Array.from({ length: values.length / length }, (_, i) => values.slice(i * length, (i + 1) * length));
}
