// Real symmetric arrow systems: p local blocks (r x r) bordered by the global rows. A block is stored as r rows of ld doubles:
// its upper triangle, then the border columns; factor U^T U in place. One matrix at a time, f64x2 along the columns.
import { ld, st, add, sub, mul, splat, hsum, at, get, set } from './simd';

const PANEL = 12;

/**
 * Factors the leading r x r upper triangle of S (r rows of length stride, stride a multiple of 4) and carries the
 * columns r .. stride-1 along. Pivots below floor * original diagonal are raised to it. rd receives 1/diagonal.
 */
export function factor(S: usize, r: i32, stride: i32, rd: usize, floor: f64): void {
  const row: usize = (<usize>stride) << 3;
  for (let i = 0; i < r; i++) set(rd, i, floor * get(S, i * stride + i));
  for (let k0 = 0; k0 < r; k0 += PANEL) {
    const k1 = min(k0 + PANEL, r);
    for (let k = k0; k < k1; k++) {
      const pk = S + <usize>k * row;
      const d = max(get(pk, k), max(get(rd, k), 1e-300));
      const q = 1.0 / Math.sqrt(d);
      set(rd, k, q);
      const rr = splat(q);
      set(pk, k, d);
      for (let j: usize = (<usize>(k >> 1)) << 4; j < row; j += 16) st(pk + j, mul(ld(pk + j), rr));
      for (let i = k + 1; i < k1; i++) {
        const x = v128.load64_splat(at(pk, i)), p = S + <usize>i * row;
        for (let j: usize = (<usize>(i >> 1)) << 4; j < row; j += 16) st(p + j, sub(ld(p + j), mul(x, ld(pk + j))));
      }
    }
    let i = k1;
    for (; i + 3 < r; i += 4) {
      for (let j: usize = (<usize>(i & ~3)) << 3; j < row; j += 32) {
        const p = S + <usize>i * row + j, p1 = p + row, p2 = p1 + row, p3 = p2 + row;
        let a = ld(p), b = ld(p + 16), c = ld(p1), d = ld(p1 + 16), e = ld(p2), f = ld(p2 + 16), g = ld(p3), h = ld(p3 + 16);
        let s = S + <usize>k0 * row;
        const si: usize = (<usize>i) << 3;
        for (let k = k0; k < k1; k++) {
          const u = ld(s + j), v = ld(s + j + 16);
          let x = v128.load64_splat(s + si); a = sub(a, mul(x, u)); b = sub(b, mul(x, v));
          x = v128.load64_splat(s + si + 8); c = sub(c, mul(x, u)); d = sub(d, mul(x, v));
          x = v128.load64_splat(s + si + 16); e = sub(e, mul(x, u)); f = sub(f, mul(x, v));
          x = v128.load64_splat(s + si + 24); g = sub(g, mul(x, u)); h = sub(h, mul(x, v));
          s += row;
        }
        st(p, a); st(p + 16, b); st(p1, c); st(p1 + 16, d); st(p2, e); st(p2 + 16, f); st(p3, g); st(p3 + 16, h);
      }
    }
    for (; i < r; i++) {
      for (let j: usize = (<usize>(i & ~3)) << 3; j < row; j += 32) {
        const p = S + <usize>i * row + j;
        let a = ld(p), b = ld(p + 16), s = S + <usize>k0 * row;
        for (let k = k0; k < k1; k++) {
          const x = v128.load64_splat(s + ((<usize>i) << 3));
          a = sub(a, mul(x, ld(s + j))); b = sub(b, mul(x, ld(s + j + 16))); s += row;
        }
        st(p, a); st(p + 16, b);
      }
    }
  }
}

/** G (m rows of length gs) -= Y^T Y on the upper triangle, Y = columns r .. of the r factored rows of S. gs = stride - r rounded. */
export function borderGram(S: usize, r: i32, stride: i32, first: i32, G: usize, m: i32, gs: i32): void {
  const row: usize = (<usize>stride) << 3, grow: usize = (<usize>gs) << 3, y = at(S, first);
  for (let i = 0; i < m; i += 4) {
    for (let j: usize = (<usize>i) << 3; j < grow; j += 32) {
      let a = splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
      let s = y;
      const si: usize = (<usize>i) << 3;
      for (let k = 0; k < r; k++) {
        const u = ld(s + j), v = ld(s + j + 16);
        let x = v128.load64_splat(s + si); a = add(a, mul(x, u)); b = add(b, mul(x, v));
        x = v128.load64_splat(s + si + 8); c = add(c, mul(x, u)); d = add(d, mul(x, v));
        x = v128.load64_splat(s + si + 16); e = add(e, mul(x, u)); f = add(f, mul(x, v));
        x = v128.load64_splat(s + si + 24); g = add(g, mul(x, u)); h = add(h, mul(x, v));
        s += row;
      }
      const p = G + <usize>i * grow + j, p1 = p + grow, p2 = p1 + grow, p3 = p2 + grow;
      st(p, sub(ld(p), a)); st(p + 16, sub(ld(p + 16), b));
      st(p1, sub(ld(p1), c)); st(p1 + 16, sub(ld(p1 + 16), d));
      st(p2, sub(ld(p2), e)); st(p2 + 16, sub(ld(p2 + 16), f));
      st(p3, sub(ld(p3), g)); st(p3 + 16, sub(ld(p3 + 16), h));
    }
  }
}

