import type { TableName } from '../../study/tables/tableNames.ts';

/** One datum of a panel. Names of columns of the tables are used for what comes from them, so that a page can filter by them. */
export type PanelRow = Readonly<Record<string, string | number | boolean | null>>;

/** A vega-lite layer (mark and encoding); its data are the panel's rows unless it has its own. */
export type Layer = Readonly<Record<string, unknown>>;

/** An axis: quantity and unit, and the range that all panels of a figure share. */
export interface Axis {
  readonly title: string;
  /** `symlog`: linear within `linearWithin` of 0, logarithmic beyond, for numbers of both signs. */
  readonly scale?: 'linear' | 'log' | 'symlog';
  /** Of a symlog axis, in its unit; 1 by default. */
  readonly linearWithin?: number;
  readonly domain?: readonly [number, number];
  /** Round ends of the domain up to ticks; true by default. */
  readonly nice?: boolean;
  /** d3 format of the tick labels. */
  readonly format?: string;
  /** Values of the ticks. */
  readonly ticks?: readonly number[];
}

/** A pair of axes. */
export interface Panel {
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly rows: readonly PanelRow[];
  readonly layers: readonly Layer[];
  /** Name, unit and numbers of a datum for a tooltip: [field, text, digits]. */
  readonly tooltip: readonly (readonly [field: string, text: string])[];
  /** Vertical label of what the panel shows, for a page's alternative text. */
  readonly about: string;
}

/** Panels above each other, with one title: one small multiple. */
export interface Block {
  /** May have several lines. */
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** An entry of a legend and what it looks like. */
export interface LegendItem {
  readonly label: string;
  /** Rows whose `field` of the group has this value belong to it. */
  readonly value: string;
  readonly colour?: string;
  readonly dash?: readonly number[];
  readonly shape?: string;
  /** A filled band, a line (default) or a point alone. */
  readonly swatch?: 'band' | 'line' | 'point';
  readonly width?: number;
  readonly opacity?: number;
  /** The point is an outline. */
  readonly hollow?: boolean;
}

export interface LegendGroup {
  /** Field of the rows; a page switches its values on and off. */
  readonly field: string;
  readonly items: readonly LegendItem[];
}

/** One figure: small multiples with one legend, a title and notes. */
export interface Figure {
  /** Unique within a study: names its files and is what --select takes. */
  readonly name: string;
  /** Table that it is made from. */
  readonly table: TableName;
  /** Title of the study, the first line below the heading. */
  readonly title: string;
  /** What the figure shows: its own title. */
  readonly heading: string;
  /** Sentences below the title: what is shown, of how many draws, what is left out. */
  readonly notes: readonly string[];
  /** What a reader who does not see the figure should know. */
  readonly alternative: string;
  readonly legend: readonly LegendGroup[];
  /** Blocks in a row of the printed figure. */
  readonly columns: number;
  readonly blockWidth: number;
  readonly blocks: readonly Block[];
}
