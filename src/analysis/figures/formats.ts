/** File formats of a figure: `json` is its vega-lite specification. */
export const FIGURE_FORMATS = ['svg', 'png', 'json'] as const;
export type FigureFormat = (typeof FIGURE_FORMATS)[number];
