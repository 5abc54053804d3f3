/* The valley of the two errors: a live figure of chapter "Checking gradients". Needs the kit and
 * arithmetic.js. */
(() => {
  "use strict";

  const { make } = live; // kit.js
  const { DTYPES, FUNCTIONS, STEPS, measure, expected, best } = errorValley;
  const SVG = "http://www.w3.org/2000/svg";
  const LEGEND = [
    ["ev-dot", "measured"], ["ev-chosen", "the step"],
    ["ev-curve", "expected: the curve bends"], ["ev-rounding", "expected: rounding"],
  ];
  const SIDES = { "two sides": 2, "one side": 1 };
  const FIRST = { name: "x³", dtype: "float64", sides: "two sides", step: 3 };

  // The drawing, in its own units: steps to the right from short to long, errors upwards.
  const WIDE = 330, HIGH = 210, LEFT = 40, RIGHT = 322, TOP = 24, BOTTOM = 178;
  const FLOOR = -16, CEILING = 1, SHORTEST = -15.2, LONGEST = -0.3;
  const across = (step) =>
    LEFT + ((Math.log10(step) - SHORTEST) / (LONGEST - SHORTEST)) * (RIGHT - LEFT);
  const up = (error) => {
    const level = Math.max(FLOOR, Math.min(CEILING, error > 0 ? Math.log10(error) : FLOOR));
    return BOTTOM - ((level - FLOOR) / (CEILING - FLOOR)) * (BOTTOM - TOP);
  };

  function svg(tag, attributes, text = "") {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  }

  const scientific = (value, digits = 0) => (value === 0 ? "0"
    : value.toExponential(digits).replace("e+0", "").replaceAll("-", "\u2212"));
  const plain = (value) => String(value).replace("-", "\u2212").replace("e-", "e\u2212");

  class ErrorValley {
    constructor(figure) {
      this.figure = figure;
      this.functions = figure.pick("function", Object.keys(FUNCTIONS), {
        change: (name) => this.change({ name }) });
      this.dtypes = figure.choice("numbers", Object.keys(DTYPES), {
        change: (dtype) => this.change({ dtype }) });
      this.sides = figure.choice("difference", Object.keys(SIDES), {
        change: (sides) => this.change({ sides }) });
      this.slider = make("input", { type: "range", min: "0", max: String(STEPS.length - 1),
        class: "ev-slider", "aria-label": "step" });
      this.slider.addEventListener("input", () => this.change({ step: this.stepAt() }));
      this.chart = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "ev-chart",
        "aria-hidden": "true" });
      for (const kind of ["pointerdown", "pointermove"]) {
        this.chart.addEventListener(kind, (event) => this.follow(event));
      }
      this.rows = ["step h", "f(1 + h)", "", "slope", "error"].map((label) => {
        const name = make("dt", {}, label), value = make("dd", {});
        return { name, value };
      });
      figure.root.append(
        figure.row(this.functions, this.dtypes, this.sides,
          make("div", { class: "live-player ev-reset" }, figure.reset(() => this.begin()))),
        make("div", { class: "ev-stage" }, this.chart, this.slider),
        make("dl", { class: "ev-numbers" }, ...this.rows.flatMap((r) => [r.name, r.value])),
        figure.legend(LEGEND));
      this.begin();
    }

    begin() {
      this.state = { ...FIRST };
      this.functions.set(FIRST.name);
      this.dtypes.set(FIRST.dtype);
      this.sides.set(FIRST.sides);
      this.change({});
    }

    /** The slider goes to the right with longer steps, like the drawing. */
    stepAt() { return STEPS.length - 1 - Number(this.slider.value); }

    change(some) {
      Object.assign(this.state, some);
      this.slider.value = String(STEPS.length - 1 - this.state.step);
      this.draw();
      this.tell();
    }

    /** The step nearest to a mouse that is held down, or to a finger. */
    follow(event) {
      if (event.type === "pointermove" && !event.buttons) return;
      const box = this.chart.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * WIDE;
      const distances = STEPS.map((step) => Math.abs(across(step) - x));
      this.change({ step: distances.indexOf(Math.min(...distances)) });
    }

    chosen() {
      const { name, dtype, sides } = this.state;
      return [name, dtype, SIDES[sides]];
    }

    draw() {
      const chosen = this.chosen(), here = STEPS[this.state.step];
      const parts = [];
      for (let level = -15; level <= 0; level += 5) {
        const y = up(10 ** level);
        parts.push(svg("line", { x1: LEFT, x2: RIGHT, y1: y, y2: y, class: "ev-grid" }));
        parts.push(svg("text", { x: LEFT - 5, y: y + 4, class: "ev-y" }, level ? `1e\u2212${-level}` : "1"));
      }
      for (const level of [-15, -12, -9, -6, -3, -1]) {
        const x = across(10 ** level);
        parts.push(svg("line", { x1: x, x2: x, y1: TOP, y2: BOTTOM, class: "ev-grid" }));
        parts.push(svg("text", { x, y: BOTTOM + 15, class: "ev-x" }, `1e\u2212${-level}`));
      }
      parts.push(svg("text", { x: (LEFT + RIGHT) / 2, y: HIGH - 4, class: "ev-x" }, "step h"));
      parts.push(svg("text", { x: LEFT, y: TOP - 11, class: "ev-title" }, "error of the slope"));
      for (const kind of ["curve", "rounding"]) parts.push(this.line(kind));
      parts.push(svg("line", { x1: across(here), x2: across(here), y1: TOP, y2: BOTTOM,
        class: "ev-here" }));
      STEPS.forEach((step, k) => {
        const { error } = measure(...chosen, step);
        parts.push(svg("circle", { cx: across(step), cy: up(error), r: k === this.state.step ? 5 : 2.8,
          class: k === this.state.step ? "ev-dot ev-chosen" : "ev-dot" }));
      });
      this.chart.replaceChildren(...parts);
    }

    /** One of the two expected errors, as far as it is inside the drawing. */
    line(kind) {
      const inside = STEPS.map((step) => [step, expected(...this.chosen(), step)[kind]])
        .filter(([, error]) => error >= 10 ** FLOOR && error <= 10 ** CEILING);
      const points = inside.map(([step, error]) => `${across(step)},${up(error)}`).join(" ");
      return svg("polyline", { points, class: `ev-line ev-${kind}` });
    }

    tell() {
      const step = STEPS[this.state.step], sides = SIDES[this.state.sides];
      const { above, below, slope, error } = measure(...this.chosen(), step);
      const other = sides === 2 ? "f(1 \u2212 h)" : "f(1)";
      const shortest = best(...this.chosen());
      const told = [scientific(step), plain(above), plain(below), plain(slope),
        `${scientific(error, 1)} (smallest at h = ${scientific(shortest)})`];
      this.rows[2].name.textContent = other;
      this.rows.forEach((row, k) => { row.value.textContent = told[k]; });
      this.slider.setAttribute("aria-valuetext", `${scientific(step)}, error ${scientific(error, 1)}`);
      this.figure.say(`Step ${told[0]}: slope ${told[3]}, error ${told[4]}.`);
    }
  }

  live.figure("error-valley", "the valley of the two errors", (figure) => new ErrorValley(figure));
})();
