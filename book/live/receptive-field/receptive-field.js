/* The receptive field: a live figure of chapter "What an output sees". Needs the kit and
 * arithmetic.js. */
(() => {
  "use strict";

  const { make, point } = live; // kit.js
  const {
    PIXELS, OPTIONS, MOST_LAYERS, FIRST, sizes, fields, reads, seenBy, reachedBy,
  } = receptiveField;
  const LEGEND = [
    ["here", "chosen"], ["window", "what it reads (in a pixel: by how many paths)"],
    ["plus", "what depends on it"], ["unread", "in the field, not read"],
  ];
  const SVG = "http://www.w3.org/2000/svg";
  const percent = (pixels) => `${(100 * pixels) / PIXELS}%`;

  function svg(tag, attributes) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  class ReceptiveField {
    constructor(figure) {
      this.figure = figure;
      this.layers = [];
      this.panel = figure.panel("stack");
      this.panel.title.textContent = `a stack of layers over ${PIXELS} pixels, no padding`;
      figure.choosable(this.panel, () => this.cells, ([row, i]) => this.choose(this.level(row), i));
      this.table = make("div", { class: "rf-layers" });
      this.more = figure.button("add a layer", () => this.add());
      this.less = figure.button("remove the last", () => this.remove());
      this.words = make("p", { class: "rf-words" });
      figure.root.append(
        this.table,
        make("div", { class: "live-player" }, this.more, this.less,
          figure.reset(() => this.begin())),
        make("div", { class: "live-stage" }, this.panel.element),
        this.words, figure.legend(LEGEND));
      this.begin();
    }

    // -- the stack --

    /** How the figure opens: one output in the middle of three layers of three. */
    begin() {
      this.layers = FIRST.map((layer) => ({ ...layer }));
      this.place = [3, 5];
      this.restack();
    }

    add() {
      this.layers.push({ ...FIRST[0] });
      this.restack();
    }

    remove() {
      this.layers.pop();
      this.restack();
    }

    /** The level of a row of cells: rows go from the last layer down to the image. */
    level(row) { return this.layers.length - row; }

    /** Lay out the controls anew: the number of layers has changed. */
    restack() {
      this.results = [];
      const rows = this.layers.map((layer, k) => {
        const picks = Object.entries(OPTIONS).map(([name, values]) => this.figure.pick(
          `layer ${k + 1} ${name}`, values.map(String), {
            value: String(layer[name]),
            change: (text) => { layer[name] = Number(text); this.rebuild(); },
          }));
        this.results.push(make("output", { class: "rf-result" }));
        return make("div", { class: "live-row" }, ...picks, this.results.at(-1));
      });
      this.table.replaceChildren(...rows);
      this.more.disabled = this.layers.length === MOST_LAYERS;
      this.less.disabled = this.layers.length === 1;
      this.rebuild();
    }

    /** Lay out the places of all levels: a layer has changed. */
    rebuild() {
      try {
        this.sizes = sizes(this.layers);
      } catch (problem) {
        if (!(problem instanceof RangeError)) throw problem;
        this.figure.problem(`Does not fit: ${problem.message}.`);
        this.cells = [];
        this.panel.box.replaceChildren();
        this.words.textContent = "";
        this.results.forEach((result) => { result.textContent = ""; });
        return;
      }
      this.figure.problem("");
      this.fields = fields(this.layers);
      this.results.forEach((result, k) => {
        const { size, jump } = this.fields[k + 1];
        const count = this.sizes[k + 1];
        result.textContent = `${count} place${count > 1 ? "s" : ""}, field ${size}, jump ${jump}`;
      });
      const levels = this.sizes.map((_, level) => level).reverse();
      this.cells = levels.map((level) => this.row(level));
      this.panel.box.replaceChildren(...levels.flatMap((level, row) => this.drawn(level, row)));
      const [level, i] = this.place;
      const within = Math.min(level, this.layers.length);
      this.choose(within, Math.min(i, this.sizes[within] - 1));
    }

    /** The middle of a place of a level, in pixels from the left. */
    middle(level, i) {
      const { size, jump } = this.fields[level];
      return i * jump + size / 2;
    }

    row(level) {
      const name = level ? `layer ${level}` : "pixel";
      const width = Math.min(this.fields[level].jump, this.fields[level].size, 1.6);
      return Array.from({ length: this.sizes[level] }, (_, i) => make("button", {
        type: "button", class: "live-cell", "aria-label": level ? `${name}, place ${i}` : `${name} ${i}`,
        style: `left: ${percent(this.middle(level, i) - width / 2)}; width: ${percent(width)}`,
      }));
    }

    /** The lines above a row of cells, its name, and the cells. */
    drawn(level, row) {
      const track = make("div", { class: "rf-track" }, ...this.cells[row]);
      const label = make("span", { class: "rf-name", "aria-hidden": "true" },
        level ? `layer ${level}` : "image");
      const above = level < this.layers.length ? this.lines(level + 1) : make("div");
      const gap = make("div", { class: "rf-gap" }, above, label);
      if (level) return [gap, track];
      this.bars = ["rf-bar", "rf-bar rf-next"].map((name) => make("div", { class: name }));
      return [gap, track, make("div", { class: "rf-bars", "aria-hidden": "true" }, ...this.bars)];
    }

    /** What a layer reads, as lines from its places down to those of the level below. */
    lines(level) {
      const box = svg("svg", { viewBox: `0 0 ${PIXELS} 1`, preserveAspectRatio: "none",
        "aria-hidden": "true" });
      for (let i = 0; i < this.sizes[level]; i += 1) {
        for (const below of reads(this.layers[level - 1], i)) {
          const line = svg("line", { x1: this.middle(level, i), y1: 0,
            x2: this.middle(level - 1, below), y2: 1, "data-place": `${level},${i},${below}` });
          box.append(line);
        }
      }
      return box;
    }

    // -- one place --

    /** Show what a place reads, down to the image, and what depends on it. */
    choose(level, i) {
      this.place = [level, i];
      const seen = seenBy(this.layers, level, i);
      const reached = reachedBy(this.layers, level, i);
      const { size, jump } = this.fields[level];
      const start = i * jump;
      this.cells.forEach((row, r) => row.forEach((cell, at) => {
        const here = this.level(r);
        const below = here < level && seen[here].has(at);
        cell.classList.toggle("rf-seen", below);
        cell.classList.toggle("rf-reached", here > level && reached[here].has(at));
        const inside = here === 0 && at >= start && at < start + size;
        cell.classList.toggle("live-unread", level > 0 && inside && !seen[0].has(at));
        cell.textContent = level > 0 && here === 0 && seen[0].has(at) ? seen[0].get(at) : "";
      }));
      for (const line of this.panel.box.querySelectorAll("line")) {
        const [to, place, below] = line.dataset.place.split(",").map(Number);
        line.classList.toggle("rf-seen", to <= level && seen[to].has(place));
        line.classList.toggle("rf-reached",
          to > level && reached[to].has(place) && reached[to - 1].has(below));
      }
      point(this.cells, [this.layers.length - level, i]);
      this.showBars(level, i);
      this.words.textContent = level ? this.ofOutput(level, i, seen[0].size) : this.ofPixel(i, reached);
      this.figure.say(this.words.textContent);
    }

    showBars(level, i) {
      const { size, jump } = this.fields[level];
      this.bars.forEach((bar, k) => {
        const shown = level > 0 && i + k < this.sizes[level];
        bar.style.left = percent((i + k) * jump);
        bar.style.width = percent(size);
        bar.classList.toggle("rf-hidden", !shown);
      });
    }

    ofOutput(level, i, count) {
      const { size, jump } = this.fields[level];
      const pixels = (start) => (size === 1 ? `pixel ${start}` : `pixels ${start} to ${start + size - 1}`);
      const reading = count < size ? `, and reads ${count} of them` : "";
      const next = i + 1 < this.sizes[level]
        ? ` Place ${i + 1} sees ${pixels((i + 1) * jump)}: jump ${jump}.` : "";
      return `Layer ${level}, place ${i}, sees ${pixels(i * jump)}: field ${size}${reading}.${next}`;
    }

    ofPixel(i, reached) {
      const counts = this.layers.map((_, k) => `${reached[k + 1].size} of layer ${k + 1}`);
      const nowhere = reached[1].size === 0;
      return nowhere ? `Pixel ${i} is read by no place.`
        : `Pixel ${i} changes places: ${counts.join(", ")}.`;
    }
  }

  live.figure("receptive-field", "receptive field of a stack of layers",
    (figure) => new ReceptiveField(figure));
})();
