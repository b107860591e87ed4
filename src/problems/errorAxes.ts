/** Directions of errors, of every link its own. */
export interface ErrorAxes {
  /** Of each link; 0 for the estimated channels alone. */
  readonly count: number;
  /**
   * Orthonormal columns in the space of u*, the errors being e = S u, or u where they have no shape: [bs][user, cell * K + k][count][N][2] in CBF,
   * [user][count][J N][2] in CoMP.
   */
  readonly columns: Float64Array;
}
