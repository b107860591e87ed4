import type { Column } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { closeHeardPower } from '../rows/heardPower.ts';
import { type BoundUnits, cappedUnit, receivedUnit } from './boundUnits.ts';

/*
 * Rows that every design meets and that the relaxation R >= x x^H does not imply: without them R - x x^H would be a signal that no user hears.
 * A design has R = x x^H, and a user's z = ht^T x is e + y + w with e = d norm(x)/sin psi, y = sqrt(g) norm([sqrt(sc2), abs(h_n^T x_n) + d norm(x_n) of every other BS n]) and
 * abs(arg w) <= psi, which is what constructive interference says.
 */

/**
 * h^T R h* - (d/sin psi)^2 tr R >= g (sc2 + sum_n (h_n^T R_n h_n* + d^2 tr R_n)) at every time. Proof: abs(z)^2 >= (e + y)^2 >= e^2 + y^2, and
 * (abs(h_n^T x_n) + d norm(x_n))^2 is at least abs(h_n^T x_n)^2 + d^2 norm(x_n)^2.
 *
 * @param powers columns of tr R of every BS at time s.
 * @returns the row, to which the blocks add h^T R h* and take the h_n^T R_n h_n* from.
 */
export function addReceivedRow(
  program: ProgramBuilder,
  u: BoundUnits,
  s: number,
  cell: number,
  powers: readonly Column[],
): number {
  const unit = receivedUnit(u);
  const row = program.row(unit, s);
  if (u.radius > 0)
    powers.forEach((column, n) => {
      const factor = n === cell ? u.own / Math.sin(u.psi) : u.other;
      program.entry(row, column, -unit * (factor * u.radius) ** 2);
    });
  program.slack(row, -1);
  return row;
}

/**
 * For two users k, l of a cell, Re(exp(j turn) z_k z_l*) >= sin(2 psi) (g sc2 + (d/sin psi)^2 tr R) with turn = +-(pi/2 - 2 psi) and
 * z_k z_l* = exp(-j (p_k - p_l)) h_k^T R h_l*. Proof: the products of (e + y_k) + w_k and the conjugate of (e + y_l) + w_l have arguments of at most 2 psi, so that for
 * M >= 4 none has a negative real part after the turn; that of (e + y_k)(e + y_l) >= e^2 + g sc2 is the right-hand side.
 *
 * @param power column of tr R of the cell's BS at time s.
 */
export function addPairRow(program: ProgramBuilder, u: BoundUnits, s: number, power: Column): number {
  const least = receivedUnit(u) * Math.sin(2 * u.psi);
  const row = program.row(least, s);
  if (u.radius > 0) program.entry(row, power, -least * ((u.own * u.radius) / Math.sin(u.psi)) ** 2);
  program.slack(row, -1);
  return row;
}

/**
 * h_n^T R_n h_n* + d^2 tr R_n <= Imax/(J-1) for a user of another cell than BS n. Proof: it is at most (abs(h_n^T x_n) + d norm(x_n))^2, which (56) caps by
 * I_sl/(J-1) at some I_sl <= Imax in the designs `paper` and `joint`.
 *
 * @param power column of tr R_n at time s.
 */
export function addCappedRow(program: ProgramBuilder, u: BoundUnits, s: number, power: Column, cap: number): number {
  const unit = cappedUnit(u, cap);
  return closeHeardPower(program, program.row(unit * cap, s), [power], unit * (u.other * u.radius) ** 2);
}
