// Preloaded into every thread of a run (NODE_OPTIONS=--require): a worker thread ends itself when it is about to sum a
// table file of chunk DIE_AT, `DIE_TIMES` times over all threads (counted by the files in DIE_COUNT).
const { isMainThread } = require('node:worker_threads');
const crypto = require('node:crypto');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

if (!isMainThread && process.env.DIE_AT !== undefined) {
  const { createHash } = crypto;
  const mark = Buffer.from('isac_mc.chunk');
  crypto.createHash = (...args) => {
    const hash = createHash(...args);
    const update = hash.update.bind(hash);
    hash.update = (data, ...rest) => {
      if (typeof data !== 'string' && Buffer.from(data).includes(mark)) {
        const { tableFromIPC } = require('apache-arrow');
        const chunk = tableFromIPC(data).schema.metadata.get('isac_mc.chunk');
        const died = fs.readdirSync(process.env.DIE_COUNT).length;
        if (chunk === process.env.DIE_AT && died < Number(process.env.DIE_TIMES)) {
          fs.writeFileSync(`${process.env.DIE_COUNT}/${died}`, '');
          process.exit(1);
        }
      }
      return update(data, ...rest);
    };
    return hash;
  };
  syncBuiltinESMExports();
}
