// Runs a study from code and reads its designs: node examples/studyFromCode.mjs [DIR]
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { parseStudy, runStudy } from 'isac-mc';

const study = parseStudy(
  `
title: RCRB against the SINR threshold, three draws
seed: '1'
scenario: { csiErrorRadius: 0.01 }
schemes: [BLP-CBF, BLP-CoMP]
robustness: guaranteedSum
sweep: { thresholdDb: [5, 15, 25] }
realizations: { channels: 3 }
`,
  'studyFromCode.yaml',
);
const out = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'isac-mc-'));
const { complete } = await runStudy(study, { out });
console.log(`${complete ? 'complete' : 'unfinished'}: ${out}`);

// a file for each chunk of realizations
const folder = join(out, 'data', 'designs');
const tables = readdirSync(folder).map((name) => tableFromIPC(readFileSync(join(folder, name))));
console.log('realization  scheme    threshold  status      RCRB/deg  worst case/dB  certified');
for (const row of tables.flatMap((table) => table.toArray())) {
  const { realization, scheme, threshold_db, status, rcrb_deg, worst_exact_sinr_db, certified } = row;
  const [rcrb, worst] = [rcrb_deg, worst_exact_sinr_db].map((x) => (x === null ? '-' : x.toFixed(3)));
  console.log(
    String(realization).padStart(11),
    ` ${scheme.padEnd(9)}`,
    `${threshold_db} dB`.padStart(8),
    ` ${status.padEnd(10)}`,
    rcrb.padStart(9),
    worst.padStart(14),
    ` ${certified}`,
  );
}
