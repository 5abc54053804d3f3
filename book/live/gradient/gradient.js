/* The gradients of a convolution: a live figure of chapter "Every option, backward". Needs the kit
 * and arithmetic.js. */
(() => {
  "use strict";

  const { make, show, brief, factor, grid, tint } = live; // kit.js
  const { START, run } = convolutionGradient;

  const RESULTS = ["out", "dw", "dx"];
  const TOLD = {
    out: "Forward: the kernel slides over the image",
    dw: "Backward: dout slides over the image",
    dx: "Backward: the rotated kernel slides over dout",
  };
  const LEGEND = [
    ["here", "chosen"], ["gd-read", "read for it"], ["gd-zero", "a zero that was added"],
    ["plus", "positive"], ["minus", "negative"],
  ];
  const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;

  class Gradient {
    constructor(figure) {
      this.figure = figure;
      this.panels = {};
      this.cells = {};
      figure.root.append(this.controls(), this.stage(), this.words(), this.player());
      this.begin();
    }

    // -- building --

    /** How the figure opens. */
    begin() {
      this.given = { ...structuredClone(START), stride: 1, padding: 0 };
      for (const name of ["stride", "padding"]) this.choices[name].set(this.given[name]);
      this.at = -1; // the last entry that is computed
      this.chosen = null;
      this.build();
    }

    controls() {
      const change = (name) => (value) => {
        this.figure.stop();
        const all = this.at >= 0 && this.at === this.steps.length - 1;
        this.given[name] = value;
        this.chosen = null;
        this.at = -1;
        this.build();
        if (all) this.show(this.steps.length - 1);
      };
      this.choices = {
        stride: this.figure.choice("Stride", [1, 2], { change: change("stride") }),
        padding: this.figure.choice("Padding", [0, 1], { change: change("padding") }),
      };
      return this.figure.row(...Object.values(this.choices));
    }

    stage() {
      const place = (name) => {
        this.panels[name] = this.figure.panel(name);
        return this.panels[name].element;
      };
      const forward = make("div", { class: "gd-row" }, place("x"), place("w"), place("out"));
      const backward = make("div", { class: "gd-row" }, place("dout"),
        make("div", { class: "gd-results" }, place("dx"), place("dw")));
      for (const name of RESULTS) {
        this.figure.choosable(this.panels[name], () => this.cells[name],
          ([i, j]) => this.choose(name, i, j));
      }
      return make("div", { class: "gd-stage" }, forward, backward);
    }

    words() {
      this.told = make("p", { class: "gd-told" });
      this.line = make("p", { class: "gd-line" });
      return make("div", { class: "gd-words" }, this.told, this.line, this.figure.legend(LEGEND));
    }

    player() {
      const extra = [this.figure.reset(() => this.begin())];
      this.film = this.figure.player((by) => this.step(by), { what: "step", extra });
      return this.film.element;
    }

    /** Lay out every panel for the chosen stride and padding. */
    build() {
      const all = run(this.given), P = this.given.padding;
      this.steps = RESULTS.flatMap((name) =>
        all[name].flatMap((row, i) => row.map((_, j) => [name, i, j])));
      const inside = (r, c) => (all.x[r - P]?.[c - P] === undefined ? null : [r - P, c - P]);
      this.fields("x", all.padded, inside, this.given.x);
      for (const cell of this.cells.x.flat()) cell.classList.add("live-pixel");
      this.fields("w", all.w, (u, v) => [u, v], this.given.w);
      this.fields("dout", all.framed, all.output, this.given.dout);
      for (const name of RESULTS) {
        this.cells[name] = grid(all[name].length, all[name][0].length, () =>
          make("button", { type: "button", class: "live-cell" }));
        this.panels[name].fill(this.cells[name]);
      }
      const size = (table) => `${table.length} × ${table[0].length}`;
      const titles = {
        x: P ? `x, in ${size(all.padded)}` : "x", w: "w", out: "out", dw: "dw", dx: "dx",
        dout: `dout, ${size(all.dout)} in ${size(all.framed)}`,
      };
      for (const [name, title] of Object.entries(titles)) this.panels[name].title.textContent = title;
      this.update();
    }

    /** A panel of number fields, with zeros where `placeOf` gives null. */
    fields(name, table, placeOf, values) {
      const cells = grid(table.length, table[0].length, (r, c) => {
        const at = placeOf(r, c);
        if (!at) return make("span", { class: "live-cell live-zero" }, "0");
        const [i, j] = at;
        const field = this.figure.field(`${name}[${i}, ${j}]`, values[i][j], {
          change: (value) => { values[i][j] = value; this.update(); },
          neighbour: (di, dj) => cells[r + di]?.[c + dj],
        });
        field.tabIndex = i || j ? -1 : 0;
        return field;
      });
      this.cells[name] = cells;
      this.panels[name].fill(cells);
    }

    // -- showing --

    /** Show the entry `by` steps on; false with the last one, which ends a film. */
    step(by) {
      const from = this.chosen
        ? this.steps.findIndex((one) => String(one) === String(this.chosen)) : this.at;
      const next = from + by;
      if (next < -1 || next >= this.steps.length) return false;
      this.show(next);
      return next < this.steps.length - 1;
    }

    show(at) {
      this.at = at;
      this.chosen = this.steps[at] ?? null;
      this.update();
    }

    /** Write one entry out; if it is not computed yet, all before it are as well. */
    choose(...entry) {
      const at = this.steps.findIndex((one) => String(one) === String(entry));
      this.at = Math.max(this.at, at);
      this.chosen = entry;
      this.update();
    }

    update() {
      const all = run(this.given);
      tint(this.cells.x, all.padded);
      tint(this.cells.w, all.w);
      tint(this.cells.dout, all.framed);
      const known = new Set(this.steps.slice(0, this.at + 1).map(String));
      for (const name of RESULTS) this.results(name, all[name], known);
      for (const cell of this.figure.root.querySelectorAll(".gd-read")) cell.classList.remove("gd-read");
      this.write(all);
    }

    results(name, values, known) {
      const shown = values.map((row, i) => row.map((value, j) => (known.has(String([name, i, j])) ? value : 0)));
      tint(this.cells[name], shown);
      this.cells[name].forEach((row, i) => row.forEach((cell, j) => {
        const entry = String([name, i, j]), there = known.has(entry);
        const here = entry === String(this.chosen);
        const label = `${name}[${i}, ${j}]`;
        cell.textContent = there ? brief(values[i][j]) : "";
        cell.setAttribute("aria-label",
          there ? `${label} = ${show(values[i][j])}` : `${label}, not computed yet`);
        cell.classList.toggle("live-here", here);
        cell.tabIndex = here || (i === 0 && j === 0 && this.chosen?.[0] !== name) ? 0 : -1;
        if (here) cell.setAttribute("aria-current", "true"); else cell.removeAttribute("aria-current");
      }));
    }

    /** Mark what the chosen entry reads, and write its sum out. */
    write(all) {
      if (!this.chosen) {
        this.told.textContent = "What is given. Choose next, or any empty cell.";
        this.line.textContent = "";
        this.figure.say(this.told.textContent);
        return;
      }
      const [name, i, j] = this.chosen;
      const terms = all.termsOf[name](i, j);
      for (const term of terms) {
        for (const panel of ["x", "w", "dout"]) {
          const [r, c] = term[panel] ?? [];
          const idle = term.zero && panel === "w"; // a weight that meets a zero does nothing
          if (r !== undefined && !idle) this.cells[panel][r][c].classList.add("gd-read");
        }
      }
      const met = terms.filter((term) => !term.zero);
      const sum = met.map((term) => term.factors.map(factor).join("·")).join(" + ") || "0";
      const value = show(all[name][i][j]), label = `${name}[${i}, ${j}]`;
      const middle = sum === value ? "" : `${sum} = `;
      const remark = this.remark(name, terms, met);
      const at = this.steps.findIndex((one) => String(one) === String(this.chosen));
      this.told.textContent = `${at + 1} of ${this.steps.length}. ${TOLD[name]}`;
      this.line.replaceChildren(make("span", {}, `${label} = ${middle}`), make("strong", {}, value),
        ...(remark ? [make("em", {}, remark)] : []));
      this.figure.say(`${TOLD[name]}. ${label} = ${middle}${value}${remark ? `; ${remark}` : ""}`);
    }

    remark(name, terms, met) {
      if (name === "dx") {
        if (met.length === 0) return "no window has read this pixel";
        const zeros = terms.length - met.length;
        return zeros ? `${plural(zeros, "weight meets", "weights meet")} a zero` : "all weights meet an output";
      }
      const frame = terms.filter(({ x: [r, c] }) => this.cells.x[r][c].classList.contains("live-zero"));
      return frame.length ? `${plural(frame.length, "pixel is", "pixels are")} padding` : "";
    }
  }

  live.figure("gradient", "the gradients of a convolution", (figure) => new Gradient(figure));
})();
