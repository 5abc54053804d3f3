/* Draw a digit, and see every map of LeNet-5: a live figure of chapter "LeNet-5".
 * Needs the kit, weights.js, samples.js and arithmetic.js. */
(() => {
  "use strict";

  const { make, grid } = live; // kit.js
  const { picture, read } = digitReader; // arithmetic.js

  const LAYERS = { // a row of maps each; numbers without a place are laid out as [rows, columns]
    input: { title: "input", across: 1 },
    c1: { title: "C1", across: 6 },
    s2: { title: "S2", across: 6 },
    c3: { title: "C3", across: 8 },
    s4: { title: "S4", across: 8 },
    c5: { title: "C5", strip: [3, 40], block: [10, 12] },
    f6: { title: "F6", strip: [2, 42], block: [7, 12] },
  };
  const OWN = "your own", FIRST = "4";
  const PAD = 560, PEN = 0.05; // the pad's pixels, and the pen's width in units of the pad
  const NEAR = 0.004; // points closer to the last one are left out
  const KEY_STEP = 0.04;
  const HELP = "Pad: draw a digit with a mouse or a finger. Or move the pen with the arrow keys, "
    + "and put it down or lift it with the space bar";
  const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  const percent = (share) => (share >= 0.9995 ? "more than 99.9 %" : `${(100 * share).toFixed(1)} %`);

  class Digit {
    constructor(figure) {
      this.figure = figure;
      this.past = []; // earlier drawings, for undo
      this.strokes = [];
      this.blank = read(new Float64Array(28 * 28)); // for the shapes of the maps
      this.cursor = [0.5, 0.5]; // of the keyboard's pen
      this.told = make("p", { class: "digit-told" });
      figure.root.append(this.controls(), make("div", { class: "digit-stage" },
        this.desk(), this.network()), this.told);
      this.chosen = ["input", [0, 0]];
      this.load(FIRST);
    }

    // -- building --

    controls() {
      this.samples = this.figure.pick("Drawing", [OWN, ...Object.keys(digitSamples)], {
        change: (name) => this.change(() => this.load(name)) });
      this.undo = this.figure.button("undo", () => this.back(), { label: "undo the last stroke" });
      this.clear = this.figure.button("clear", () => this.change(() => this.load(OWN)),
        { label: "clear the pad" });
      return this.figure.row(this.samples,
        make("div", { class: "live-player" }, this.undo, this.clear));
    }

    desk() {
      this.pad = make("canvas", { class: "digit-pad", width: PAD, height: PAD, tabindex: "0",
        role: "application", "aria-label": HELP });
      this.pad.addEventListener("pointerdown", (event) => this.press(event));
      this.pad.addEventListener("pointermove", (event) => this.draw(event));
      for (const end of ["pointerup", "pointercancel"]) {
        this.pad.addEventListener(end, (event) => { if (event.isPrimary) this.lift(); });
      }
      this.pad.addEventListener("keydown", (event) => this.key(event));
      for (const kind of ["focus", "blur"]) this.pad.addEventListener(kind, () => this.showPad());
      this.view = make("canvas", { class: "digit-view", role: "img" });
      const place = (name, title, canvas) => {
        const panel = this.figure.panel(name);
        panel.title.textContent = title;
        panel.fill([[canvas]]);
        this[`${name}Title`] = panel.title;
        return panel.element;
      };
      return make("div", { class: "digit-desk" },
        place("pad", "draw here", this.pad), place("view", "", this.view));
    }

    network() {
      this.cells = {};
      const rows = Object.entries(LAYERS).map(([name, { title, across = 1 }]) => {
        const panel = this.figure.panel(name);
        const { shape } = this.blank[name];
        const size = shape.length > 1 ? `${shape[1]} × ${shape[2]}` : String(shape[0]);
        panel.title.append(make("strong", {}, title), size);
        const count = shape.length > 1 ? shape[0] : 1;
        this.cells[name] = grid(count / across, across, () =>
          make("button", { type: "button", class: "live-cell" },
            make("canvas", { "aria-hidden": "true" })));
        panel.fill(this.cells[name]);
        this.figure.choosable(panel, () => this.cells[name], (at) => {
          this.chosen = [name, at];
          this.showMaps();
          this.figure.say(this.viewTitle.textContent);
        });
        return panel.element;
      });
      this.answers = grid(1, 10, (_, k) => make("li", {},
        make("div", { class: "digit-bar" }, make("span", {})), String(k)))[0];
      const answers = this.figure.panel("answers");
      answers.title.append(make("strong", {}, "output"), "10");
      answers.box.replaceWith(make("ol", { class: "digit-answers", start: "0",
        "aria-labelledby": answers.title.id }, ...this.answers));
      return make("div", { class: "digit-layers" }, ...rows, answers.element);
    }

    // -- drawing --

    /** Do something that `undo` takes back. */
    change(act) {
      this.past.push(this.strokes);
      act();
    }

    /** Show a sample, or an empty pad. */
    load(name) {
      this.samples.set(name);
      this.strokes = digitSamples[name] ?? [];
      this.open = null;
      this.finish();
    }

    back() {
      this.strokes = this.past.pop() ?? [];
      const name = Object.keys(digitSamples).find((one) => digitSamples[one] === this.strokes);
      this.samples.set(name ?? OWN);
      this.open = null;
      this.finish();
    }

    /** Begin a stroke; a sample makes room for it. */
    begin(point) {
      const sample = Object.values(digitSamples).includes(this.strokes);
      this.open = [point];
      this.change(() => { this.strokes = [...(sample ? [] : this.strokes), this.open]; });
      this.samples.set(OWN);
      this.cursor = point;
      this.later();
    }

    extend([x, y]) {
      const [fromX, fromY] = this.open.at(-1);
      if (Math.hypot(x - fromX, y - fromY) < NEAR) return;
      this.open.push([x, y]);
      this.cursor = [x, y];
      this.later();
    }

    lift() {
      if (!this.open) return;
      this.open = null;
      this.finish();
    }

    place({ clientX, clientY }) {
      const box = this.pad.getBoundingClientRect();
      const inside = (value) => Math.min(1, Math.max(0, value));
      return [inside((clientX - box.left) / box.width), inside((clientY - box.top) / box.height)];
    }

    press(event) {
      if (!event.isPrimary || event.button !== 0) return;
      this.pad.setPointerCapture(event.pointerId);
      this.byKey = false;
      this.begin(this.place(event));
    }

    draw(event) {
      if (!this.open || !event.isPrimary || this.byKey) return;
      const all = event.getCoalescedEvents?.() ?? [];
      for (const one of all.length ? all : [event]) this.extend(this.place(one));
    }

    key(event) {
      if (event.key === " ") {
        event.preventDefault();
        this.byKey = true;
        if (this.open) this.lift();
        else this.begin(this.cursor);
        this.figure.say(this.open ? "The pen is down" : this.told.textContent);
        return;
      }
      if (event.key === "Escape") this.lift();
      const move = MOVES[event.key];
      if (!move) return;
      event.preventDefault();
      const to = this.cursor.map((value, axis) =>
        Math.min(1, Math.max(0, value + move[axis] * KEY_STEP)));
      if (this.open) this.extend(to);
      else this.cursor = to;
      this.showPad();
    }

    // -- showing --

    /** Show everything before the next frame, however many points come until then. */
    later() {
      if (this.waiting) return;
      this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.show(); });
    }

    finish() {
      cancelAnimationFrame(this.waiting);
      this.waiting = 0;
      this.show();
      this.figure.say(this.told.textContent);
    }

    show() {
      this.image = picture(this.strokes);
      this.state = this.image && read(this.image);
      this.undo.disabled = !this.past.length;
      this.clear.disabled = !this.strokes.length;
      this.showPad();
      this.showMaps();
      this.tell();
    }

    colour(name) { return getComputedStyle(this.figure.root).getPropertyValue(`--live-${name}`).trim(); }

    showPad() {
      const pen = this.pad.getContext("2d");
      pen.clearRect(0, 0, PAD, PAD);
      Object.assign(pen, { lineWidth: PEN * PAD, lineCap: "round", lineJoin: "round",
        strokeStyle: this.colour("bright") });
      for (const stroke of this.strokes) {
        pen.beginPath();
        const [[x, y]] = stroke;
        pen.moveTo(x * PAD, y * PAD);
        for (const [a, b] of stroke) pen.lineTo(a * PAD, b * PAD);
        pen.stroke();
      }
      if (!this.pad.matches(":focus-visible")) return;
      Object.assign(pen, { lineWidth: 4, strokeStyle: this.colour("lit") });
      pen.beginPath();
      pen.arc(this.cursor[0] * PAD, this.cursor[1] * PAD, this.open ? 12 : 24, 0, 2 * Math.PI);
      pen.stroke();
    }

    showMaps() {
      for (const [name, cells] of Object.entries(this.cells)) {
        const { title, strip, block } = LAYERS[name];
        const { shape, data } = (this.state ?? this.blank)[name];
        const numbers = this.state ? data : new Float64Array(data.length);
        const largest = name === "input" ? 1 : Math.max(...numbers);
        const [, H, W] = strip ? [1, ...strip] : shape;
        cells.flat().forEach((cell, k) => {
          const map = numbers.subarray(k * H * W, (k + 1) * H * W);
          this.paint(cell.firstChild, map, H, W, largest);
          const [chosen, at] = this.chosen;
          const [row, column] = [Math.floor(k / cells[0].length), k % cells[0].length];
          const here = chosen === name && at[0] === row && at[1] === column;
          const which = strip ? `${title}, ${H * W} numbers`
            : `${title}${cells.flat().length > 1 ? `, map ${k + 1} of ${cells.flat().length}` : ""}, ${H} × ${W}`;
          cell.setAttribute("aria-label", `${which}, largest ${live.brief(Math.max(...map))}`);
          cell.classList.toggle("live-here", here);
          cell.tabIndex = here || (chosen !== name && k === 0) ? 0 : -1;
          if (here) cell.setAttribute("aria-current", "true");
          else cell.removeAttribute("aria-current");
          if (!here) return;
          this.paint(this.view, map, ...(block ?? [H, W]), largest);
          this.viewTitle.textContent = `enlarged: ${which}`;
          this.view.setAttribute("aria-label", `Enlarged: ${which}`);
        });
      }
    }

    /** Write numbers as the pixels of a canvas: dark for 0, bright for the layer's largest. */
    paint(canvas, numbers, H, W, largest) {
      const ramp = this.ramp ??= ["night", "lit", "bright"].map((name) => // the same in both modes
        this.colour(name).match(/[0-9a-f]{2}/gi).map((pair) => parseInt(pair, 16)));
      Object.assign(canvas, { width: W, height: H });
      const context = canvas.getContext("2d");
      const image = context.createImageData(W, H);
      numbers.forEach((value, at) => {
        const share = largest > 0 ? Math.min(1, Math.max(0, value / largest)) : 0;
        const [from, to] = share < 0.5 ? ramp : ramp.slice(1);
        const way = share < 0.5 ? 2 * share : 2 * share - 1;
        for (let c = 0; c < 3; c += 1) image.data[4 * at + c] = from[c] + way * (to[c] - from[c]);
        image.data[4 * at + 3] = 255;
      });
      context.putImageData(image, 0, 0);
    }

    /** Say what the network reads, and how sure it is. */
    tell() {
      const shares = this.state?.probabilities.data;
      const order = [...Array(10).keys()].sort((a, b) => (shares?.[b] ?? 0) - (shares?.[a] ?? 0));
      this.answers.forEach((answer, k) => {
        answer.querySelector("span").style.setProperty("--share", shares?.[k] ?? 0);
        answer.classList.toggle("digit-first", Boolean(shares) && k === order[0]);
        answer.title = shares ? percent(shares[k]) : "";
      });
      if (!shares) {
        this.told.textContent = this.strokes.length
          ? "Only a dot so far: draw on." : "The pad is empty: draw a digit on it.";
        return;
      }
      const [first, second] = order;
      const sure = shares[first];
      this.told.replaceChildren(
        ...(sure < 0.8
          ? ["Not sure: ", make("strong", {}, String(first)), ` with ${percent(sure)}, or `,
            make("strong", {}, String(second)), ` with ${percent(shares[second])}?`]
          : ["It reads ", make("strong", {}, String(first)), `, with ${percent(sure)}`,
            sure < 0.995 ? `; next is ${second}, with ${percent(shares[second])}.` : "."]));
    }
  }

  live.figure("digit", "draw a digit and see every map of LeNet-5", (figure) => new Digit(figure));
})();
