import { ALL_ROBUSTNESS, PAIRS, SINGLES, SOLVED, type StudyFields, SYMBOL_LEVEL } from './studyFields.ts';

const DESIGNS = ['paper', 'joint'];

/** Studies of symbol-level designs. */
export const SYMBOL_STUDIES: Readonly<Record<string, StudyFields>> = {
  symbolThreshold: {
    seed: '11',
    scenario: { ...PAIRS, txAntennas: 4 },
    schemes: SYMBOL_LEVEL,
    design: DESIGNS,
    sweep: { thresholdDb: { 'SLP-CBF': [0, 6, 45], 'SLP-CoMP': [3, 60] } },
    realizations: { channels: 3 },
    output: SOLVED,
  },
  symbolRobust: {
    seed: '12',
    scenario: { ...SINGLES, csiErrorRadius: 0.05 },
    schemes: SYMBOL_LEVEL,
    design: DESIGNS,
    robustness: ALL_ROBUSTNESS,
    sweep: { thresholdDb: 8, pskOrder: [2, 4, 8, 16] },
    realizations: { channels: 1, errors: 3 },
    output: { tables: [...SOLVED.tables, 'errors'] },
  },
  symbolRobustPairs: {
    seed: '13',
    scenario: { ...PAIRS, pskOrder: 8 },
    schemes: SYMBOL_LEVEL,
    design: DESIGNS,
    robustness: ['paper', 'guaranteed'],
    sweep: { thresholdDb: [2, 30], csiErrorRadius: [0.02, 0.3] },
    realizations: { channels: 1 },
    output: SOLVED,
  },
  symbolWeighted: {
    seed: '14',
    scenario: SINGLES,
    schemes: SYMBOL_LEVEL,
    design: DESIGNS,
    robustness: ['none', 'guaranteed'],
    sweep: { rho: [0, 0.4, 1], csiErrorRadius: [0, 0.05] },
    realizations: { channels: 1 },
    output: SOLVED,
  },
  symbolPaperSize: {
    schemes: SYMBOL_LEVEL,
    design: DESIGNS,
    sweep: { thresholdDb: 10 },
    realizations: { channels: 1 },
    output: SOLVED,
  },
};
