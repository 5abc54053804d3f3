/* The sliding window: a live figure of chapter "Convolution". Needs the kit and arithmetic.js. */
(() => {
  "use strict";

  const { make, show, factor, grid, tint, point } = live; // kit.js
  const { span, outputSize, pad, terms, total, IMAGES, KERNELS, OPTIONS } = slidingWindow;

  const FIRST_IMAGE = "0 to 8 (3 × 3)", FIRST_KERNEL = "0 to 3 (2 × 2)";
  const FIRST_OPTIONS = { stride: 1, padding: 0, dilation: 1 };
  const LEGEND = [
    ["window", "under the window"], ["plus", "positive"], ["minus", "negative"],
    ["zero", "padding"], ["unread", "never read"],
  ];

  class SlidingWindow {
    constructor(figure) {
      this.figure = figure;
      this.root = figure.root;
      this.root.append(this.controls(), this.stage(), this.player(), this.words());
      this.begin();
    }

    // -- building --

    /** How the figure opens. */
    begin() {
      this.image = IMAGES[FIRST_IMAGE]();
      this.kernel = KERNELS[FIRST_KERNEL].map((row) => row.slice());
      this.options = { ...FIRST_OPTIONS };
      this.place = [0, 0]; // the output under the window: (i, j)
      this.picks.image.set(FIRST_IMAGE);
      this.picks.kernel.set(FIRST_KERNEL);
      for (const [name, value] of Object.entries(FIRST_OPTIONS)) this.picks[name].set(value);
      this.rebuild();
    }

    controls() {
      const capital = (name) => name[0].toUpperCase() + name.slice(1);
      const change = (act) => (value) => { act(value); this.rebuild(); };
      this.picks = {
        image: this.figure.pick("Image", Object.keys(IMAGES), {
          change: change((name) => { this.image = IMAGES[name](); }) }),
        kernel: this.figure.pick("Kernel", Object.keys(KERNELS), {
          change: change((name) => { this.kernel = KERNELS[name].map((row) => row.slice()); }) }),
      };
      for (const [name, values] of Object.entries(OPTIONS)) {
        this.picks[name] = this.figure.choice(capital(name), values, {
          change: change((value) => { this.options[name] = value; }) });
      }
      const { image, kernel, ...options } = this.picks;
      return make("div", {},
        this.figure.row(image, kernel), this.figure.row(...Object.values(options)));
    }

    stage() {
      this.panels = {};
      for (const name of ["input", "kernel", "output"]) this.panels[name] = this.figure.panel(name);
      const { input, kernel, output } = this.panels;
      kernel.element.append(this.figure.button("rotate by 180°", () => {
        this.kernel = this.kernel.map((row) => row.slice().reverse()).reverse();
        this.rebuild();
      }, { class: "sw-turn" }));
      this.figure.choosable(output, () => this.outputs, ([i, j]) => this.move(i, j));
      const sign = (text) => make("span", { class: "sw-sign", "aria-hidden": "true" }, text);
      return make("div", { class: "live-stage" },
        input.element, sign("⋆"), kernel.element, sign("="), output.element);
    }

    player() {
      const extra = [this.figure.reset(() => this.begin())];
      this.film = this.figure.player((by) => this.step(by), { what: "window", extra });
      return this.film.element;
    }

    words() {
      this.sum = make("div", { class: "sw-sum" });
      this.size = make("p", { class: "sw-size" });
      return make("div", {}, this.sum, this.size, this.figure.legend(LEGEND));
    }

    /** Lay out the three grids again after a shape, an option or a whole image has changed. */
    rebuild() {
      const { stride: s, padding: p, dilation: d } = this.options;
      const [H, W] = [this.image.length, this.image[0].length];
      const [KH, KW] = [this.kernel.length, this.kernel[0].length];
      this.error = null;
      try {
        this.shape = [outputSize(H, KH, s, p, d), outputSize(W, KW, s, p, d)];
        this.place = this.place.map((at, axis) => Math.min(at, this.shape[axis] - 1));
      } catch (problem) {
        if (!(problem instanceof RangeError)) throw problem;
        this.error = problem.message;
        this.shape = [0, 0];
        this.place = [0, 0];
        this.figure.stop();
      }
      this.inputs = this.editable("x", this.image, p);
      this.weights = this.editable("w", this.kernel, 0);
      this.outputs = grid(...this.shape, () => make("button", { type: "button", class: "live-cell" }));
      this.panels.input.fill(this.inputs);
      this.panels.kernel.fill(this.weights);
      this.panels.output.fill(this.outputs);
      this.window = make("div", { class: "sw-window" });
      this.panels.input.box.append(this.window);
      this.root.style.setProperty("--all", W + 2 * p + KW + this.shape[1]); // columns side by side
      this.root.style.setProperty("--pair", KW + this.shape[1]); // on a phone
      const padded = p ? `, padded ${H + 2 * p} × ${W + 2 * p}` : "";
      this.panels.input.title.textContent = `image ${H} × ${W}${padded}`;
      this.panels.kernel.title.textContent = `kernel ${KH} × ${KW}`;
      this.panels.output.title.textContent =
        this.error ? "no output" : `output ${this.shape.join(" × ")}`;
      this.update();
    }

    /** A grid of number fields for `values`, inside a frame of `p` zeros that cannot be edited. */
    editable(letter, values, p) {
      const cells = grid(values.length + 2 * p, values[0].length + 2 * p, (r, c) => {
        const [i, j] = [r - p, c - p];
        if (i < 0 || j < 0 || i >= values.length || j >= values[0].length) {
          return make("span", { class: "live-cell live-zero" }, "0");
        }
        const field = this.figure.field(`${letter}[${i}, ${j}]`, values[i][j], {
          change: (value) => { values[i][j] = value; this.update(); },
          neighbour: (di, dj) => cells[r + di]?.[c + dj],
        });
        field.tabIndex = i || j ? -1 : 0;
        return field;
      });
      return cells;
    }

    // -- showing --

    /** Write every number, tint every cell and put the window where it belongs. */
    update() {
      const { stride: s, padding: p, dilation: d } = this.options;
      const padded = pad(this.image, p);
      this.root.classList.toggle("sw-misfit", this.error !== null);
      this.figure.problem(this.error ? `Does not fit: ${this.error}.` : "");
      this.film.enable(this.error === null);
      const out = this.outputs.map((row, i) => row.map((_, j) =>
        total(terms(padded, this.kernel, i, j, s, d))));
      tint(this.inputs, padded);
      tint(this.weights, this.kernel);
      tint(this.outputs, out);
      const readCells = new Set();
      this.outputs.forEach((row, i) => row.forEach((cell, j) => {
        cell.textContent = show(out[i][j]);
        cell.setAttribute("aria-label", `out[${i}, ${j}] = ${show(out[i][j])}`);
        for (const t of terms(padded, this.kernel, i, j, s, d)) readCells.add(`${t.r},${t.c}`);
      }));
      this.inputs.forEach((row, r) => row.forEach((cell, c) =>
        cell.classList.toggle("live-unread", !this.error && !readCells.has(`${r},${c}`))));
      this.padded = padded;
      this.out = out;
      this.describeSize();
      this.showWindow();
    }

    showWindow() {
      const { stride: s, dilation: d } = this.options;
      const [i, j] = this.place;
      for (const cell of this.inputs.flat()) cell.classList.remove("sw-read");
      point(this.outputs, this.place);
      this.sum.replaceChildren();
      if (this.error) return;
      const [KH, KW] = [this.kernel.length, this.kernel[0].length];
      const place = { "--row": i * s, "--column": j * s,
        "--height": span(KH, d), "--width": span(KW, d) };
      for (const [name, value] of Object.entries(place)) {
        this.window.style.setProperty(name, value);
      }
      const list = terms(this.padded, this.kernel, i, j, s, d);
      const table = make("div", { class: "sw-terms", style: `--columns: ${KW}` });
      list.forEach((t, k) => {
        this.inputs[t.r][t.c].classList.add("sw-read");
        const quiet = t.pixel * t.weight === 0 ? " sw-quiet" : "";
        table.append(make("span", { class: `sw-term${quiet}` },
          make("i", {}, k ? "+" : ""), make("b", {}, factor(t.pixel)), "·",
          make("em", {}, factor(t.weight))));
      });
      this.sum.append(
        make("span", { class: "sw-name" }, `out[${i}, ${j}] =`), table,
        make("span", { class: "sw-total" }, "= ", make("strong", {}, show(this.out[i][j]))));
      const written = list.map((t) => `${factor(t.pixel)}·${factor(t.weight)}`).join(" + ");
      this.figure.say(`out[${i}, ${j}] = ${written} = ${show(this.out[i][j])}`);
    }

    describeSize() {
      if (this.error) { this.size.textContent = ""; return; }
      const { stride: s, padding: p, dilation: d } = this.options;
      const axes = [["OH", "row", this.image.length, this.kernel.length],
        ["OW", "column", this.image[0].length, this.kernel[0].length]];
      const lines = axes.map(([letter, , size, K], axis) =>
        `${letter} = ⌊(${size} + 2·${p} − ${span(K, d)}) / ${s}⌋ + 1 = ${this.shape[axis]}`);
      const dropped = axes.flatMap(([, word, size, K]) => {
        const left = (size + 2 * p - span(K, d)) % s;
        return left ? [`${left} ${word}${left > 1 ? "s" : ""}`] : [];
      });
      this.size.replaceChildren(...lines.map((line) => make("span", {}, line)));
      if (dropped.length) {
        this.size.append(make("span", { class: "sw-dropped" },
          `The stride does not divide: the last ${dropped.join(" and the last ")} ` +
          `of the ${p ? "padded " : ""}image ${dropped.length > 1 ? "are" : "is"} never reached.`));
      }
    }

    // -- moving --

    move(i, j) {
      this.place = [i, j];
      this.showWindow();
    }

    step(by) {
      const [OH, OW] = this.shape;
      const next = (this.place[0] * OW + this.place[1] + by + OH * OW) % (OH * OW);
      this.move(Math.floor(next / OW), next % OW);
    }
  }

  live.figure("sliding-window", "the sliding window", (figure) => new SlidingWindow(figure));
})();
