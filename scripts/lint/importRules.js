import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

/**
 * The layers of src, from the ground up: the files and folders of each, and the layers on which it rests. A file may import
 * from its own layer and from all that lie beneath it, types too. A new file or folder must be named here.
 */
const LAYERS = {
  ground: {
    holds: ['errors.ts', 'grouped.ts', 'packageRoot.ts', 'plainText.ts', 'regularFile.ts', 'systemErrors.ts'],
    restsOn: [],
  },
  random: { holds: ['random/'], restsOn: ['ground'] },
  linalg: { holds: ['linalg/'], restsOn: ['ground'] },
  device: { holds: ['device/'], restsOn: ['ground'] },
  model: { holds: ['model/'], restsOn: ['random', 'linalg', 'device'] },
  montecarlo: { holds: ['montecarlo/'], restsOn: ['model', 'device'] },
  // the conic solver
  algorithm: { holds: ['conic/algorithm/', 'conic/status.ts'], restsOn: ['device'] },
  records: {
    holds: [
      'conic/batching.ts',
      'conic/conicAnswer.ts',
      'conic/memoryLimits.ts',
      'conic/program.ts',
      'conic/programCost.ts',
      'conic/programBatch.ts',
      'conic/settings.ts',
      'conic/solution.ts',
      'conic/solverPath.ts',
      'conic/validateProgram.ts',
      'conic/validateRowBlocks.ts',
    ],
    restsOn: ['algorithm', 'linalg'],
  },
  cones: { holds: ['conic/cones/'], restsOn: ['algorithm', 'linalg'] },
  words: { holds: ['conic/words/'], restsOn: ['records'] },
  builder: { holds: ['conic/builder/'], restsOn: ['words', 'cones'] },
  reference: { holds: ['conic/reference/'], restsOn: ['words', 'cones'] },
  kernels: { holds: ['conic/kernels/'], restsOn: ['words'] },
  solve: {
    holds: ['conic/answerStore.ts', 'conic/localMultipliers.ts', 'conic/solveProgram.ts', 'conic/startSolver.ts'],
    restsOn: ['kernels'],
  },
  lowering: { holds: ['conic/lowering/'], restsOn: ['solve', 'reference'] },
  conic: { holds: ['conic/solveConic.ts'], restsOn: ['lowering', 'builder'] },
  // what is built on both
  problems: { holds: ['problems/'], restsOn: ['montecarlo', 'conic'] },
  study: { holds: ['study/'], restsOn: ['problems'] },
  analysis: { holds: ['analysis/'], restsOn: ['study'] },
  cluster: { holds: ['cluster/'], restsOn: ['study'] },
  library: { holds: ['library/'], restsOn: ['analysis'] },
  cli: { holds: ['cli/'], restsOn: ['library', 'cluster'] },
  public: { holds: ['index.ts'], restsOn: ['library'] },
};

/** The layer of a path in src; undefined where the table has none. */
function layerOf(path) {
  const holds = (place) => (place.endsWith('/') ? path.startsWith(place) : path === place);
  return Object.keys(LAYERS).find((name) => LAYERS[name].holds.some(holds));
}

/** Whether layer `lower` is layer `upper` or lies beneath it. */
function isBeneath(lower, upper) {
  return lower === upper || LAYERS[upper].restsOn.some((layer) => isBeneath(lower, layer));
}

/** What is wrong with an import of `target` by `file`, both paths in src; null for nothing. */
function faultOf(file, target) {
  if (target.startsWith('..')) return `${file} may import from src alone`;
  const [upper, lower] = [layerOf(file), layerOf(target)];
  if (upper === undefined || lower === undefined || isBeneath(lower, upper)) return null; // files without a layer are reported themselves
  return `${file} (layer ${upper}) must not import from ${target} (layer ${lower}), which does not lie beneath it`;
}

/** The rule: files of src belong to a layer and import from their own layer and from those beneath it. */
const direction = {
  create(context) {
    const src = resolve(context.cwd, 'src');
    const inSrc = (path) => relative(src, path).split(sep).join('/');
    const file = inSrc(context.filename);
    if (file.startsWith('..')) return {};
    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
      const message = faultOf(file, inSrc(resolve(dirname(context.filename), specifier)));
      if (message) context.report({ node, message });
    };
    return {
      Program(node) {
        if (layerOf(file) === undefined)
          context.report({ node, message: `${file} belongs to no layer of scripts/lint/importRules.js` });
      },
      ImportDeclaration: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
      ImportExpression: check,
    };
  },
};

const imports = new Map();

/** The files that a file imports, in whatever way. */
function importsOf(file) {
  if (!imports.has(file)) {
    const { importedFiles } = ts.preProcessFile(existsSync(file) ? readFileSync(file, 'utf8') : '', true, true);
    const own = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
    imports.set(
      file,
      own.map((name) => resolve(dirname(file), name)),
    );
  }
  return imports.get(file);
}

/** Whether a chain of imports leads from one file to another. */
function leads(from, to, seen = new Set()) {
  if (from === to) return true;
  seen.add(from);
  return importsOf(from).some((next) => !seen.has(next) && leads(next, to, seen));
}

/** The rule: what import/no-cycle does not see closes no cycle: `import()` of a module, and of a type, for which there is `import type`. */
const dynamicCycle = {
  create(context) {
    return {
      ImportExpression(node) {
        const specifier = node.source.value;
        if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
        if (leads(resolve(dirname(context.filename), specifier), context.filename))
          context.report({ node, message: `this import closes a cycle: ${specifier} leads back here` });
      },
      TSImportType(node) {
        if (node.source.value.startsWith('.')) context.report({ node, message: 'expected `import type`' });
      },
    };
  },
};

export default { meta: { name: 'imports' }, rules: { direction, 'dynamic-cycle': dynamicCycle } };