/** Forward substitution U^T t = b on the local part (r), carried into the border part g (length stride - first, 16-byte aligned). */
export function forward(S: usize, r: i32, stride: i32, first: i32, rd: usize, b: usize, g: usize): void {
  const gn: usize = (<usize>(stride - first)) << 3;
  for (let k = 0; k < r; k++) {
    const pk = at(S, k * stride), t = get(b, k) * get(rd, k), s = splat(t);
    set(b, k, t);
    let j = k + 1;
    if (j & 1 && j < r) { set(b, j, get(b, j) - t * get(pk, j)); j++; }
    for (; j + 1 < r; j += 2) st(at(b, j), sub(ld(at(b, j)), mul(s, ld(at(pk, j)))));
    if (j < r) set(b, j, get(b, j) - t * get(pk, j));
    const pg = at(pk, first);
    for (let o: usize = 0; o < gn; o += 16) st(g + o, sub(ld(g + o), mul(s, ld(pg + o))));
  }
}

/** Backward substitution U x = t - (border) g on the local part. */
export function backward(S: usize, r: i32, stride: i32, first: i32, rd: usize, b: usize, g: usize): void {
  const gn: usize = (<usize>(stride - first)) << 3;
  for (let k = r - 1; k >= 0; k--) {
    const pk = at(S, k * stride), pg = at(pk, first);
    let s = splat(0), t: f64 = 0;
    for (let o: usize = 0; o < gn; o += 16) s = add(s, mul(ld(g + o), ld(pg + o)));
    let j = k + 1;
    if (j & 1 && j < r) { t += get(b, j) * get(pk, j); j++; }
    for (; j + 1 < r; j += 2) s = add(s, mul(ld(at(b, j)), ld(at(pk, j))));
    if (j < r) t += get(b, j) * get(pk, j);
    set(b, k, (get(b, k) - t - hsum(s)) * get(rd, k));
  }
}

/** `forward` for two right-hand sides in one pass over S. */
export function forward2(S: usize, r: i32, stride: i32, first: i32, rd: usize, b: usize, g: usize, c: usize, h: usize): void {
  const gn: usize = (<usize>(stride - first)) << 3;
  for (let k = 0; k < r; k++) {
    const pk = at(S, k * stride), q = get(rd, k), tb = get(b, k) * q, tc = get(c, k) * q, sb = splat(tb), sc = splat(tc);
    set(b, k, tb); set(c, k, tc);
    let j = k + 1;
    if (j & 1 && j < r) { const a = get(pk, j); set(b, j, get(b, j) - tb * a); set(c, j, get(c, j) - tc * a); j++; }
    for (; j + 1 < r; j += 2) {
      const a = ld(at(pk, j));
      st(at(b, j), sub(ld(at(b, j)), mul(sb, a))); st(at(c, j), sub(ld(at(c, j)), mul(sc, a)));
    }
    if (j < r) { const a = get(pk, j); set(b, j, get(b, j) - tb * a); set(c, j, get(c, j) - tc * a); }
    const pg = at(pk, first);
    for (let o: usize = 0; o < gn; o += 16) {
      const a = ld(pg + o);
      st(g + o, sub(ld(g + o), mul(sb, a))); st(h + o, sub(ld(h + o), mul(sc, a)));
    }
  }
}

/** `backward` for two right-hand sides in one pass over S. */
export function backward2(S: usize, r: i32, stride: i32, first: i32, rd: usize, b: usize, g: usize, c: usize, h: usize): void {
  const gn: usize = (<usize>(stride - first)) << 3;
  for (let k = r - 1; k >= 0; k--) {
    const pk = at(S, k * stride), pg = at(pk, first);
    let s = splat(0), t = splat(0), x: f64 = 0, y: f64 = 0;
    for (let o: usize = 0; o < gn; o += 16) { const a = ld(pg + o); s = add(s, mul(ld(g + o), a)); t = add(t, mul(ld(h + o), a)); }
    let j = k + 1;
    if (j & 1 && j < r) { const a = get(pk, j); x = get(b, j) * a; y = get(c, j) * a; j++; }
    for (; j + 1 < r; j += 2) { const a = ld(at(pk, j)); s = add(s, mul(ld(at(b, j)), a)); t = add(t, mul(ld(at(c, j)), a)); }
    if (j < r) { const a = get(pk, j); x += get(b, j) * a; y += get(c, j) * a; }
    set(b, k, (get(b, k) - x - hsum(s)) * get(rd, k));
    set(c, k, (get(c, k) - y - hsum(t)) * get(rd, k));
  }
}
