/* A computational graph: a live figure of chapter "Backpropagation". Needs the kit and arithmetic.js. */
(() => {
  "use strict";

  const { make, show, brief } = live; // kit.js
  const { START, STEPS, FIRST_BACKWARD, run, sum } = computationalGraph;

  const PARAMETERS = ["w1", "b1", "w2", "b2"];
  const GIVEN = Object.keys(START);
  const OPERATIONS = { linear1: "linear", relu: "ReLU", linear2: "linear", square: "square" };
  const LEGEND = [
    ["gr-value", "value"], ["gr-gradient", "gradient of the loss"], ["gr-now", "computed now"],
    ["here", "written out below"],
  ];

  const copy = (arrays) => JSON.parse(JSON.stringify(arrays));
  const isMatrix = (name) => name.endsWith("w1");

  class Graph {
    constructor(figure) {
      this.figure = figure;
      this.panels = {};
      this.cells = {}; // by name of the array: rows of cells
      figure.root.append(this.stage(), this.words(), this.player());
      this.begin();
    }

    // -- building --

    /** How the figure opens. */
    begin() {
      this.given = copy(START);
      this.at = 0;
      this.chosen = null;
      this.build();
      this.update();
    }

    stage() {
      const place = (name) => {
        this.panels[name] = this.figure.panel(name);
        return this.panels[name].element;
      };
      this.marks = {};
      const operation = (name) => {
        this.marks[name] = make("div", { class: `gr-operation gr-${name}` });
        return this.marks[name];
      };
      const beside = (name, ...panels) => make("div", { class: `gr-beside gr-${name}` }, ...panels);
      return make("div", { class: "gr-stage" },
        place("x"), operation("linear1"), beside("first", place("w1"), place("b1")),
        place("z"), operation("relu"), place("h"),
        operation("linear2"), beside("second", place("w2"), place("b2")),
        place("out"), operation("square"), beside("third", place("target")), place("L"));
    }

    words() {
      this.told = make("p", { class: "gr-told" });
      this.line = make("p", { class: "gr-line" });
      return make("div", { class: "gr-words" }, this.told, this.line, this.figure.legend(LEGEND));
    }

    player() {
      const extra = [this.figure.reset(() => this.begin())];
      this.film = this.figure.player((by) => this.step(by), { milliseconds: 1600, extra });
      return this.film.element;
    }

    /** Lay out every panel: the values, and the gradients below or, of w1 and b1, beside them. */
    build() {
      const all = run(this.given);
      for (const [name, panel] of Object.entries(this.panels)) {
        const gradient = `d${name}` in all ? `d${name}` : null;
        const values = this.rows(name, all), gradients = gradient ? this.rows(gradient, all) : [];
        const beside = name === "w1" || name === "b1";
        panel.fill(beside ? values.map((row, f) => [...row, ...gradients[f]]) : [...values, ...gradients]);
        const between = PARAMETERS.includes(name) ? ", " : "\n"; // the names of two rows stand beside them
        panel.title.textContent = gradient ? `${name}${between}${gradient}` : name;
      }
      for (const name of STEPS.flatMap((step) => step.results)) {
        const panel = this.panels[name] ?? this.panels[name.slice(1)];
        this.figure.choosable(panel, () => this.cells[name], ([i, j]) => this.choose(name, i, j));
      }
    }

    /** Make the cells of one array: fields for what is given, buttons for what is computed. */
    rows(name, all) {
      const column = name === "b1" || name === "db1";
      const shape = isMatrix(name) ? [all[name].length, all[name][0].length]
        : column ? [all[name].length, 1] : [1, all[name].length];
      const kind = name !== "target" && name.startsWith("d") ? "gr-gradient" : "gr-value";
      const made = live.grid(...shape, (i, j) => {
        if (!GIVEN.includes(name)) {
          return make("button", { type: "button", class: `live-cell ${kind}` });
        }
        const [values, k] = isMatrix(name) ? [this.given[name][i], j] : [this.given[name], column ? i : j];
        const field = this.figure.field(this.label(name, i, j), values[k], {
          change: (value) => { values[k] = value; this.update(); },
          neighbour: (di, dj) => made[i + di]?.[j + dj],
        });
        field.tabIndex = i || j ? -1 : 0;
        return field;
      });
      this.cells[name] = made;
      return made;
    }

    /** The place of a cell in its array. */
    place(name, i, j) {
      return isMatrix(name) ? [i, j] : [name.endsWith("b1") ? i : j];
    }

    label(name, i, j) {
      return name === "L" || name === "target" ? name : `${name}[${this.place(name, i, j).join(", ")}]`;
    }

    // -- showing --

    /** Show the state `by` steps on; false with the last one, which ends a film. */
    step(by) {
      const next = this.at + by;
      if (next < 0 || next >= STEPS.length) return false;
      this.show(next);
      return next < STEPS.length - 1;
    }

    show(at) {
      this.at = at;
      const first = STEPS[at].results[0];
      this.chosen = first ? [first, 0, 0] : null;
      this.update();
    }

    /** Write one number out; one that is not computed yet brings its step first. */
    choose(name, i, j) {
      const needed = STEPS.findIndex((step) => step.results.includes(name));
      if (needed > this.at) this.at = needed;
      this.chosen = [name, i, j];
      this.update();
    }

    update() {
      const all = run(this.given);
      const { operation, results, told } = STEPS[this.at];
      const known = new Set(STEPS.slice(0, this.at + 1).flatMap((step) => step.results));
      for (const name of STEPS.flatMap((step) => step.results)) {
        this.cells[name].forEach((row, i) => row.forEach((cell, j) => {
          const value = this.value(name, i, j, all);
          const here = String(this.chosen) === String([name, i, j]);
          cell.textContent = known.has(name) ? brief(value) : "";
          cell.style.setProperty("--letters", brief(value).length);
          cell.setAttribute("aria-label", known.has(name)
            ? `${this.label(name, i, j)} = ${show(value)}` : `${this.label(name, i, j)}, not computed yet`);
          cell.classList.toggle("gr-now", results.includes(name));
          cell.classList.toggle("live-here", here);
          cell.tabIndex = here || (i === 0 && j === 0 && this.chosen?.[0] !== name) ? 0 : -1;
          if (here) cell.setAttribute("aria-current", "true"); else cell.removeAttribute("aria-current");
        }));
      }
      const back = this.at >= FIRST_BACKWARD;
      for (const [name, mark] of Object.entries(this.marks)) {
        mark.textContent = `${OPERATIONS[name]} ${name === operation && back ? "↑" : "↓"}`;
        mark.classList.toggle("gr-active", name === operation);
      }
      const count = this.at ? `${this.at} of ${STEPS.length - 1}. ` : "";
      this.told.textContent = count + told;
      this.write(all, told);
    }

    value(name, i, j, all) {
      const [f, c] = this.place(name, i, j);
      return c === undefined ? all[name][f] : all[name][f][c];
    }

    /** Write the chosen number out. */
    write(all, told) {
      if (!this.chosen) {
        this.line.textContent = "";
        this.figure.say(told);
        return;
      }
      const [name, i, j] = this.chosen;
      const [text, remark] = sum(name, this.place(name, i, j), all);
      const value = show(this.value(name, i, j, all));
      const middle = text === value ? "" : `${text} = `;
      this.line.replaceChildren(
        make("span", { class: "gr-name" }, `${this.label(name, i, j)} = `), middle,
        make("strong", {}, value), ...(remark ? [make("em", {}, remark)] : []));
      this.figure.say(`${told}. ${this.label(name, i, j)} = ${middle}${value}${remark ? `; ${remark}` : ""}`);
    }
  }

  live.figure("graph", "a computational graph, forward and backward", (figure) => new Graph(figure));
})();
