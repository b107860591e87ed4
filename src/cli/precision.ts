const choices = ['fast', 'precise'] as const;

/** What --precision takes. */
export type Precision = (typeof choices)[number];

/** Merit that single programs are solved to. */
export const MERIT: Readonly<Record<Precision, number>> = { fast: 1e-6, precise: 1e-8 };

/** --precision of a command that solves single programs. */
export const MERIT_OPTION = {
  choices,
  requiresArg: true,
  default: 'precise' as const,
  describe: `merit ${MERIT.fast.toExponential()} or ${MERIT.precise.toExponential()}`,
} as const;

/** --precision of a command that runs a study. */
export const PRECISION_OPTION = {
  choices,
  requiresArg: true,
  describe: 'override the precision of the study',
} as const;
