'use strict';
/* global vega */
(() => {
  /** Distance in pixels within which a pointer finds a datum. */
  const REACH = 40;
  const figures = JSON.parse(document.getElementById('report-data').textContent);
  const filters = document.getElementById('filters');
  const tooltip = document.getElementById('tooltip');
  const darkness = matchMedia('(prefers-color-scheme: dark)');

  /** Colours of lines and texts that belong to no scheme, on the dark page. */
  const DARK = { '#333333': '#d5d9de', '#222222': '#e8eaed', '#000000': '#ffffff', '#767676': '#a6adb5' };
  const themed = (text) =>
    darkness.matches ? text.replace(/#(333333|222222|000000|767676)/g, (colour) => DARK[colour]) : text;

  function chartConfig() {
    const style = getComputedStyle(document.documentElement);
    const variable = (name) => style.getPropertyValue(name).trim();
    const [ink, soft, line] = [variable('--ink'), variable('--soft'), variable('--line')];
    return {
      background: null,
      font: 'system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif',
      axis: {
        labelColor: soft,
        titleColor: ink,
        gridColor: line,
        gridOpacity: 0.55,
        domainColor: soft,
        tickColor: soft,
        labelFontSize: 11,
        titleFontSize: 12,
        titleFontWeight: 'normal',
      },
      // the ordinates of charts above each other stand in one line
      axisLeft: { minExtent: 40 },
      style: { cell: { stroke: line } },
    };
  }

  /** Rows of a chart from their columns. */
  function expand({ length, columns }) {
    const entries = Object.entries(columns);
    return Array.from({ length }, (_, i) => {
      const row = {};
      for (const [name, column] of entries)
        row[name] =
          'texts' in column ? column.texts[column.codes[i]] : 'values' in column ? column.values[i] : column.value;
      return row;
    });
  }

  /** Values of each field that the filter lets through; a field without a filter lets everything through. */
  function allowedValues() {
    const allowed = new Map();
    for (const box of document.querySelectorAll('#filters input')) {
      const { field, value } = box.dataset;
      if (!allowed.has(field)) allowed.set(field, new Set());
      if (box.checked) allowed.get(field).add(JSON.parse(value));
    }
    return allowed;
  }

  /** A row passes with every value that it has of each field: a comparison has two. */
  function passes(row, allowed) {
    for (const [field, values] of allowed) {
      const value = row[field];
      if (value !== undefined && value !== null && ![value].flat().every((v) => values.has(v))) return false;
    }
    return true;
  }

  /** The sweep value of a point that is drawn beside it (src/analysis/figures/dodge.ts). */
  const sweepField = (field) => field.replace(/_dodged$/, '');

  const number = (x) => {
    if (typeof x !== 'number') return String(x);
    const text = Number.isInteger(x) ? String(x) : String(Number(x.toPrecision(5)));
    return text.replace('-', '−');
  };

  class Chart {
    constructor(content, block, figure, holder) {
      this.content = content;
      this.block = block;
      this.figure = figure;
      this.all = expand(content.rows);
      this.rows = this.all;
      this.element = document.createElement('div');
      this.element.className = 'chart';
      this.element.tabIndex = 0;
      this.element.setAttribute('role', 'group');
      this.element.setAttribute('aria-roledescription', 'chart');
      const title = block.content.title.replace(/\n/g, ', ');
      this.element.setAttribute(
        'aria-label',
        `${content.about}${title === '' ? '' : `, ${title}`}, against ${content.x}`,
      );
      this.canvas = document.createElement('div');
      this.ring = document.createElement('div');
      this.ring.className = 'ring';
      this.ring.hidden = true;
      this.element.append(this.canvas, this.ring);
      holder.append(this.element);
      this.listen();
    }

    async draw() {
      const spec = JSON.parse(themed(JSON.stringify(this.content.spec)));
      spec.autosize = { type: 'fit-x', contains: 'padding' };
      this.view?.finalize();
      this.view = new vega.View(vega.parse(spec, chartConfig()), { renderer: 'svg', container: this.canvas });
      // a folded figure has no width yet
      this.view.width(this.element.clientWidth || 300).data('rows', this.rows);
      await this.view.runAsync();
    }

    async update(rows) {
      this.rows = rows;
      this.leave();
      if (!this.view) return;
      this.view.data('rows', rows);
      await this.view.runAsync();
    }

    async resize() {
      const width = this.element.clientWidth;
      if (!this.view || width === 0 || this.view.width() === width) return;
      await this.view.width(width).runAsync();
    }

    /** Size of the plotting area and its place in the element. */
    area() {
      const [left, top] = this.view.origin();
      const range = this.view.scale('x').range();
      const height = Math.max(...this.view.scale('y').range());
      return { left, top, width: range[1] - range[0], height };
    }

    async zoom(x, y) {
      if (x !== undefined) this.view.signal('xDomain', x);
      if (y !== undefined) this.view.signal('yDomain', y);
      await this.view.runAsync();
    }

    /** Enlarges the middle by a factor, or shows more where it is below 1. */
    scaleBy(factor) {
      const { width, height } = this.area();
      const [x, y] = [this.view.scale('x'), this.view.scale('y')];
      const [dx, dy] = [(width / 2) * (1 - 1 / factor), (height / 2) * (1 - 1 / factor)];
      return this.zoom([x.invert(dx), x.invert(width - dx)], [y.invert(height - dy), y.invert(dy)]);
    }

    /** Every drawn datum with its place in the element. */
    data() {
      const { left, top, width, height } = this.area();
      const [x, y] = [this.view.scale('x'), this.view.scale('y')];
      const list = [];
      for (const row of this.rows)
        for (const [fx, fy] of this.content.points) {
          if (row[fx] === null || row[fx] === undefined || row[fy] === null || row[fy] === undefined) continue;
          const [px, py] = [x(row[fx]), y(row[fy])];
          if (px < -1 || px > width + 1 || py < -1 || py > height + 1) continue;
          list.push({ row, x: left + px, y: top + py, abscissa: fx });
        }
      return list;
    }

    show(datum) {
      const { row } = datum;
      const name = ['scheme', 'design', 'robustness', 'curve']
        .map((field) => row[field])
        .filter((v) => typeof v === 'string');
      const shown = this.content.tooltip.filter(([field]) => row[field] !== null && row[field] !== undefined);
      const facts = [
        [this.content.x, row[sweepField(datum.abscissa)]],
        ...shown.filter(([field]) => field !== sweepField(datum.abscissa)).map(([field, text]) => [text, row[field]]),
      ];
      const heading = document.createElement('strong');
      heading.textContent = name.join(', ');
      const table = document.createElement('table');
      for (const [text, value] of facts) {
        const line = table.insertRow();
        line.insertCell().textContent = text;
        line.insertCell().textContent = number(value);
      }
      tooltip.replaceChildren(heading, table);
      tooltip.hidden = false;
      this.ring.hidden = false;
      this.ring.style.left = `${datum.x}px`;
      this.ring.style.top = `${datum.y}px`;
      const box = this.element.getBoundingClientRect();
      const size = tooltip.getBoundingClientRect();
      const [px, py] = [box.left + datum.x, box.top + datum.y];
      const right = px + 14 + size.width < innerWidth - 8 ? px + 14 : px - 14 - size.width;
      tooltip.style.left = `${Math.max(8, Math.min(right, innerWidth - size.width - 8))}px`;
      tooltip.style.top = `${Math.max(8, Math.min(py - size.height / 2, innerHeight - size.height - 8))}px`;
    }

    leave() {
      this.ring.hidden = true;
      tooltip.hidden = true;
      this.at = undefined;
    }

    place(event) {
      const box = this.element.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    }

    point(event) {
      const [x, y] = this.place(event);
      const distance = (d) => Math.hypot(d.x - x, d.y - y);
      const nearest = this.data().reduce((a, d) => (a === undefined || distance(d) < distance(a) ? d : a), undefined);
      if (nearest && distance(nearest) <= REACH) this.show(nearest);
      else this.leave();
    }

    listen() {
      const { element } = this;
      let start;
      const band = document.createElement('div');
      band.className = 'band';
      element.addEventListener('pointermove', (event) => {
        if (!this.view) return;
        if (!start) {
          this.point(event);
          return;
        }
        const [x, y] = this.place(event);
        Object.assign(band.style, {
          left: `${Math.min(x, start[0])}px`,
          top: `${Math.min(y, start[1])}px`,
          width: `${Math.abs(x - start[0])}px`,
          height: `${Math.abs(y - start[1])}px`,
        });
      });
      element.addEventListener('pointerleave', () => this.leave());
      element.addEventListener('pointerdown', (event) => {
        if (event.pointerType !== 'mouse' || event.button !== 0) {
          if (this.view) this.point(event);
          return;
        }
        start = this.place(event);
        this.leave();
        Object.assign(band.style, { left: `${start[0]}px`, top: `${start[1]}px`, width: '0', height: '0' });
        element.append(band);
        element.setPointerCapture(event.pointerId);
      });
      element.addEventListener('pointerup', (event) => {
        if (!start) return;
        const from = start;
        start = undefined;
        band.remove();
        const to = this.place(event);
        if (Math.abs(to[0] - from[0]) < 8 || Math.abs(to[1] - from[1]) < 8) return;
        const { left, top } = this.area();
        const range = (scale, a, b, origin) => {
          const ends = [scale.invert(a - origin), scale.invert(b - origin)];
          return ends[0] < ends[1] ? ends : [ends[1], ends[0]];
        };
        const x = range(this.view.scale('x'), from[0], to[0], left);
        const y = range(this.view.scale('y'), from[1], to[1], top);
        // charts above each other keep one abscissa
        for (const chart of this.block.charts) void chart.zoom(x, chart === this ? y : undefined);
      });
      element.addEventListener('dblclick', () => {
        for (const chart of this.block.charts) void chart.zoom(null, null);
      });
      element.addEventListener('blur', () => this.leave());
      element.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') this.leave();
        if (!this.view || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return;
        event.preventDefault();
        const list = this.data();
        if (list.length === 0) return;
        const step = event.key === 'ArrowRight' ? 1 : -1;
        this.at =
          this.at === undefined ? (step > 0 ? 0 : list.length - 1) : (this.at + step + list.length) % list.length;
        const { at } = this;
        this.show(list[at]);
        this.at = at;
      });
    }
  }

  class Figure {
    constructor(content, element) {
      this.content = content;
      this.element = element;
      /** Values that the legend switched off, by field. */
      this.hidden = new Map();
      const panels = element.querySelector('.panels');
      this.blocks = content.blocks.map((blockContent) => {
        const holder = document.createElement('figure');
        holder.className = 'block';
        const caption = document.createElement('figcaption');
        caption.textContent = blockContent.title;
        if (blockContent.title !== '') holder.append(caption);
        panels.append(holder);
        const block = { content: blockContent, holder, charts: [] };
        block.charts = blockContent.charts.map((c) => new Chart(c, block, this, holder));
        return block;
      });
      this.empty = document.createElement('p');
      this.empty.className = 'empty';
      this.empty.textContent = 'The filter leaves nothing to show here.';
      this.empty.hidden = true;
      panels.after(this.empty);
      for (const button of element.querySelectorAll('[data-zoom]'))
        button.addEventListener('click', () => {
          for (const chart of this.charts()) {
            if (button.dataset.zoom === 'reset') void chart.zoom(null, null);
            else void chart.scaleBy(button.dataset.zoom === 'in' ? 1.5 : 1 / 1.5);
          }
        });
    }

    charts() {
      return this.blocks.filter((b) => !b.holder.hidden).flatMap((b) => b.charts);
    }

    async apply(allowed) {
      for (const block of this.blocks) {
        const kept = block.charts.map((chart) =>
          chart.all.filter((row) => {
            for (const [field, values] of this.hidden) if (values.has(row[field])) return false;
            return passes(row, allowed);
          }),
        );
        block.holder.hidden = kept.every((rows) => rows.length === 0);
        await Promise.all(block.charts.map((chart, i) => chart.update(kept[i])));
        // a block that comes back was without a width before
        if (!block.holder.hidden) await Promise.all(block.charts.map((chart) => chart.resize()));
      }
      this.empty.hidden = this.blocks.some((b) => !b.holder.hidden);
    }

    drawLegend() {
      const legend = this.element.querySelector('.legend');
      const fields = new Set(this.content.blocks.flatMap((b) => b.charts.flatMap((c) => Object.keys(c.rows.columns))));
      legend.replaceChildren(
        ...this.content.legend.flatMap((group) =>
          group.items.map((item) => {
            const toggles = fields.has(group.field);
            const entry = document.createElement(toggles ? 'label' : 'span');
            entry.className = 'entry';
            if (toggles) {
              const box = document.createElement('input');
              box.type = 'checkbox';
              box.checked = !this.hidden.get(group.field)?.has(item.value);
              box.dataset.legend = group.field;
              box.dataset.value = item.value;
              box.addEventListener('change', () => {
                const values = this.hidden.get(group.field) ?? new Set();
                if (box.checked) values.delete(item.value);
                else values.add(item.value);
                this.hidden.set(group.field, values);
                void this.apply(allowedValues());
              });
              entry.append(box);
            }
            entry.insertAdjacentHTML('beforeend', swatch(item));
            entry.append(item.label);
            return entry;
          }),
        ),
      );
    }
  }

  const SHAPES = {
    circle: 'M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0',
    square: 'M-4,-4h8v8h-8Z',
    'triangle-up': 'M0,-4.5L4.5,3.5L-4.5,3.5Z',
    'triangle-down': 'M0,4.5L4.5,-3.5L-4.5,-3.5Z',
    'triangle-left': 'M-4.5,0L3.5,4.5L3.5,-4.5Z',
    'triangle-left': 'M-4.5,0L3.5,4.5L3.5,-4.5Z',
    diamond: 'M0,-5L4,0L0,5L-4,0Z',
  };

  function swatch({
    colour = '#767676',
    dash = [],
    shape,
    swatch: kind = 'line',
    width = 2,
    opacity = 1,
    hollow = false,
  }) {
    const stroke = themed(colour);
    const [thick, seen] = kind === 'band' ? [11, 0.3] : [width, opacity];
    const line =
      kind === 'point'
        ? ''
        : `<path d="M1,8H29" stroke="${stroke}" stroke-width="${thick}" stroke-opacity="${seen}" stroke-dasharray="${dash[1] === 0 ? '' : dash.join(' ')}"/>`;
    const known = SHAPES[shape];
    const outline = hollow || (shape !== undefined && known === undefined);
    const path = known ?? (shape === undefined ? undefined : 'M-4,-4L4,4M4,-4L-4,4');
    const point =
      path === undefined
        ? ''
        : `<path transform="translate(15,8)" d="${path}" stroke="${stroke}" stroke-width="1.5" fill="${outline ? 'none' : stroke}"/>`;
    return `<svg width="30" height="16" aria-hidden="true">${line}${point}</svg>`;
  }

  function filterTables(allowed) {
    let [shown, all] = [0, 0];
    for (const row of document.querySelectorAll('tr[data-keys]')) {
      row.hidden = !passes(JSON.parse(row.dataset.keys), allowed);
      if (row.closest('#points')) {
        all++;
        if (!row.hidden) shown++;
      }
    }
    document.getElementById('points-shown').textContent =
      shown === all ? '' : `${shown} of ${all} lines pass the filter.`;
  }

  const pages = figures.map((content, i) => new Figure(content, document.querySelector(`[data-figure="${i}"]`)));

  async function applyAll() {
    const allowed = allowedValues();
    filterTables(allowed);
    for (const figure of pages) await figure.apply(allowed);
  }

  async function drawAll() {
    for (const figure of pages) {
      figure.drawLegend();
      for (const block of figure.blocks) for (const chart of block.charts) await chart.draw();
    }
  }

  /** Tables that are wider than their area say so. */
  const cues = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const area = target.closest('.scroll');
      const wide = area.scrollWidth > area.clientWidth + 1;
      area.classList.toggle('wide', wide);
      area.previousElementSibling.hidden = !wide;
    }
  });
  for (const area of document.querySelectorAll('.scroll')) {
    cues.observe(area);
    cues.observe(area.firstElementChild);
  }

  /** A link to something folded unfolds it. */
  function unfold() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  }
  addEventListener('hashchange', unfold);
  unfold();

  filters?.addEventListener('change', () => void applyAll());
  filters?.addEventListener('reset', () => setTimeout(() => void applyAll()));
  darkness.addEventListener('change', () => void drawAll());
  let pending;
  new ResizeObserver(() => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(() => {
      for (const figure of pages) for (const chart of figure.charts()) void chart.resize();
    });
  }).observe(document.getElementById('charts'));
  void drawAll().then(() => {
    document.documentElement.dataset.ready = 'true';
  });
})();
