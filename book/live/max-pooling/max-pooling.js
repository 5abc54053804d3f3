/* Max pooling forward and backward: a live figure of chapter "Pooling". Needs the kit and arithmetic.js. */
(() => {
  "use strict";

  const { make, show, brief, factor, grid } = live; // kit.js
  const { EXAMPLES, OPTIONS, count, places, pool, chosenBy, backward } = maxPooling;

  const FIRST = { window: 2, stride: 2 };
  const LEGEND = [
    ["mp-read", "window"], ["here", "chosen pixel, and its output"], ["unread", "in no window"],
  ];
  const name = (array, [i, j]) => `${array}[${i}, ${j}]`;

  class MaxPooling {
    constructor(figure) {
      this.figure = figure;
      figure.root.append(this.controls(), this.stage(), this.words(), this.player());
      this.begin();
    }

    // -- building --

    /** How the figure opens. */
    begin() {
      const [first] = Object.keys(EXAMPLES);
      this.options = { ...FIRST };
      this.picks.image.set(first);
      for (const [option, value] of Object.entries(FIRST)) this.picks[option].set(value);
      this.x = structuredClone(EXAMPLES[first]);
      this.at = 0;
      this.rebuild();
    }

    controls() {
      const capital = (text) => text[0].toUpperCase() + text.slice(1);
      const change = (act) => (value) => { act(value); this.rebuild(); };
      this.picks = {
        image: this.figure.pick("Image", Object.keys(EXAMPLES), {
          change: change((chosen) => { this.x = structuredClone(EXAMPLES[chosen]); }) }),
      };
      for (const [option, values] of Object.entries(OPTIONS)) {
        this.picks[option] = this.figure.choice(capital(option), values, {
          change: change((value) => { this.options[option] = value; }) });
      }
      return this.figure.row(...Object.values(this.picks));
    }

    stage() {
      this.panels = {};
      const place = (array, title) => {
        this.panels[array] = this.figure.panel(array);
        this.panels[array].title.textContent = title;
        return this.panels[array].element;
      };
      const sign = (text) => make("span", { class: "mp-sign", "aria-hidden": "true" }, text);
      const stage = make("div", { class: "mp-stage" },
        place("x", "image x"), sign("→"), place("out", "out: the maxima"),
        place("dx", "dx: what comes back"), sign("←"), place("dout", "dout: upstream gradient"));
      for (const array of ["out", "dx"]) {
        this.figure.choosable(this.panels[array], () => this.cells[array], (at) => this.choose(array, at));
      }
      return stage;
    }

    words() {
      this.told = make("p", { class: "mp-told" });
      this.line = make("p", { class: "mp-line" });
      return make("div", { class: "mp-words" }, this.told, this.line, this.figure.legend(LEGEND));
    }

    player() {
      const extra = [this.figure.reset(() => this.begin())];
      this.film = this.figure.player((by) => this.step(by), { milliseconds: 1500, extra });
      return this.film.element;
    }

    /** Lay out the grids: the image or the windows have changed. What was run to its end, stays so. */
    rebuild() {
      const finished = this.at > 0 && this.at === 2 * this.windows;
      const { window: K, stride: S } = this.options;
      this.size = [this.x.length, this.x[0].length];
      this.shape = this.size.map((size) => count(size, K, S));
      this.dout = grid(...this.shape, (i, j) => i * this.shape[1] + j + 1); // 1, 2, 3 … tell them apart
      this.cells = {
        x: this.fields("x", this.x), out: this.buttons(this.shape),
        dx: this.buttons(this.size), dout: this.fields("dout", this.dout),
      };
      for (const [array, cells] of Object.entries(this.cells)) this.panels[array].fill(cells);
      const across = this.size[1] + this.shape[1];
      this.figure.root.style.setProperty("--across", across);
      this.show(finished ? 2 * this.windows : 0);
    }

    get windows() { return this.shape ? this.shape[0] * this.shape[1] : 0; }

    fields(array, values) {
      const cells = grid(values.length, values[0].length, (i, j) => {
        const field = this.figure.field(name(array, [i, j]), values[i][j], {
          change: (value) => { values[i][j] = value; this.update(); },
          neighbour: (di, dj) => cells[i + di]?.[j + dj],
        });
        field.tabIndex = i || j ? -1 : 0;
        return field;
      });
      return cells;
    }

    buttons(shape) {
      return grid(...shape, () => make("button", { type: "button", class: "live-cell" }));
    }

    // -- moving --

    /** Show the state `by` steps on; false with the last one, which ends a film. */
    step(by) {
      const next = this.at + by;
      if (next < 0 || next > 2 * this.windows) return false;
      this.show(next);
      return next < 2 * this.windows;
    }

    /** First every window forward, then every window back. */
    show(at) {
      this.at = at;
      const back = at > this.windows;
      const number = back ? at - this.windows - 1 : at - 1;
      const window = [Math.floor(number / this.shape[1]), number % this.shape[1]];
      this.chosen = at ? [back ? "dout" : "out", window] : null;
      this.update();
    }

    /** Write one number out; what it needs is computed first. */
    choose(array, [i, j]) {
      const needed = array === "out" ? i * this.shape[1] + j + 1 : 2 * this.windows;
      this.at = Math.max(this.at, needed);
      this.chosen = [array, [i, j]];
      this.update();
    }

    // -- showing --

    update() {
      const { window: K, stride: S } = this.options;
      const { out, winners } = pool(this.x, K, S);
      this.winners = winners;
      this.sent = Math.max(this.at - this.windows, 0); // windows that have sent their gradient back
      this.dx = backward(this.dout, winners, ...this.size, this.sent);
      this.write("out", out, ([i, j]) => i * this.shape[1] + j < this.at);
      this.write("dx", this.dx, () => this.sent > 0);
      const read = new Set(grid(...this.shape, (i, j) => places(i, j, K, S)).flat(2).map(String));
      for (const array of ["x", "dx"]) {
        this.each(array, (cell, at) => cell.classList.toggle("live-unread", !read.has(String(at))));
      }
      this.mark();
      this.explain(out);
    }

    each(array, act) {
      this.cells[array].forEach((row, i) => row.forEach((cell, j) => act(cell, [i, j])));
    }

    write(array, values, known) {
      this.each(array, (cell, [i, j]) => {
        const value = values[i][j], there = known([i, j]);
        cell.textContent = there ? brief(value) : "";
        cell.style.setProperty("--letters", brief(value).length);
        cell.setAttribute("aria-label",
          name(array, [i, j]) + (there ? ` = ${show(value)}` : ", not computed yet"));
      });
    }

    /** Mark the windows that the chosen number is about, and the pixel that they chose. */
    mark() {
      const { window: K, stride: S } = this.options;
      const [array, at] = this.chosen ?? [null, [0, 0]];
      const about = !array ? [] : array === "dx" ? chosenBy(this.winners, ...at) : [at];
      const read = new Set(about.flatMap(([i, j]) => places(i, j, K, S)).map(String));
      const pixel = array === "dx" ? at : array && this.winners[at[0]][at[1]];
      const windows = new Set(about.map(String));
      const back = array === "dout" || array === "dx";
      const here = {
        x: (one) => String(one) === String(pixel), out: (one) => !back && windows.has(String(one)),
        dx: (one) => back && String(one) === String(pixel),
        dout: (one) => back && windows.has(String(one)),
      };
      for (const grid of Object.keys(here)) {
        this.each(grid, (cell, one) => {
          const inside = (grid === "x" || (grid === "dx" && back)) && read.has(String(one));
          cell.classList.toggle("mp-read", inside);
          cell.classList.toggle("live-here", Boolean(array) && here[grid](one));
          if (grid === "out" || grid === "dx") {
            const current = grid === array && String(one) === String(at);
            cell.tabIndex = current || (grid !== array && String(one) === "0,0") ? 0 : -1;
            if (current) cell.setAttribute("aria-current", "true");
            else cell.removeAttribute("aria-current");
          }
        });
      }
    }

    /** Write the chosen number out. */
    explain(out) {
      if (!this.chosen) {
        this.told.textContent = "The image is given, and so is what comes back later. Choose next.";
        this.line.textContent = "";
        this.figure.say(this.told.textContent);
        return;
      }
      const [array, at] = this.chosen;
      const number = `${this.at} of ${2 * this.windows}. `;
      this.told.textContent = number + {
        out: "Forward: the largest pixel of the window",
        dout: "Backward: the gradient goes to the pixel that won",
        dx: "Backward: what the windows sent to one pixel",
      }[array];
      const [left, value, remark] =
        { out: () => this.ofWindow(at, out), dout: () => this.ofGradient(at), dx: () => this.ofPixel(at) }[array]();
      this.line.replaceChildren(left, make("strong", {}, value), make("em", {}, remark));
      this.figure.say(`${this.told.textContent}. ${left}${value}; ${remark}`);
    }

    ofWindow([i, j], out) {
      const { window: K, stride: S } = this.options;
      const numbers = places(i, j, K, S).map(([r, c]) => this.x[r][c]);
      const winner = name("x", this.winners[i][j]);
      const times = numbers.filter((value) => value === out[i][j]).length;
      return [`${name("out", [i, j])} = max(${numbers.map(show).join(", ")}) = `, show(out[i][j]),
        times > 1 ? `a tie of ${times}: the first, ${winner}, wins` : `${winner} wins`];
    }

    ofGradient([i, j]) {
      const [r, c] = this.winners[i][j];
      const sent = this.dout[i][j];
      const earlier = chosenBy(this.winners, r, c)
        .filter(([a, b]) => a * this.shape[1] + b < i * this.shape[1] + j);
      const so = backward(this.dout, this.winners, ...this.size, i * this.shape[1] + j)[r][c];
      return [`${name("dx", [r, c])} = ${show(so)} + ${factor(sent)} = `, show(so + sent),
        earlier.length ? `${name("x", [r, c])} has won before: gradients add`
          : `${name("x", [r, c])} won this window, so it gets all of ${name("dout", [i, j])}`];
    }

    ofPixel([r, c]) {
      const windows = chosenBy(this.winners, r, c);
      const pixel = name("x", [r, c]);
      const left = `${name("dx", [r, c])} = `;
      if (!windows.length) return [left, "0", `${pixel} won no window: changing it a little changes nothing`];
      const sum = windows.map(([i, j]) => this.dout[i][j]);
      const total = show(sum.reduce((one, other) => one + other));
      const won = windows.map((at) => name("out", at)).join(", ");
      return [sum.length > 1 ? `${left}${sum.map(factor).join(" + ")} = ` : left, total,
        `${pixel} won ${won}${sum.length > 1 ? ": their gradients add" : ""}`];
    }
  }

  live.figure("max-pooling", "max pooling, forward and backward", (figure) => new MaxPooling(figure));
})();
