import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { InputError } from '../../errors.ts';
import { encodePng } from './encodePng.ts';
import { FONT_FAMILY, fontFiles, textWidth } from './textWidth.ts';

/** Parts of vega's scenegraph that its types leave out. */
interface Scenegraph {
  readonly textMetrics: {
    width: (item: { fontSize?: number; fontWeight?: unknown }, text: string | number | null | undefined) => number;
  };
  /** Clip paths are numbered through the process: from 0 again, so that an SVG does not depend on what was drawn before. */
  readonly resetSVGDefIds: () => void;
}
const scenegraph = vega as unknown as Scenegraph;

/** Warnings of vega-lite are faults of a figure. */
const strictLogger = {
  level: () => strictLogger,
  error: (message: string) => fail(message),
  warn: (message: string) => fail(message),
  info: () => strictLogger,
  debug: () => strictLogger,
};

function fail(message: string): never {
  throw new Error(`internal error: vega-lite: ${message}`);
}

/** Compiles a vega-lite specification; throws on every warning. */
export function compileSpec(spec: TopLevelSpec): vega.Spec {
  return compile(spec, { logger: strictLogger }).spec;
}

/**
 * Checks that vega can work: it compiles the expressions of a figure.
 *
 * @throws InputError where this Node was started without `eval`.
 */
export function requireEval(): void {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- the question is whether it is allowed
    Function('');
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    throw new InputError(
      'figures: expected a Node that compiles code from text, which vega needs, got --disallow-code-generation-from-strings',
      'leave that option of Node out, or take --format json and isac-mc report, whose page the browser draws',
    );
  }
}

/** SVG text of a specification; a function of the specification alone: text is measured with the package's own font. */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  scenegraph.textMetrics.width = (item, text) =>
    textWidth(String(text ?? ''), item.fontSize ?? 11, item.fontWeight === 'bold');
  scenegraph.resetSVGDefIds();
  const view = new vega.View(vega.parse(compileSpec(spec)), { renderer: 'none' });
  try {
    return `${tidySvg(await view.toSVG(), spec.description ?? '')}\n`;
  } finally {
    view.finalize();
  }
}

/** Without the empty shapes that vega draws behind every group, and with its description for those who do not see it. */
function tidySvg(svg: string, description: string): string {
  const label = description.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
  return svg
    .replace(/<path [^>]*d=""[^>]*\/>/g, '')
    .replace(/<path [^>]*d="M0,0h0v0h0Z"[^>]*\/>/g, '')
    .replace(/ aria-hidden="true"/g, '')
    .replace(/^<svg /, `<svg role="img" aria-label="${label}" `);
}

/** PNG of an SVG at `scale` pixels a unit, with the package's own font and no other. */
export function renderPng(svg: string, scale = 2): Uint8Array {
  const { regular, bold } = fontFiles();
  const image = new Resvg(svg, {
    background: 'white',
    fitTo: { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: [regular, bold],
      defaultFontFamily: FONT_FAMILY,
      sansSerifFamily: FONT_FAMILY,
    },
  });
  const { pixels, width, height } = image.render();
  return encodePng(pixels, width, height);
}
