/* The sliding window: a live figure of chapter "Convolution". Needs the kit and arithmetic.js. */
(() => {
  "use strict";

  const { make, show, brief, factor, grid, tint, point } = live; // kit.js
  const { span, outputSize, pad, terms, total, nearest, matching, IMAGES, KERNELS, OPTIONS } =
    slidingWindow;

  const FIRST_IMAGE = "0 to 8 (3 × 3)", FIRST_KERNEL = "0 to 3 (2 × 2)";
  const FIRST_OPTIONS = { stride: 1, padding: 0, dilation: 1 };
  const CHANNELS = 3; // at most

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
      this.image = IMAGES[FIRST_IMAGE](); // one grid for each channel
      this.kernel = KERNELS[FIRST_KERNEL]();
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
          change: change((name) => { this.image = IMAGES[name](); this.match("kernel", KERNELS); }) }),
        kernel: this.figure.pick("Kernel", Object.keys(KERNELS), {
          change: change((name) => { this.kernel = KERNELS[name](); this.match("image", IMAGES); }) }),
      };
      for (const [name, values] of Object.entries(OPTIONS)) {
        this.picks[name] = this.figure.choice(capital(name), values, {
          change: change((value) => { this.options[name] = value; }) });
      }
      const { image, kernel, ...options } = this.picks;
      return make("div", {},
        this.figure.row(image, kernel), this.figure.row(...Object.values(options)));
    }

    /** Where the image and the kernel now differ in their channels, choose another `one`. */
    match(one, choices) {
      const other = one === "kernel" ? this.image : this.kernel;
      if (this[one].length === other.length) return;
      const name = matching(choices, other);
      this[one] = choices[name]();
      this.picks[one].set(name);
    }

    stage() {
      const sign = (text) => make("span", { class: "sw-sign", "aria-hidden": "true" }, text);
      this.channels = Array.from({ length: CHANNELS }, (_, c) => this.channel(c, sign("⋆")));
      this.turn = this.figure.button("rotate by 180°", () => {
        this.kernel = this.kernel.map((plane) => plane.map((row) => row.slice().reverse()).reverse());
        this.rebuild();
      }, { class: "sw-turn" });
      this.output = this.figure.panel("output");
      this.figure.choosable(this.output, () => this.outputs, ([i, j]) => this.move(i, j),
        { hover: true });
      this.inputs = make("div", { class: "sw-channels" });
      return make("div", { class: "live-stage" }, this.inputs,
        make("div", { class: "sw-result" }, sign("="), this.output.element));
    }

    /** The image and the kernel of one channel, and the window between them. */
    channel(c, sign) {
      const panel = (name) => {
        const one = this.figure.panel(`${name}-${c}`);
        one.element.classList.add(`live-panel-${name}`);
        return one;
      };
      const channel = { input: panel("input"), kernel: panel("kernel") };
      channel.window = make("div", { class: "sw-window" });
      channel.element = make("div", { class: "sw-channel" },
        channel.input.element, sign, channel.kernel.element);
      this.figure.draggable(channel.input, () => channel.pixels, () => this.area(),
        (corner) => {
          if (!this.error) this.move(...nearest(corner, this.shape, this.options.stride));
        });
      return channel;
    }

    player() {
      const extra = [this.figure.reset(() => this.begin())];
      this.film = this.figure.player((by) => this.step(by), { what: "window", extra });
      return this.film.element;
    }

    words() {
      this.sum = make("div", { class: "sw-sum" });
      this.size = make("p", { class: "sw-size" });
      this.legend = make("div");
      return make("div", {}, this.sum, this.size, this.legend);
    }

    /** The channels that the image has. */
    get shown() { return this.channels.slice(0, this.image.length); }

    /** Rows and columns of one channel of the image, and of the kernel. */
    get sizes() {
      return [this.image, this.kernel].map(([plane]) => [plane.length, plane[0].length]);
    }

    /** Lay out the grids again after a shape, an option or a whole image has changed. */
    rebuild() {
      const { stride: s, padding: p, dilation: d } = this.options;
      const [[H, W], [KH, KW]] = this.sizes;
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
      const C = this.shown.length;
      if (this.inputs.childElementCount !== C) { // what is moved would lose the focus
        this.inputs.replaceChildren(...this.shown.map((channel) => channel.element));
        this.shown.at(-1).kernel.element.append(this.turn);
      }
      this.shown.forEach((channel, c) => this.fill(channel, c));
      this.outputs = grid(...this.shape, () => make("button", { type: "button", class: "live-cell" }));
      this.output.fill(this.outputs);
      this.output.title.textContent =
        this.error ? "no output" : `output ${this.shape.join(" × ")}`;
      this.root.classList.toggle("sw-colour", C > 1);
      this.root.classList.toggle("sw-stacked", C > 1 && W + 2 * p > 4); // too wide for a phone
      const wide = C > 1 ? C * (W + 2 * p) : W + 2 * p + KW;
      this.root.style.setProperty("--all", wide + this.shape[1]); // columns side by side
      this.root.style.setProperty("--across", C * (W + 2 * p)); // and on a phone: above,
      this.root.style.setProperty("--pair", C > 1 ? C * KW : KW + this.shape[1]); // below
      this.update();
    }

    /** Lay out the image and the kernel of one channel. */
    fill(channel, c) {
      const p = this.options.padding;
      const [[H, W], [KH, KW]] = this.sizes;
      const C = this.shown.length, index = C > 1 ? `${c}, ` : "";
      channel.pixels = this.editable(`x[${index}`, this.image[c], p);
      for (const cell of channel.pixels.flat()) cell.classList.add("live-pixel");
      channel.weights = this.editable(`w[${index}`, this.kernel[c], 0);
      channel.input.fill(channel.pixels);
      channel.kernel.fill(channel.weights);
      channel.input.box.append(channel.window);
      const padded = p ? `, padded ${H + 2 * p} × ${W + 2 * p}` : "";
      const [image, kernel] = C > 1 ? [`channel ${c}:`, `kernel ${c}:`] : ["image", "kernel"];
      channel.input.title.textContent = `${image} ${H} × ${W}${padded}`;
      channel.kernel.title.textContent = `${kernel} ${KH} × ${KW}`;
    }

    /** A grid of number fields for `values`, inside a frame of `p` zeros that cannot be edited. */
    editable(name, values, p) {
      const cells = grid(values.length + 2 * p, values[0].length + 2 * p, (r, c) => {
        const [i, j] = [r - p, c - p];
        if (i < 0 || j < 0 || i >= values.length || j >= values[0].length) {
          return make("span", { class: "live-cell live-zero" }, "0");
        }
        const field = this.figure.field(`${name}${i}, ${j}]`, values[i][j], {
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
      this.padded = this.image.map((plane) => pad(plane, p));
      this.root.classList.toggle("sw-misfit", this.error !== null);
      this.figure.problem(this.error ? `Does not fit: ${this.error}.` : "");
      this.film.enable(this.error === null);
      const each = grid(...this.shape, (i, j) => terms(this.padded, this.kernel, i, j, s, d));
      this.out = each.map((row) => row.map(total));
      tint(this.shown.flatMap((channel) => channel.pixels), this.padded.flat());
      tint(this.shown.flatMap((channel) => channel.weights), this.kernel.flat());
      tint(this.outputs, this.out);
      this.outputs.forEach((row, i) => row.forEach((cell, j) => {
        cell.textContent = brief(this.out[i][j]);
        cell.setAttribute("aria-label", `out[${i}, ${j}] = ${show(this.out[i][j])}`);
      }));
      const read = new Set(each.flat(2).map((t) => `${t.r},${t.c}`)); // the same in every channel
      for (const { pixels } of this.shown) {
        pixels.forEach((row, r) => row.forEach((cell, c) =>
          cell.classList.toggle("live-unread", !this.error && !read.has(`${r},${c}`))));
      }
      this.describeSize();
      this.explain();
      this.showWindow();
    }

    /** The legend, for what there is to see. */
    explain() {
      const numbers = [this.padded, this.kernel, [this.out]].flat(3);
      const unread = this.root.querySelector(".live-unread") !== null;
      this.legend.replaceChildren(this.figure.legend([
        ["window", "window and output"], ["bright", "pixel: bright is large"],
        ["plus", "positive"],
        ...(numbers.some((value) => value < 0) ? [["minus", "negative"]] : []),
        ...(this.options.padding ? [["zero", "frame of zeros"]] : []),
        ...(unread ? [["unread", "never read"]] : []),
      ]));
    }

    /** The window's [row, column, height, width], in cells of the padded image. */
    area() {
      const { stride: s, dilation: d } = this.options;
      return [...this.place.map((at) => at * s), ...this.sizes[1].map((K) => span(K, d))];
    }

    showWindow() {
      const { stride: s, dilation: d } = this.options;
      const [i, j] = this.place;
      point(this.outputs, this.place);
      this.sum.replaceChildren();
      for (const cell of this.root.querySelectorAll(".sw-read")) cell.classList.remove("sw-read");
      if (this.error) return;
      const [row, column, height, width] = this.area();
      for (const { window } of this.shown) {
        Object.entries({ row, column, height, width }).forEach(([name, value]) =>
          window.style.setProperty(`--${name}`, value));
      }
      const list = terms(this.padded, this.kernel, i, j, s, d);
      for (const t of list) this.channels[t.channel].pixels[t.r][t.c].classList.add("sw-read");
      const parts = this.shown.map((_, c) => list.filter((t) => t.channel === c));
      const sums = parts.length > 1 ? `${parts.map((one) => factor(total(one))).join(" + ")} = ` : "";
      this.sum.append(make("span", { class: "sw-name" }, `out[${i}, ${j}] =`),
        ...parts.map((one, c) => this.products(one, c)),
        make("span", { class: "sw-total" }, `= ${sums}`, make("strong", {}, show(this.out[i][j]))));
      const written = list.map((t) => `${factor(t.pixel)}·${factor(t.weight)}`).join(" + ");
      this.figure.say(`out[${i}, ${j}] = ${written} = ${sums}${show(this.out[i][j])}`);
    }

    /** The products of one channel, in the shape of the kernel. */
    products(list, channel) {
      const table = make("div", { class: "sw-terms", style: `--columns: ${this.sizes[1][1]}` });
      list.forEach((t, k) => {
        const quiet = t.pixel * t.weight === 0 ? " sw-quiet" : "";
        table.append(make("span", { class: `sw-term${quiet}` },
          make("i", {}, k || channel ? "+" : ""), make("b", {}, factor(t.pixel)), "·",
          make("em", {}, factor(t.weight))));
      });
      return table;
    }

    describeSize() {
      if (this.error) { this.size.textContent = ""; return; }
      const { stride: s, padding: p, dilation: d } = this.options;
      const [[H, W], [KH, KW]] = this.sizes;
      const axes = [["OH", "row", H, KH], ["OW", "column", W, KW]];
      const same = H === W && KH === KW;
      const lines = (same ? [["OH = OW", , H, KH]] : axes).map(([letter, , size, K], axis) =>
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
      if (String([i, j]) === String(this.place)) return; // a mouse moves by less than a cell
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
