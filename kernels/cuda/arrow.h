  // Members of Solve: arrow systems. Twin of kernels/arrow.wgsl by the same names, on the same matrices, but that the factor's diagonal
  // holds 1/diagonal. Blocks are spread over teams of lanes of one warp, which go over them in panels of rows: what a panel needs of the
  // rows before it is read once for many multiply-adds, from registers, and no step reads a table. See kernels/cuda/README.md.

  /** Rows of a panel of the factorization, which has two columns of it in each lane's registers, and of a sweep. */
  static constexpr int FACTOR_ROWS = 16;
  static constexpr int SWEEP_ROWS = 4;
  /** Fewest lanes of a team. */
  static constexpr int FACTOR_LANES = WARP < 16 ? WARP : 16;
  static constexpr int SWEEP_LANES = WARP < 4 ? WARP : 4;
  /** Pairs of columns of a lane: more than one only where a warp is smaller than any of a device. A triangle lies within one strip. */
  static constexpr int FACTOR_PAIRS = FACTOR_LANES < FACTOR_ROWS / 2 ? FACTOR_ROWS / 2 / FACTOR_LANES : 1;

  struct ArrowShared {
    /** Rows of the triangle that a team factors, before their scaling, and 1/diagonal. */
    struct alignas(16) Factor { R row[FACTOR_ROWS * FACTOR_ROWS]; R inverse[FACTOR_ROWS]; };
    /** Partial sums of every lane, then the sums of every team. */
    struct alignas(16) Sweep { R part[2 * SWEEP_ROWS * (T + 1)]; R total[T / SWEEP_LANES * 2 * SWEEP_ROWS]; };
    union { Factor factor[T / FACTOR_LANES]; Sweep sweep; };
  };

  /** Lanes of each of the teams that share blocks of at most `width` columns: a power of two. */
  DEV int teamLanes(int blocks, int width, int least) {
    int lanes = WARP;
    while (lanes > least && (T / lanes < blocks || lanes >= width)) lanes /= 2;
    return lanes;
  }

  /** What the table says of one block. */
  struct ArrowBlock { int r, stride, S, place; };
  /** A block behind the last has no rows. */
  DEV ArrowBlock arrowBlock(int b, int last) {
    const Words q = tableWords(shape.block + 4 * min(b, last - 1));
    return ArrowBlock{b < last ? q.x : 0, q.y, q.z, q.w};
  }

  /** Columns j and j + 1 of rows k0 .. of a block, less what the rows before them take from it. */
  DEV void readPanel(const ArrowBlock& q, int k0, int j, R (&a)[2][FACTOR_ROWS]) {
    const int at = q.S + k0 * q.stride + j;
    UNROLL_ALL for (int i = 0; i < FACTOR_ROWS; i++) {
      const C v = k0 + i < q.r ? ldc(at + i * q.stride) : complex(real(0.0), real(0.0));
      a[0][i] = v.x;
      a[1][i] = v.y;
    }
    for (int p = 0; p < k0; p++) {
      const int row = q.S + p * q.stride;
      const C v = ldc(row + j);
      UNROLL_ALL for (int i = 0; i < FACTOR_ROWS; i += 2) {
        const C u = ldc(row + k0 + i);
        a[0][i] = msub(a[0][i], u.x, v.x);
        a[1][i] = msub(a[1][i], u.x, v.y);
        a[0][i + 1] = msub(a[0][i + 1], u.y, v.x);
        a[1][i + 1] = msub(a[1][i + 1], u.y, v.y);
      }
    }
  }

  /** Factors blocks first .. last - 1, the largest with `rows` rows of at most `width` columns. Ends with a barrier. */
  DEV void factorBlocks(int first, int last, int rows, int width) {
    const int lanes = teamLanes(last - first, width, FACTOR_LANES);
    const int team = lid / lanes;
    const int lane = lid - team * lanes;
    ArrowShared::Factor& triangle = sh.arrow.factor[team];
    const int strip = 2 * lanes * FACTOR_PAIRS;
    UNROLL_NOT for (int b0 = first; b0 < last; b0 += T / lanes) {
      const ArrowBlock q = arrowBlock(b0 + team, last);
      UNROLL_NOT for (int k0 = 0; k0 < rows; k0 += FACTOR_ROWS) {
        UNROLL_NOT for (int j0 = k0; j0 < width; j0 += strip) {
          const bool square = j0 == k0; // the strip that begins with the triangle
          R a[FACTOR_PAIRS][2][FACTOR_ROWS];
          for (int v = 0; v < FACTOR_PAIRS; v++) {
            const int j = j0 + 2 * (lane + v * lanes);
            if (k0 < q.r && j < q.stride) readPanel(q, k0, j, a[v]);
            else for (int i = 0; i < FACTOR_ROWS; i++) a[v][0][i] = a[v][1][i] = real(0.0);
          }
          UNROLL_ALL for (int i = 0; i < FACTOR_ROWS; i++) {
            if (k0 + i >= rows) continue;
            R* const row = triangle.row + i * FACTOR_ROWS;
            if (square) {
              for (int v = 0; v < FACTOR_PAIRS; v++) {
                const int c = 2 * (lane + v * lanes);
                if (c >= FACTOR_ROWS) continue;
                C w = complex(a[v][0][i], a[v][1][i]);
                if ((c | 1) == (i | 1) && k0 + i < q.r) {
                  const R floor = ld(shape.pivotFloor + q.place + k0 + i);
                  if (c == i) w.x = select(floor, w.x, hi(w.x) > hi(floor));
                  else w.y = select(floor, w.y, hi(w.y) > hi(floor));
                }
                setShared(row + c, w);
              }
              syncWarp();
            }
            const R f = square ? div(real(1.0), root(getShared(row + i))) : getShared(triangle.inverse + i);
            if (square && lane == 0) setShared(triangle.inverse + i, f);
            for (int v = 0; v < FACTOR_PAIRS; v++) {
              const int c = j0 - k0 + 2 * (lane + v * lanes);
              const R u0 = mul(a[v][0][i], f);
              const R u1 = mul(a[v][1][i], f);
              const R f0 = mul(u0, f);
              const R f1 = mul(u1, f);
              a[v][0][i] = select(u0, f, c == i);
              a[v][1][i] = select(u1, f, c + 1 == i);
              UNROLL_ALL for (int p = i & ~1; p < FACTOR_ROWS; p += 2) {
                const C w = getSharedPair(row + p);
                if (p > i) {
                  a[v][0][p] = msub(a[v][0][p], w.x, f0);
                  a[v][1][p] = msub(a[v][1][p], w.x, f1);
                }
                if (p + 1 > i) {
                  a[v][0][p + 1] = msub(a[v][0][p + 1], w.y, f0);
                  a[v][1][p + 1] = msub(a[v][1][p + 1], w.y, f1);
                }
              }
            }
          }
          for (int v = 0; v < FACTOR_PAIRS; v++) {
            const int j = j0 + 2 * (lane + v * lanes);
            UNROLL_ALL for (int i = 0; i < FACTOR_ROWS; i++)
              if (k0 + i < q.r && j < q.stride) stc(q.S + (k0 + i) * q.stride + j, complex(a[v][0][i], a[v][1][i]));
          }
          syncWarp();
        }
      }
    }
    sync();
  }

  /** G -= Y^T Y, G the border's matrix, Y the borders of all blocks: tiles of 4 x 4, where there are threads for it some rows of Y each. Ends with a barrier. */
  DEV void subtractBorders() {
    STEP_HOOK(62);
    const ArrowBlock border = arrowBlock(shape.arrowBlocks, shape.arrowBlocks + 1);
    const int across = (border.r + 3) / 4;
    const int tiles = across * (across + 1) / 2;
    const int chunks = tiles < T ? T / tiles : 1;
    UNROLL_NOT for (int t = lid; t < tiles * chunks; t += T) {
      const int chunk = t / tiles;
      const auto ij = lower(across, t - chunk * tiles);
      R sum[16];
      for (int e = 0; e < 16; e++) sum[e] = real(0.0);
      UNROLL_NOT for (int b = 0; b < shape.arrowBlocks; b++) {
        const ArrowBlock q = arrowBlock(b, shape.arrowBlocks);
        const int Y = q.S + borderAt(q.r);
        UNROLL_TWO for (int k = chunk; k < q.r; k += chunks) {
          const int row = Y + k * q.stride;
          const C u0 = ldc(row + 4 * ij.y), u1 = ldc(row + 4 * ij.y + 2);
          const C v0 = ldc(row + 4 * ij.x), v1 = ldc(row + 4 * ij.x + 2);
          const R u[4] = {u0.x, u0.y, u1.x, u1.y};
          const R v[4] = {v0.x, v0.y, v1.x, v1.y};
          UNROLL_ALL for (int e = 0; e < 16; e++) sum[e] = mad(sum[e], u[e / 4], v[e % 4]);
        }
      }
      UNROLL_ALL for (int e = 0; e < 16; e += 2) stc(shape.trial + 16 * t + e, complex(sum[e], sum[e + 1]));
    }
    sync();
    UNROLL_NOT for (int t = lid; t < 16 * tiles; t += T) {
      const int tile = t / 16;
      const auto ij = lower(across, tile);
      const int i = 4 * ij.y + (t - 16 * tile) / 4;
      const int j = 4 * ij.x + t % 4;
      if (i > j || j >= border.r) continue;
      R s = ld(border.S + i * border.stride + j);
      for (int c = 0; c < chunks; c++) s = sub(s, ld(shape.trial + 16 * c * tiles + t));
      st(border.S + i * border.stride + j, s);
    }
    sync();
  }

  /** Factors the assembled arrow matrix. */
  DEV void factorArrow() {
    STEP_HOOK(61);
    UNROLL_NOT for (int t = lid; t < shape.unknowns; t += T) {
      const ArrowBlock q = arrowBlock(table[shape.unknownBlock + t], shape.arrowBlocks + 1);
      const int k = t - q.place;
      if (k < q.r) st(shape.pivotFloor + t, real(max(F(PIVOT_FLOOR) * hi(ld(q.S + k * (q.stride + 1))), F(1e-30))));
    }
    sync();
    const int blocks = shape.arrowBlocks;
    UNROLL_NOT for (int border = 0; border < 2; border++) { // the local blocks, then the border: one copy of the code
      if (border == 0 && blocks == 0) continue;
      if (border == 1 && blocks > 0 && shape.border > 0) subtractBorders();
      factorBlocks(border == 1 ? blocks : 0, blocks + border, border == 1 ? shape.border : shape.blockRowsMax,
                   border == 1 ? shape.border : shape.blockWidthMax);
    }
  }

  /** The rows of a sweep's panel and their unknowns, which every lane computes for itself. */
  struct SweepPanel { R x[2][SWEEP_ROWS]; };

  /** Unknowns k0 .. of both sides of a block; 0 where it has no such row. */
  DEV void readUnknowns(int v, int n, int sides, SweepPanel& a) {
    UNROLL_ALL for (int s = 0; s < 2; s++)
      UNROLL_ALL for (int i = 0; i < SWEEP_ROWS; i += 2) {
        const C y = s < sides && i < n ? ldc(v + s * shape.unknowns + i) : complex(real(0.0), real(0.0));
        a.x[s][i] = y.x;
        a.x[s][i + 1] = select(real(0.0), y.y, i + 1 < n);
      }
  }
  /** Every lane of a team writes its share of the panel's unknowns. */
  DEV void writeUnknowns(int v, int n, int sides, int lane, int lanes, const SweepPanel& a) {
    UNROLL_ALL for (int s = 0; s < 2; s++)
      UNROLL_ALL for (int i = 0; i < SWEEP_ROWS; i++)
        if (s < sides && i < n && (i & (lanes - 1)) == lane) st(v + s * shape.unknowns + i, a.x[s][i]);
  }
  /** Columns j and j + 1 of the n rows of a panel. */
  DEV void readRows(int at, int stride, int n, C (&u)[SWEEP_ROWS]) {
    UNROLL_ALL for (int p = 0; p < SWEEP_ROWS; p++) u[p] = p < n ? ldc(at + p * stride) : complex(real(0.0), real(0.0));
  }

  /** v <- U^-T v of blocks first .. last - 1, by teams; what is left of the borders goes to `borderPart`. */
  DEV void forwardSweep(int first, int last, int rows, int sides) {
    const int lanes = teamLanes(last - first, rows, SWEEP_LANES);
    const int team = lid / lanes;
    const int lane = lid - team * lanes;
    const int part = borderAt(shape.border); // numbers of a side in borderPart
    UNROLL_NOT for (int b0 = first; b0 < last; b0 += T / lanes) {
      const ArrowBlock q = arrowBlock(b0 + team, last);
      const int border = borderAt(q.r);
      const int width = b0 < shape.arrowBlocks ? border + part : border;
      const int v = shape.unknown + q.place;
      const int w = shape.borderPart + 2 * part * (b0 + team) - border;
      UNROLL_NOT for (int k0 = 0; k0 < rows; k0 += SWEEP_ROWS) {
        const int n = min(SWEEP_ROWS, q.r - k0);
        SweepPanel a;
        if (n > 0) {
          readUnknowns(v + k0, n, sides, a);
          const int square = q.S + k0 * (q.stride + 1);
          UNROLL_ALL for (int p = 0; p < SWEEP_ROWS; p++) {
            if (p >= n) continue;
            UNROLL_ALL for (int i = p & ~1; i < SWEEP_ROWS; i += 2) {
              const C u = ldc(square + p * q.stride + i);
              UNROLL_ALL for (int s = 0; s < 2; s++) {
                if (i == p) a.x[s][p] = mul(a.x[s][p], u.x);
                if (i + 1 == p) a.x[s][p] = mul(a.x[s][p], u.y);
                if (i > p) a.x[s][i] = msub(a.x[s][i], a.x[s][p], u.x);
                if (i + 1 > p) a.x[s][i + 1] = msub(a.x[s][i + 1], a.x[s][p], u.y);
              }
            }
          }
          UNROLL_NOT for (int j = min(k0 + SWEEP_ROWS, border) + 2 * lane; j < width; j += 2 * lanes) {
            C u[SWEEP_ROWS];
            readRows(q.S + k0 * q.stride + j, q.stride, n, u);
            UNROLL_ALL for (int s = 0; s < 2; s++) {
              if (s >= sides) continue;
              const int at = j < border ? v + s * shape.unknowns + j : w + s * part + j;
              C y = k0 == 0 && j >= border ? complex(real(0.0), real(0.0)) : ldc(at);
              UNROLL_ALL for (int p = 0; p < SWEEP_ROWS; p++) {
                y.x = msub(y.x, a.x[s][p], u[p].x);
                y.y = msub(y.y, a.x[s][p], u[p].y);
              }
              stc(at, y);
            }
          }
        }
        syncWarp();
        if (n > 0) writeUnknowns(v + k0, n, sides, lane, lanes, a);
      }
    }
    sync();
  }

  /** v <- U^-1 v of blocks first .. last - 1, by teams; the border's unknowns are there already. */
  DEV void backwardSweep(int first, int last, int rows, int sides) {
    const int lanes = teamLanes(last - first, rows, SWEEP_LANES);
    const int team = lid / lanes;
    const int lane = lid - team * lanes;
    const int m = shape.border;
    ArrowShared::Sweep& sums = sh.arrow.sweep;
    R* const total = sums.total + 2 * SWEEP_ROWS * team;
    UNROLL_NOT for (int b0 = first; b0 < last; b0 += T / lanes) {
      const ArrowBlock q = arrowBlock(b0 + team, last);
      const int border = borderAt(q.r);
      const int width = b0 < shape.arrowBlocks ? border + borderAt(m) : border;
      const int v = shape.unknown + q.place;
      const int w = shape.unknown + table[shape.block + 4 * shape.arrowBlocks + 3] - border;
      UNROLL_NOT for (int k0 = (rows - 1) / SWEEP_ROWS * SWEEP_ROWS; k0 >= 0; k0 -= SWEEP_ROWS) {
        const int n = min(SWEEP_ROWS, q.r - k0);
        SweepPanel a;
        UNROLL_ALL for (int p = 0; p < 2 * SWEEP_ROWS; p++) a.x[p / SWEEP_ROWS][p % SWEEP_ROWS] = real(0.0);
        UNROLL_NOT for (int j = min(k0 + SWEEP_ROWS, border) + 2 * lane; n > 0 && j < width; j += 2 * lanes) {
          C u[SWEEP_ROWS];
          readRows(q.S + k0 * q.stride + j, q.stride, n, u);
          const int end = j < border ? q.r : border + m; // what lies between is no unknown
          UNROLL_ALL for (int s = 0; s < 2; s++) {
            if (s >= sides) continue;
            C y = ldc((j < border ? v : w) + s * shape.unknowns + j);
            y.x = select(real(0.0), y.x, j < end);
            y.y = select(real(0.0), y.y, j + 1 < end);
            UNROLL_ALL for (int p = 0; p < SWEEP_ROWS; p++) a.x[s][p] = mad(mad(a.x[s][p], u[p].x, y.x), u[p].y, y.y);
          }
        }
        UNROLL_ALL for (int p = 0; p < 2 * SWEEP_ROWS; p++)
          if (p < sides * SWEEP_ROWS) setShared(sums.part + p * (T + 1) + lid, a.x[p / SWEEP_ROWS][p % SWEEP_ROWS]);
        syncWarp();
        for (int p = lane; p < sides * SWEEP_ROWS; p += lanes) {
          const R* const each = sums.part + p * (T + 1) + team * lanes;
          R s = getShared(each);
          for (int l = 1; l < lanes; l++) s = add(s, getShared(each + l));
          setShared(total + p, s);
        }
        readUnknowns(v + k0, n, sides, a);
        syncWarp();
        if (n > 0) {
          const int square = q.S + k0 * (q.stride + 1);
          UNROLL_ALL for (int p = SWEEP_ROWS - 1; p >= 0; p--) {
            if (p >= n) continue;
            UNROLL_ALL for (int s = 0; s < 2; s++) if (s < sides) a.x[s][p] = sub(a.x[s][p], getShared(total + s * SWEEP_ROWS + p));
            C d = complex(real(0.0), real(0.0));
            UNROLL_ALL for (int i = (SWEEP_ROWS - 2); i >= (p & ~1); i -= 2) {
              const C u = ldc(square + p * q.stride + i);
              UNROLL_ALL for (int s = 0; s < 2; s++) {
                if (i + 1 > p) a.x[s][p] = msub(a.x[s][p], u.y, a.x[s][i + 1]);
                if (i > p) a.x[s][p] = msub(a.x[s][p], u.x, a.x[s][i]);
              }
              d = u;
            }
            UNROLL_ALL for (int s = 0; s < 2; s++) a.x[s][p] = mul(a.x[s][p], p % 2 == 0 ? d.x : d.y);
          }
          writeUnknowns(v + k0, n, sides, lane, lanes, a);
        }
        syncWarp();
      }
    }
    sync();
  }

  /** Solves the factored arrow system in place for the 1 or 2 right-hand sides in `unknown`. Ends with a barrier. */
  DEV void solveArrow(int sides) {
    const int m = shape.border;
    const int local = table[shape.block + 4 * shape.arrowBlocks + 3];
    const int part = borderAt(m);
    UNROLL_NOT for (int border = 0; border < 2; border++) { // the local blocks, then the border: one copy of the code
      if (border == 1) {
        UNROLL_NOT for (int t = lid; t < sides * m; t += T) {
          const int s = t / m;
          const int j = t - s * m;
          const int p = shape.unknown + s * shape.unknowns + local + j;
          R v = ld(p);
          for (int b = 0; b < shape.arrowBlocks; b++) v = add(v, ld(shape.borderPart + part * (2 * b + s) + j));
          st(p, v);
        }
        sync();
      }
      forwardSweep(border == 1 ? shape.arrowBlocks : 0, shape.arrowBlocks + border, border == 1 ? m : shape.blockRowsMax, sides);
    }
    UNROLL_NOT for (int border = 1; border >= 0; border--)
      backwardSweep(border == 1 ? shape.arrowBlocks : 0, shape.arrowBlocks + border, border == 1 ? m : shape.blockRowsMax, sides);
  }
