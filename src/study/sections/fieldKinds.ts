import * as z from 'zod';
import { UNPRINTABLE } from '../../plainText.ts';
import { MOST_VALUES } from '../studySize.ts';

/** A text that reaches terminals, pages and scripts: one line without control characters. */
export const line = z
  .string()
  .min(1)
  .max(4096)
  .regex(new RegExp(`^[^${UNPRINTABLE}]*$`, 'u'), 'expected a text of one line, without control characters');

/** A text of several lines for readers: line breaks, but no other control characters. */
export const paragraphs = z
  .string()
  .min(1)
  .max(65536)
  .refine(
    (text) => new RegExp(`^[^${UNPRINTABLE}]*$`, 'u').test(text.replaceAll('\n', ' ')),
    'expected a text without control characters except line breaks',
  );

/** A single value stands for a list of one. */
export function oneOrMore<T extends z.ZodType>(item: T) {
  return z
    .preprocess((v) => (Array.isArray(v) ? v : [v]), z.array(item).min(1).max(MOST_VALUES, { abort: true }))
    .refine((list) => new Set(list as unknown[]).size === list.length, 'expected values without repetition');
}
