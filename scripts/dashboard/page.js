/** Draws the panels of the page that it stands in, by uPlot, which is there already. */

const PALETTE = ['#56a64b', '#e0b400', '#3274d9', '#ff780a', '#e02f44', '#8f3bb8'];
const MARK = '#5794f2';
const [CELL, GAP, TITLE, LEGEND] = [30, 8, 30, 24];

/** How Grafana writes values of a unit: the steps from one size to the next, and what stands behind the number. */
const UNITS = {
  reqps: { steps: [[1, ' req/s']] },
  percentunit: { steps: [[0.01, '%']] },
  s: {
    steps: [
      [1, ' s'],
      [1e-3, ' ms'],
    ],
  },
  bytes: {
    steps: [
      [2 ** 30, ' GiB'],
      [2 ** 20, ' MiB'],
      [2 ** 10, ' KiB'],
      [1, ' B'],
    ],
  },
  short: {
    steps: [
      [1e6, ' Mil'],
      [1e3, ' K'],
      [1, ''],
    ],
  },
};

/** All ticks of an axis in the size that its largest one asks for, with as many digits as tell them apart. */
function written(unit, ticks) {
  const { steps } = UNITS[unit];
  const [size, suffix] = steps.find(([least]) => Math.max(...ticks) >= least) ?? steps.at(-1);
  const apart = Math.abs(ticks[1] - ticks[0]) / size;
  const digits = Number.isFinite(apart) && apart > 0 ? Math.max(0, -Math.floor(Math.log10(apart * 1.0001))) : 0;
  return ticks.map((tick) => `${Number((tick / size).toFixed(digits))}${suffix}`);
}

/** Distances between ticks that are round where 1,024 is. */
const BINARY = Array.from({ length: 40 }, (_, power) => 2 ** power);

function element(parent, name, content = '') {
  const made = document.createElement('div');
  made.className = name;
  made.textContent = content;
  parent.append(made);
  return made;
}

function legend(parent, lines) {
  const list = element(parent, 'legend');
  for (const [index, { name }] of lines.entries()) {
    const entry = element(list, 'entry');
    element(entry, 'stroke').style.background = PALETTE[index % PALETTE.length];
    element(entry, 'name', name);
  }
}

/** A line from top to bottom at each time, with a foot. */
function drawMarks(plot, marks) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = MARK;
  ctx.fillStyle = MARK;
  ctx.lineWidth = devicePixelRatio;
  const foot = 4 * devicePixelRatio;
  for (const time of marks) {
    const x = Math.round(plot.valToPos(time, 'x', true));
    const bottom = bbox.top + bbox.height;
    ctx.setLineDash([foot, foot]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x, bottom);
    ctx.lineTo(x - foot, bottom + foot);
    ctx.lineTo(x + foot, bottom + foot);
    ctx.fill();
  }
  ctx.restore();
}

function plotOptions({ panel, marks, width, height, times }) {
  const axis = {
    stroke: '#5b5f66',
    font: '11px sans-serif',
    grid: { stroke: '#e9eaed', width: 1 },
    ticks: { show: false },
  };
  const lines = panel.lines.map((_, index) => {
    const stroke = PALETTE[index % PALETTE.length];
    return { stroke, width: 1.5, fill: panel.lines.length === 1 ? `${stroke}18` : undefined, points: { show: false } };
  });
  return {
    width,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 24, 0, 0],
    scales: {
      x: { range: () => [times[0], times.at(-1)] },
      // From zero up, as the dashboard says, and never without a height.
      y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        gap: 8,
        values: (_plot, ticks) => ticks.map((tick) => new Date(tick * 1000).toISOString().slice(11, 16)),
        space: 60,
      },
      {
        ...axis,
        size: 62,
        space: 28,
        ...(panel.unit === 'bytes' && { incrs: BINARY }),
        values: (_plot, ticks) => written(panel.unit, ticks),
      },
    ],
    series: [{}, ...lines],
    hooks: { draw: [(plot) => drawMarks(plot, marks)] },
  };
}

function place(box, { x, y, w, h }, column) {
  box.style.left = `${x * column}px`;
  box.style.top = `${y * (CELL + GAP)}px`;
  box.style.width = `${w * column - GAP}px`;
  box.style.height = `${h * (CELL + GAP) - GAP}px`;
}

function drawPanels({ panels, marks, times }) {
  const grid = document.getElementById('grid');
  const column = (grid.clientWidth + GAP) / 24;
  for (const panel of panels) {
    const isRow = panel.unit === undefined;
    const box = element(grid, isRow ? 'row' : 'panel');
    place(box, panel.grid, column);
    element(box, 'title', panel.title);
    if (isRow) continue;
    const height = box.clientHeight - TITLE - (panel.legend ? LEGEND : 0);
    const plot = element(box, 'plot');
    const values = panel.lines.map((line) => line.values);
    new uPlot(plotOptions({ panel, marks, times, width: box.clientWidth, height }), [times, ...values], plot);
    if (panel.legend) legend(box, panel.lines);
  }
  const rows = panels.map(({ grid: { y, h } }) => y + h);
  grid.style.height = `${Math.max(...rows) * (CELL + GAP) - GAP}px`;
}

drawPanels(JSON.parse(document.getElementById('panels').textContent));
