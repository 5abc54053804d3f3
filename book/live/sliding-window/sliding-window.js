/* The sliding window: a live figure of chapter "Convolution".
 *
 * Every element with the class `sliding-window` becomes one figure; what the element held before
 * is the picture that readers without JavaScript see. No dependency, no server. Needs
 * arithmetic.js. */
(() => {
  "use strict";

  const { span, outputSize, pad, terms, total, show, factor, read, grid,
    IMAGES, KERNELS, OPTIONS } = slidingWindow; // arithmetic.js

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  let figures = 0; // numbers the figures of a page, so that ids and radio groups stay apart

  class SlidingWindow {
    constructor(host) {
      this.id = `sliding-window-${(figures += 1)}`;
      this.image = IMAGES["0 to 8 (3 × 3)"]();
      this.kernel = KERNELS["0 to 3 (2 × 2)"].map((row) => row.slice());
      this.options = { stride: 1, padding: 0, dilation: 1 };
      this.place = [0, 0]; // the output under the window: (i, j)
      this.timer = null;
      this.root = make("section", { class: "sw", "aria-label": "Live figure: the sliding window" });
      this.root.append(this.controls(), this.stage(), this.player(), this.notes());
      host.replaceChildren(this.root);
      host.classList.add("sw-ready");
      this.rebuild();
    }

    // -- building --

    controls() {
      const pick = (label, names, choose) => {
        const id = `${this.id}-pick-${label}`;
        const select = make("select", { id }, ...names.map((n) => make("option", { value: n }, n)));
        select.addEventListener("change", () => { choose(select.value); this.rebuild(); });
        return make("div", { class: "sw-pick" }, make("label", { for: id }, label), select);
      };
      const image = pick("Image", Object.keys(IMAGES), (name) => {
        this.image = IMAGES[name]();
      });
      const kernel = pick("Kernel", Object.keys(KERNELS), (name) => {
        this.kernel = KERNELS[name].map((row) => row.slice());
      });
      const groups = Object.entries(OPTIONS).map(([name, values]) => {
        const group = make("fieldset", { class: "sw-option" }, make("legend", {}, name[0].toUpperCase() + name.slice(1)));
        for (const value of values) {
          const radio = make("input", { type: "radio", name: `${this.id}-${name}`, value });
          radio.checked = value === this.options[name];
          radio.addEventListener("change", () => { this.options[name] = value; this.rebuild(); });
          group.append(make("label", {}, radio, make("span", {}, String(value))));
        }
        return group;
      });
      return make("div", { class: "sw-controls" },
        make("div", {}, image, kernel), make("div", {}, ...groups));
    }

    stage() {
      this.panels = {};
      const panel = (name) => {
        const title = make("span", { class: "sw-title", id: `${this.id}-${name}` });
        const cells = make("div", { class: `sw-grid sw-${name}`, role: "group",
          "aria-labelledby": `${this.id}-${name}` });
        this.panels[name] = { title, cells };
        return make("div", { class: `sw-panel sw-panel-${name}` }, title, cells);
      };
      const sign = (text) => make("span", { class: "sw-sign", "aria-hidden": "true" }, text);
      const turn = make("button", { type: "button", class: "sw-turn" }, "rotate by 180°");
      turn.addEventListener("click", () => {
        this.kernel = this.kernel.map((row) => row.slice().reverse()).reverse();
        this.rebuild();
      });
      const kernelPanel = panel("kernel");
      kernelPanel.append(turn);
      const stage = make("div", { class: "sw-stage" },
        panel("input"), sign("⋆"), kernelPanel, sign("="), panel("output"));
      this.panels.output.cells.addEventListener("keydown", (event) => this.arrow(event));
      return stage;
    }

    player() {
      const button = (text, label, act) => {
        const element = make("button", { type: "button", "aria-label": label }, text);
        element.addEventListener("click", act);
        return element;
      };
      this.play = button("▶ play", "play", () => (this.timer ? this.stop() : this.start()));
      this.buttons = [
        button("‹ back", "window back", () => { this.stop(); this.step(-1); }),
        this.play,
        button("next ›", "window forward", () => { this.stop(); this.step(1); }),
      ];
      return make("div", { class: "sw-player" }, ...this.buttons);
    }

    notes() {
      this.sum = make("div", { class: "sw-sum" });
      this.size = make("p", { class: "sw-size" });
      this.spoken = make("p", { class: "sw-spoken", "aria-live": "polite" });
      this.problem = make("p", { class: "sw-problem", role: "alert" });
      return make("div", { class: "sw-notes" }, this.problem, this.sum, this.size, this.spoken);
    }

    /** Lay the three grids out anew: a shape, an option or a whole picture has changed. */
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
        this.stop();
      }
      this.window = make("div", { class: "sw-window" });
      this.inputs = this.editable("input", this.image, p);
      this.weights = this.editable("kernel", this.kernel, 0);
      this.panels.input.cells.append(this.window);
      this.outputs = grid(...this.shape, (i, j) => {
        const cell = make("button", { type: "button", class: "sw-cell" });
        cell.addEventListener("click", () => { this.stop(); this.move(i, j); });
        return cell;
      });
      this.fill("output", this.outputs, this.shape);
      this.root.style.setProperty("--all", W + 2 * p + KW + this.shape[1]);
      const padded = p ? `, padded ${H + 2 * p} × ${W + 2 * p}` : "";
      this.panels.input.title.textContent = `image ${H} × ${W}${padded}`;
      this.panels.kernel.title.textContent = `kernel ${KH} × ${KW}`;
      this.panels.output.title.textContent =
        this.error ? "no output" : `output ${this.shape.join(" × ")}`;
      this.update();
    }

    fill(name, cells, [rows, columns]) {
      const { cells: box } = this.panels[name];
      box.style.setProperty("--rows", rows);
      box.style.setProperty("--columns", columns);
      box.replaceChildren(...cells.flat());
    }

    /** A grid of number fields over `values`, inside a frame of `p` zeros that nobody edits. */
    editable(name, values, p) {
      const shape = [values.length + 2 * p, values[0].length + 2 * p];
      const cells = grid(...shape, (r, c) => {
        const [i, j] = [r - p, c - p];
        if (i < 0 || j < 0 || i >= values.length || j >= values[0].length) {
          return make("span", { class: "sw-cell sw-zero" }, "0");
        }
        const field = make("input", { type: "text", class: "sw-cell", autocomplete: "off",
          "aria-label": `${name === "input" ? "x" : "w"}[${i}, ${j}]`,
          tabindex: i || j ? "-1" : "0" });
        field.value = show(values[i][j]);
        field.addEventListener("focus", () => field.select());
        field.addEventListener("input", () => {
          const value = read(field.value);
          field.setAttribute("aria-invalid", String(value === null));
          if (value !== null) { values[i][j] = value; this.update(); }
        });
        field.addEventListener("blur", () => {
          field.value = show(values[i][j]);
          field.setAttribute("aria-invalid", "false");
        });
        field.addEventListener("keydown", (event) => {
          const [di, dj] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0],
            ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] || [0, 0];
          const next = cells[r + di]?.[c + dj];
          if ((di || dj) && next?.tagName === "INPUT") { event.preventDefault(); next.focus(); }
        });
        return field;
      });
      this.fill(name, cells, shape);
      return cells;
    }

    // -- showing --

    /** Write every number, tint every cell and put the window where it belongs. */
    update() {
      const { stride: s, padding: p, dilation: d } = this.options;
      const padded = pad(this.image, p);
      this.root.classList.toggle("sw-misfit", this.error !== null);
      this.problem.textContent = this.error ? `Does not fit: ${this.error}.` : "";
      for (const button of this.buttons) button.disabled = this.error !== null;
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
        cell.classList.toggle("sw-unread", !this.error && !readCells.has(`${r},${c}`))));
      this.padded = padded;
      this.out = out;
      this.describeSize();
      this.showWindow();
    }

    showWindow() {
      const { stride: s, dilation: d } = this.options;
      const [i, j] = this.place;
      for (const cell of this.inputs.flat()) cell.classList.remove("sw-read");
      this.outputs.forEach((row, a) => row.forEach((cell, b) => {
        const here = a === i && b === j;
        cell.classList.toggle("sw-here", here);
        cell.tabIndex = here ? 0 : -1;
        if (here) cell.setAttribute("aria-current", "true");
        else cell.removeAttribute("aria-current");
      }));
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
      this.say(list);
    }

    say(list) {
      if (this.timer) return; // a running film would never stop talking
      const [i, j] = this.place;
      const written = list.map((t) => `${factor(t.pixel)}·${factor(t.weight)}`).join(" + ");
      this.spoken.textContent = `out[${i}, ${j}] = ${written} = ${show(this.out[i][j])}`;
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

    arrow(event) {
      const [OH, OW] = this.shape;
      const [i, j] = this.place;
      const target = { ArrowUp: [i - 1, j], ArrowDown: [i + 1, j], ArrowLeft: [i, j - 1],
        ArrowRight: [i, j + 1], Home: [0, 0], End: [OH - 1, OW - 1] }[event.key];
      if (!target) return;
      event.preventDefault();
      this.stop();
      const [a, b] = target;
      if (a >= 0 && b >= 0 && a < OH && b < OW) {
        this.move(a, b);
        this.outputs[a][b].focus();
      }
    }

    start() {
      this.timer = setInterval(() => this.step(1), 900);
      this.play.textContent = "❚❚ pause";
      this.play.setAttribute("aria-label", "pause");
    }

    stop() {
      if (!this.timer) return;
      clearInterval(this.timer);
      this.timer = null;
      this.play.textContent = "▶ play";
      this.play.setAttribute("aria-label", "play");
    }
  }

  /** Colour cells by their share of the largest value, one hue for each sign. */
  function tint(cells, values) {
    const largest = Math.max(...values.flat().map(Math.abs), 1e-9);
    cells.forEach((row, i) => row.forEach((cell, j) => {
      const value = values[i][j];
      cell.style.setProperty("--share", `${Math.round((Math.abs(value) / largest) * 100)}%`);
      cell.classList.toggle("sw-negative", value < 0);
      cell.classList.toggle("sw-long", show(value).length > 3);
      cell.classList.toggle("sw-longer", show(value).length > 5);
    }));
  }

  function begin() {
    document.querySelectorAll(".sliding-window").forEach((host) => new SlidingWindow(host));
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
