'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const $ = id => document.getElementById(id);
  const VARIANTS = ['error', 'activation', 'both'];
  const ROUNDED = {error: 'errors', activation: 'activations', both: 'errors and activations'};
  const main = data.ordered_by;
  const angle = (r, v) => r[v + '_angle_deg'];
  const error = (r, v) => r[v + '_angle_se'];
  const named = r => !/^w\d+-\d{3,}$/.test(r.format);
  const variants = VARIANTS.filter(v => data.rows.some(r => angle(r, v) !== null));
  const widths = [...new Set(data.rows.map(r => r.width))].sort((a, b) => b - a);
  const colour = w => `var(--w${w >= 3 && w <= 8 ? w : 'x'})`;
  const compact = list => {
    if (!list) return '';
    const runs = [];
    for (const bits of list.split(',')) {
      const last = runs[runs.length - 1];
      if (last && last[0] === bits) last[1]++; else runs.push([bits, 1]);
    }
    return runs.map(([bits, n]) => n > 1 ? `${bits}x${n}` : bits).join(',');
  };
  const two = x => {
    if (x === null || x === undefined) return '–';
    const p = x.toPrecision(2);
    return p.includes('e') ? String(Number(p)) : p;
  };
  const decimals = se => se > 0 ? Math.min(5, Math.max(2, 1 - Math.floor(Math.log10(se)))) : 2;
  const pm = (r, v) => {
    const a = angle(r, v), se = error(r, v);
    if (a === null) return '–';
    const d = decimals(se);
    return se === null ? a.toFixed(d) : `${a.toFixed(d)} ± ${se.toFixed(d)}`;
  };
  data.rows.forEach(r => { r.compact = compact(r.list); });
  let room = data.room.length ? data.room[0] : 0;
  const ofRoom = () => data.rows.filter(r => r.room === room);

  // ---- theme: the system's, unless the reader chose (button, or #dark and #light in the address)
  const root = document.documentElement;
  const dark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const showTheme = () => { $('theme').textContent = dark() ? 'Light' : 'Dark'; $('theme').setAttribute('aria-label', `Switch to ${dark() ? 'light' : 'dark'} colours`); };
  if (['#dark', '#light'].includes(location.hash)) root.dataset.theme = location.hash.slice(1);
  $('theme').hidden = false;
  $('theme').onclick = () => { root.dataset.theme = dark() ? 'light' : 'dark'; showTheme(); };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showTheme);
  showTheme();

  // ---- tooltip
  const line = (parent, text, tag) => { const e = document.createElement(tag || 'div'); e.textContent = text; parent.append(e); };
  const tip = (r, x, y) => {
    const t = $('tip');
    t.replaceChildren();
    line(t, r.format, 'b');
    line(t, `${r.width} bits, rank ${r.rank}${r.pareto ? ', on the Pareto front' : ''}`);
    if (r.compact) line(t, r.compact);
    variants.forEach(v => line(t, `${v} ${pm(r, v)}°`));
    if (r.mac_area_rel !== null) line(t, `area ${two(r.mac_area_rel)}, energy ${two(r.mac_energy_rel)} of INT8`);
    t.hidden = false;
    const b = t.getBoundingClientRect();
    t.style.left = Math.max(6, Math.min(innerWidth - b.width - 6, x + 14)) + 'px';
    t.style.top = (y + b.height + 24 > innerHeight ? Math.max(6, y - b.height - 14) : y + 14) + 'px';
  };
  const untip = () => { $('tip').hidden = true; };
  addEventListener('scroll', untip, {passive: true});

  // ---- drawing
  const template = document.createElement('template');
  template.innerHTML = '<svg></svg>';
  const NS = template.content.firstChild.namespaceURI;
  const el = (parent, name, attributes, text) => {
    const e = document.createElementNS(NS, name);
    for (const k in attributes) e.setAttribute(k, attributes[k]);
    if (text !== undefined) e.textContent = text;
    if (parent) parent.append(e);
    return e;
  };
  const shape = (w, x, y, r) => w === 7 ? `M${x} ${y - r * 1.25}l${r * 1.25} ${r * 1.25}l${-r * 1.25} ${r * 1.25}l${-r * 1.25} ${-r * 1.25}z`
    : w === 6 ? `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`
    : w === 5 ? `M${x} ${y - r * 1.2}l${r * 1.2} ${r * 2.2}h${-r * 2.4}z`
    : w === 4 ? `M${x} ${y + r * 1.2}l${r * 1.2} ${-r * 2.2}h${-r * 2.4}z`
    : `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  const logTicks = (lo, hi) => {
    const out = [];
    const steps = hi / lo < 5 ? [1, 1.5, 2, 3, 4, 5, 6, 7, 8] : hi / lo < 200 ? [1, 2, 3, 5, 7] : [1];
    for (let d = Math.floor(Math.log10(lo)); 10 ** d <= hi; d++) for (const s of steps) { const v = s * 10 ** d; if (v >= lo && v <= hi) out.push(v); }
    return out;
  };
  const linearTicks = (lo, hi, n) => {
    const raw = (hi - lo) / n, mag = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map(m => m * mag).find(s => s >= raw);
    const out = [];
    for (let k = Math.ceil(lo / step); k * step <= hi; k++) out.push(k * step);
    return out;
  };
  const scale = (values, log, from, to, zero) => {
    let lo = Math.min(...values), hi = Math.max(...values);
    if (log) { const m = Math.max(1.12, (hi / lo) ** .05); lo /= m; hi *= m; }
    else { const m = Math.max(.06 * (hi - lo), .04 * hi) || 1; lo = zero ? 0 : Math.max(0, lo - m); hi += m; }
    const f = log ? Math.log : x => x;
    const s = v => from + (f(v) - f(lo)) / (f(hi) - f(lo)) * (to - from);
    s.ticks = n => log ? logTicks(lo, hi) : linearTicks(lo, hi, n);
    return s;
  };
  const number = v => String(Number(v.toPrecision(3)));

  // Names go to the cheapest free place around their point; no name covers another one.
  const places = (points, labels, box) => {
    const taken = [];
    return labels.map(l => {
      const w = l.text.length * 7.6 + 6, h = 17;
      let best = null, least = Infinity;
      for (const d of [9, 20, 34, 52, 74, 100]) for (let i = 0; i < 16; i++) {
        const dx = Math.cos(i * Math.PI / 8), dy = Math.sin(i * Math.PI / 8);
        const x = l.x + dx * d + (dx - 1) * w / 2, y = l.y + dy * d + (dy - 1) * h / 2;
        let cost = d;
        if (x < box.x0 || y < box.y0 || x + w > box.x1 || y + h > box.y1) cost += 1e6;
        for (const t of taken) if (x < t.x + t.w && t.x < x + w && y < t.y + t.h && t.y < y + h) cost += 1e6;
        for (const p of points) if (p[0] > x - 4 && p[0] < x + w + 4 && p[1] > y - 4 && p[1] < y + h + 4) cost += 22;
        if (cost < least) { least = cost; best = {x, y, w, h}; }
      }
      if (least >= 1e6) return null; // no room: the tooltip still says it
      taken.push(best);
      return best;
    });
  };

  const empty = holder => { holder.replaceChildren(); return holder; };

  const scatter = (id, label, fx, fy, xTitle, yTitle, xLog, front) => {
    const rows = ofRoom().filter(r => fx(r) > 0 && fy(r) > 0);
    const holder = empty($(id));
    if (!rows.length) { line(holder, 'No format has both values.', 'p'); return; }
    const W = Math.max(280, holder.clientWidth), small = W < 560, H = small ? Math.round(W * 1.15) : Math.min(620, Math.round(W * .58));
    const m = {l: 46, r: 10, t: 22, b: 46};
    const svg = el(holder, 'svg', {viewBox: `0 0 ${W} ${H}`, role: 'group', 'aria-label': label});
    const x = scale(rows.map(fx), xLog, m.l, W - m.r), y = scale(rows.map(fy), true, H - m.b, m.t);
    let lastX = -99;
    for (const v of x.ticks(small ? 5 : 9)) {
      el(svg, 'line', {class: 'gridline', x1: x(v), x2: x(v), y1: m.t, y2: H - m.b});
      if (x(v) - lastX > 26) { el(svg, 'text', {x: x(v), y: H - m.b + 17, 'text-anchor': 'middle'}, number(v)); lastX = x(v); }
    }
    for (const v of y.ticks(6)) {
      el(svg, 'line', {class: 'gridline', x1: m.l, x2: W - m.r, y1: y(v), y2: y(v)});
      el(svg, 'text', {x: m.l - 7, y: y(v) + 4, 'text-anchor': 'end'}, number(v));
    }
    el(svg, 'line', {class: 'axis', x1: m.l, x2: W - m.r, y1: H - m.b, y2: H - m.b});
    el(svg, 'text', {x: (m.l + W - m.r) / 2, y: H - 8, 'text-anchor': 'middle'}, xTitle);
    el(svg, 'text', {x: 2, y: 13}, small ? yTitle.replace(/ with .* rounded/, '') : yTitle);
    const points = rows.map(r => [x(fx(r)), y(fy(r)), r]);
    for (const [px, py, r] of points) el(svg, 'path', {d: shape(r.width, px, py, small ? 2.6 : 3.6), fill: colour(r.width), 'fill-opacity': .85});
    const obstacles = points.map(p => p);
    if (front) {
      const f = points.filter(p => p[2].pareto).sort((a, b) => a[0] - b[0]);
      if (f.length > 1) el(svg, 'path', {class: 'front', d: f.map((p, i) => i ? `H${p[0]}V${p[1]}` : `M${p[0]} ${p[1]}`).join('')});
      f.forEach((p, i) => { for (let t = 0; i && t < 1; t += 1 / 12) obstacles.push([f[i - 1][0] + t * (p[0] - f[i - 1][0]), f[i - 1][1]], [p[0], f[i - 1][1] + t * (p[1] - f[i - 1][1])]); });
    }
    const hot = el(svg, 'circle', {class: 'hot', r: 8, visibility: 'hidden'});
    const marked = points.filter(p => p[2].rank === 1 || named(p[2])).sort((a, b) => a[2].rank - b[2].rank)
      .filter(p => !small || p[2].rank === 1 || ['fp134', 'fp143', 'fp152', 'fp125', 'sm8', 'int8'].includes(p[2].format));
    const where = places(obstacles, marked.map(p => ({x: p[0], y: p[1], text: p[2].format})), {x0: m.l, y0: m.t, x1: W - m.r, y1: H - m.b});
    marked.forEach(([px, py, r], i) => {
      const b = where[i];
      const show = () => { const s = svg.getBoundingClientRect(); tip(r, s.left + px, s.top + py); };
      const g = el(svg, 'g', {tabindex: 0, role: 'img', 'aria-label': `${r.format}: ${yTitle} ${number(fy(r))}, ${xTitle} ${number(fx(r))}`});
      g.addEventListener('focus', show);
      g.addEventListener('blur', untip);
      el(g, 'circle', {class: 'ring', cx: px, cy: py, r: 6});
      if (!b) return;
      const cx = Math.min(b.x + b.w, Math.max(b.x, px)), cy = Math.min(b.y + b.h, Math.max(b.y, py));
      if (Math.hypot(cx - px, cy - py) > 15) el(g, 'line', {class: 'leader', x1: px, y1: py, x2: cx, y2: cy});
      el(g, 'text', {class: 'name', x: b.x + b.w / 2, y: b.y + 13, 'text-anchor': 'middle', style: `fill:${colour(r.width)}`}, r.format);
    });
    svg.addEventListener('pointermove', e => {
      const s = svg.getBoundingClientRect(), mx = (e.clientX - s.left) * W / s.width, my = (e.clientY - s.top) * H / s.height;
      let best = null, d = 26 ** 2;
      for (const p of points) { const q = (p[0] - mx) ** 2 + (p[1] - my) ** 2; if (q < d) { d = q; best = p; } }
      hot.setAttribute('visibility', best ? 'visible' : 'hidden');
      if (!best) { untip(); return; }
      hot.setAttribute('cx', best[0]);
      hot.setAttribute('cy', best[1]);
      tip(best[2], e.clientX, e.clientY);
    });
    svg.addEventListener('pointerleave', () => { hot.setAttribute('visibility', 'hidden'); untip(); });
    const legend = document.createElement('div');
    legend.className = 'legend';
    for (const w of widths) {
      const item = document.createElement('span');
      el(el(item, 'svg', {viewBox: '0 0 14 14', 'aria-hidden': true}), 'path', {d: shape(w, 7, 7, 4.5), fill: colour(w)});
      item.append(`${w} bits`);
      legend.append(item);
    }
    holder.append(legend);
  };

  const top = () => {
    const rows = ofRoom().filter(r => angle(r, main) !== null).sort((a, b) => a.rank - b.rank).slice(0, 20);
    const holder = empty($('chart-top'));
    if (!rows.length) return;
    const W = Math.max(280, holder.clientWidth), small = W < 560, step = small ? 36 : 26;
    const m = {l: small ? 78 : 250, r: 16, t: 8, b: 46}, H = m.t + m.b + rows.length * step;
    const svg = el(holder, 'svg', {viewBox: `0 0 ${W} ${H}`, role: 'group', 'aria-label': 'The first formats with their standard errors'});
    const x = scale(rows.flatMap(r => [angle(r, main) - 2 * error(r, main), angle(r, main) + 2 * error(r, main)]), false, m.l, W - m.r);
    for (const v of x.ticks(small ? 4 : 8)) {
      el(svg, 'line', {class: 'gridline', x1: x(v), x2: x(v), y1: m.t, y2: H - m.b});
      el(svg, 'text', {x: x(v), y: H - m.b + 17, 'text-anchor': 'middle'}, number(v));
    }
    el(svg, 'text', {x: (m.l + W - m.r) / 2, y: H - 8, 'text-anchor': 'middle'}, small ? 'angle (degrees)' : `angle with ${ROUNDED[main]} rounded (degrees); the axis does not start at 0`);
    rows.forEach((r, i) => {
      const y = m.t + (i + .5) * step, a = angle(r, main), se = error(r, main) || 0, c = colour(r.width);
      const g = el(svg, 'g', {tabindex: 0, role: 'img', 'aria-label': `${r.rank}: ${r.format}, ${pm(r, main)} degrees`});
      el(g, 'rect', {x: 0, y: y - step / 2, width: W, height: step, fill: 'transparent'});
      el(g, 'text', {class: named(r) ? 'name' : '', x: 0, y: y + 4, style: 'fill:var(--ink)'}, r.format);
      if (!small) el(g, 'text', {x: 66, y: y + 4}, r.compact.length > 25 ? r.compact.slice(0, 24) + '…' : r.compact);
      el(g, 'line', {x1: x(a - 2 * se), x2: x(a + 2 * se), y1: y, y2: y, stroke: c, 'stroke-width': 1.5});
      el(g, 'line', {x1: x(a - se), x2: x(a + se), y1: y, y2: y, stroke: c, 'stroke-width': 4.5, 'stroke-opacity': .55});
      el(g, 'path', {d: shape(r.width, x(a), y, 4.5), fill: c});
      g.addEventListener('pointermove', e => tip(r, e.clientX, e.clientY));
      g.addEventListener('pointerleave', untip);
      g.addEventListener('focus', () => { const s = g.getBoundingClientRect(); tip(r, s.left + s.width / 2, s.top + s.height / 2); });
      g.addEventListener('blur', untip);
    });
  };

  const draw = () => {
    scatter('chart-cost', 'Angle against MAC area', r => r.mac_area_rel, r => angle(r, main), 'MAC area relative to INT8', `angle with ${ROUNDED[main]} rounded (degrees)`, false, true);
    const both = variants.includes('error') && variants.includes('activation');
    $('section-passes').hidden = !both;
    if (both) scatter('chart-passes', 'Error angle against activation angle', r => angle(r, 'activation'), r => angle(r, 'error'), 'activation angle (degrees)', 'error angle (degrees)', true, false);
    top();
  };

  // ---- table
  const COLUMNS = [['rank'], ['format', 'l'], ['width'], ['list', 'l mono'], ...variants.map(v => [v + '_angle_deg']), ['gap_deg'], ['mac_area_rel'], ['mac_energy_rel'], ['pareto', 'l']];
  let sortBy = 'rank', ascending = true;
  const behind = r => { const d = decimals(r.gap_se); return r.rank === 1 ? '–' : r.gap_deg.toFixed(d) + (r.gap_se === null ? '' : ` ± ${r.gap_se.toFixed(d)}`); };
  const cell = (r, c) => c === 'gap_deg' ? behind(r) : c === 'list' ? r.compact : c === 'pareto' ? (r.pareto ? 'yes' : '') : c.endsWith('_rel') ? two(r[c])
    : c.endsWith('_angle_deg') ? pm(r, c.slice(0, -10)) : c === 'format' && r.set_id && r.set_id !== r.format ? `${r.format} (${r.set_id})` : String(r[c]);
  const compare = (a, b) => {
    let p = a[sortBy], q = b[sortBy];
    if (p === q) return a.rank - b.rank;
    if (p === null) return 1;
    if (q === null) return -1;
    if (sortBy === 'pareto') { p = !p; q = !q; }
    return (p < q ? -1 : 1) * (ascending ? 1 : -1);
  };
  const fill = () => {
    const text = $('search').value.trim().toLowerCase();
    const shown = new Set([...document.querySelectorAll('#widths input:checked')].map(i => Number(i.value)));
    const rows = ofRoom().filter(r => shown.has(r.width) && (!$('front-only').checked || r.pareto)
      && (!text || [r.format, r.set_id || '', r.list || '', r.compact].some(s => s.toLowerCase().includes(text)))).sort(compare);
    const body = document.createElement('tbody');
    for (const r of rows) {
      const tr = document.createElement('tr');
      if (named(r)) tr.className = 'named';
      for (const [c, align] of COLUMNS) {
        const td = document.createElement('td');
        if (align) td.className = align;
        td.textContent = cell(r, c);
        tr.append(td);
      }
      body.append(tr);
    }
    document.querySelector('#formats tbody').replaceWith(body);
    $('count').textContent = `${rows.length} of ${ofRoom().length} formats`;
    document.querySelectorAll('#formats th').forEach((th, i) => {
      if (COLUMNS[i][0] === sortBy) th.setAttribute('aria-sort', ascending ? 'ascending' : 'descending'); else th.removeAttribute('aria-sort');
    });
  };
  document.querySelectorAll('#formats th').forEach((th, i) => {
    const b = document.createElement('button');
    b.type = 'button';
    b.append(...th.childNodes);
    b.onclick = () => { const c = COLUMNS[i][0]; ascending = c === sortBy ? !ascending : true; sortBy = c; fill(); };
    th.append(b);
  });
  for (const w of widths) {
    const label = document.createElement('label'), box = document.createElement('input');
    box.type = 'checkbox';
    box.value = w;
    box.checked = true;
    box.onchange = fill;
    label.append(box, ` ${w} bits`);
    $('widths').append(label);
  }
  for (const r of data.room) $('room').append(new Option(r, r));
  $('room-label').hidden = data.room.length < 2;
  $('room').onchange = () => { room = Number($('room').value); fill(); draw(); };
  $('search').oninput = fill;
  $('front-only').onchange = fill;
  $('filters').hidden = false;
  $('charts').hidden = false;
  fill();
  draw();
  let width = $('charts').clientWidth;
  new ResizeObserver(() => {
    const now = $('charts').clientWidth;
    if (now !== width) { width = now; draw(); }
  }).observe($('charts'));
})();
