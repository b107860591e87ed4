/**
 * Beams as a shaped error sees them: with e = S u a link receives (h + S u)^T w = h^T w + u^T (S^T w), so that the beams S^T w have errors u without shape.
 *
 * @param beams w_l, [beams][stations][antennas][2]; S acts on each station's part.
 * @param shapes S of the link of each station, [antennas][antennas][2] by rows.
 * @returns S^T w_l, in the layout of `beams`.
 */
export function shapedBeams(beams: Float64Array, shapes: readonly Float64Array[], antennas: number): Float64Array {
  const result = new Float64Array(beams.length);
  const width = 2 * antennas;
  for (let from = 0; from < beams.length; from += width) {
    const shape = shapes[(from / width) % shapes.length] as Float64Array;
    for (let i = 0; i < antennas; i++) {
      const wr = beams[from + 2 * i] as number;
      const wi = beams[from + 2 * i + 1] as number;
      for (let j = 0; j < width; j += 2) {
        const sr = shape[i * width + j] as number;
        const si = shape[i * width + j + 1] as number;
        result[from + j] = (result[from + j] as number) + sr * wr - si * wi;
        result[from + j + 1] = (result[from + j + 1] as number) + sr * wi + si * wr;
      }
    }
  }
  return result;
}
