  // Members of Solve: `contribution` of kernels/schur.wgsl, whose four words are read at once.
  DEV R contribution(int o) {
    const Words part = tableWords(o);
    R v = real(F(0.0));
    switch (part.x & 7) {
      case COLUMN: v = mul(ld(shape.curvature + part.w), mul(ld(shape.value + part.y), ld(shape.value + part.z))); break;
      case RANK_ONE: v = mul(ld(shape.rowSum + part.y), ld(shape.rowSum + part.z)); break;
      case TERMS: v = termPair(shape.groups[part.x >> 4], part.y, part.z, part.w); break;
      default: UNROLL_SUM for (int i = 0; i < part.z; i++) v = add(v, ld(part.y + i));
    }
    return (part.x & 8) != 0 ? mul(real(F(2.0)), v) : v; // two pieces of one row: both orders
  }
