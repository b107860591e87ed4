import type { z } from 'zod';
import { describeIssue, fieldName } from '../problems/describeIssue.ts';

/**
 * The first fault of a stored value, `field: expected ..., got ...`.
 *
 * @param where name of the value itself, before that of its field.
 */
export function firstFault(error: z.ZodError, value: unknown, where = ''): string {
  const [fault] = error.issues.flatMap((issue) => describeIssue(issue, value));
  const name = [where, fieldName(fault?.path ?? [])].filter((part) => part !== '').join('.');
  return [name, fault?.message ?? 'another value'].filter((part) => part !== '').join(': ');
}
