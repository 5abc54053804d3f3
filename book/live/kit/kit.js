/* The kit of the live figures: what they have in common.
 * README.md in this folder says how to make a figure with it. Classic scripts share top-level
 * names, so this also works from local files; the page loads it first. */
const live = (() => {
  "use strict";

  // ---- Formatting and parsing numbers ----------------------------------------------------------

  /** At most four decimals, with a true minus sign. */
  function show(value) {
    const rounded = Math.round(value * 1e4) / 1e4;
    return String(rounded === 0 ? 0 : rounded).replace("-", "\u2212");
  }

  /** The same in five characters or little more, for a cell: decimals give way, then digits. */
  function brief(value) {
    for (let decimals = 4; decimals >= 0; decimals -= 1) {
      const text = show(Number(value.toFixed(decimals)));
      if (text.length <= 5) return text;
    }
    return value.toExponential(0).replace("e+", "e").replace("-", "\u2212");
  }

  /** A factor of a product: negative numbers in brackets. */
  const factor = (value) => (value < 0 ? `(${show(value)})` : show(value));

  /** What a reader typed, or null if it is not a number between -999 and 999. */
  function read(text) {
    const plain = text.trim().replace("\u2212", "-").replace(",", ".");
    const value = Number(plain);
    return plain !== "" && Number.isFinite(value) && Math.abs(value) <= 999 ? value : null;
  }

  /** A list of H lists with W values each. */
  const grid = (H, W, value) =>
    Array.from({ length: H }, (_, i) => Array.from({ length: W }, (_, j) => value(i, j)));

  // ---- Elements --------------------------------------------------------------------------------

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /** Colour cells by their share of the largest value, one hue for each sign. */
  function tint(cells, values) {
    const largest = Math.max(...values.flat().map(Math.abs), 1e-9);
    cells.forEach((row, i) => row.forEach((cell, j) => {
      const value = values[i][j];
      cell.style.setProperty("--share", `${Math.round((Math.abs(value) / largest) * 100)}%`);
      cell.classList.toggle("live-negative", value < 0);
      cell.style.setProperty("--letters", brief(value).length);
    }));
  }

  /** Mark one cell of a grid as the current one and the grid's only tab stop. */
  function point(cells, [i, j]) {
    cells.forEach((row, a) => row.forEach((cell, b) => {
      const here = a === i && b === j;
      cell.classList.toggle("live-here", here);
      cell.tabIndex = here ? 0 : -1;
      if (here) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
    }));
  }

  /** The row and column of the cell that holds an element, or null. */
  function place(cells, element) {
    const cell = element?.closest?.(".live-cell");
    const i = cells.findIndex((row) => row.includes(cell));
    return i < 0 ? null : [i, cells[i].indexOf(cell)];
  }

  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  // ---- A figure --------------------------------------------------------------------------------

  let figures = 0; // numbers the figures on a page, so that ids and radio groups differ

  class Figure {
    constructor(host, label) {
      this.id = `live-${(figures += 1)}`;
      this.films = [];
      this.root = make("section", { class: "live", "aria-label": `Live figure: ${label}` });
      const still = make("div", { class: "live-still" }, ...host.childNodes); // for print
      host.replaceChildren(this.root, still);
      host.classList.add("live-ready");
      this.alert = make("p", { class: "live-problem", role: "alert" });
      this.spoken = make("p", { class: "live-spoken", "aria-live": "polite" });
    }

    // -- controls --

    /** A list to choose from; `change(name)` is called with the chosen name. */
    pick(label, names, { value = names[0], change }) {
      const id = `${this.id}-pick-${label.replace(/\W/g, "-")}`;
      const select = make("select", { id }, ...names.map((n) => make("option", { value: n }, n)));
      select.value = value;
      select.addEventListener("change", () => change(select.value));
      const element = make("div", { class: "live-pick" }, make("label", { for: id }, label), select);
      element.set = (name) => { select.value = name; };
      return element;
    }

    /** A few values side by side, one of them selected; the arrow keys move between them. */
    choice(label, values, { value = values[0], change }) {
      const group = make("fieldset", { class: "live-choice" }, make("legend", {}, label));
      const radios = values.map((one) => {
        const radio = make("input", { type: "radio", name: `${this.id}-${label}`, value: one });
        radio.checked = one === value;
        radio.addEventListener("change", () => change(one));
        group.append(make("label", {}, radio, make("span", {}, String(one))));
        return radio;
      });
      group.set = (one) => { radios.forEach((radio, k) => { radio.checked = values[k] === one; }); };
      return group;
    }

    button(text, click, { label = text, ...attributes } = {}) {
      const element = make("button", { type: "button", "aria-label": label, ...attributes }, text);
      element.addEventListener("click", click);
      return element;
    }

    /** A button that restores the figure's opening state. */
    reset(click) {
      return this.button("reset", () => { this.stop(); click(); }, { label: "reset the figure" });
    }

    /** Controls side by side. */
    row(...elements) {
      return make("div", { class: "live-row" }, ...elements);
    }

    // -- a film --

    /** Buttons back, play and next. `step(by)` moves by that many steps; the film stops if `step`
     * returns false, and pauses when nobody can see it. */
    player(step, { milliseconds = 900, what = "step", extra = [] } = {}) {
      let timer = null;
      const stop = () => {
        clearInterval(timer);
        timer = null;
        play.textContent = "▶ play";
        play.setAttribute("aria-label", "play");
      };
      const start = () => {
        timer = setInterval(() => { if (step(1) === false) stop(); }, milliseconds);
        play.textContent = "❚❚ pause";
        play.setAttribute("aria-label", "pause");
      };
      const play = this.button("▶ play", () => (timer === null ? start() : stop()), { label: "play" });
      const walk = (text, by, label) =>
        this.button(text, () => { stop(); step(by); }, { label: `${what} ${label}` });
      const buttons = [walk("‹ back", -1, "back"), play, walk("next ›", 1, "forward")];
      const film = {
        element: make("div", { class: "live-player" }, ...buttons, ...extra),
        stop: () => { if (timer !== null) stop(); },
        enable: (on) => { for (const button of buttons) button.disabled = !on; },
        get playing() { return timer !== null; },
      };
      new IntersectionObserver(([seen]) => { if (!seen.isIntersecting) film.stop(); })
        .observe(this.root);
      document.addEventListener("visibilitychange", () => { if (document.hidden) film.stop(); });
      this.films.push(film);
      return film;
    }

    get playing() { return this.films.some((film) => film.playing); }

    /** Stop the film: the reader has taken over. */
    stop() { for (const film of this.films) film.stop(); }

    // -- grids of numbers --

    /** A titled grid. `fill(cells)` lays out rows of elements of the class `live-cell`. */
    panel(name) {
      const id = `${this.id}-${name}`;
      const title = make("span", { class: "live-title", id });
      const box = make("div", { class: "live-grid", role: "group", "aria-labelledby": id });
      const element = make("div", { class: `live-panel live-panel-${name}` }, title, box);
      const fill = (cells) => {
        box.style.setProperty("--rows", cells.length);
        box.style.setProperty("--columns", cells[0]?.length ?? 0);
        box.replaceChildren(...cells.flat());
      };
      return { element, title, box, fill };
    }

    /** Let readers choose a cell by click, touch, drag and arrow keys; with `hover` also by moving
     * a mouse over it while no film plays. `cells()` returns the rows of cells, `move([i, j])` is called with the chosen place. */
    choosable(panel, cells, move, { hover = false } = {}) {
      const go = ([i, j], focus) => {
        const cell = cells()[i]?.[j];
        if (!cell) return;
        this.stop();
        move([i, j]);
        if (focus) cell.focus();
      };
      const placeOf = (element) => place(cells(), element);
      let last = null; // the place under a finger or a mouse
      const follow = (event) => {
        const at = placeOf(document.elementFromPoint(event.clientX, event.clientY));
        if (!at || String(at) === last) return;
        last = String(at);
        go(at, false);
      };
      panel.box.classList.add("live-choosable");
      panel.box.addEventListener("pointerdown", (event) => {
        event.target.releasePointerCapture?.(event.pointerId); // touch would keep the first cell
        last = null;
        follow(event);
      });
      panel.box.addEventListener("pointermove", (event) => {
        if (event.buttons || (hover && this.hovers(event))) follow(event);
      });
      panel.box.addEventListener("click", (event) => { // a screen reader sends nothing else
        const at = placeOf(event.target);
        if (at) go(at, false);
      });
      panel.box.addEventListener("keydown", (event) => {
        const at = placeOf(event.target);
        if (!at) return;
        const [di, dj] = ARROWS[event.key] ?? [];
        const target = di !== undefined ? [at[0] + di, at[1] + dj]
          : { Home: [0, 0], End: [cells().length - 1, cells().at(-1).length - 1] }[event.key];
        if (!target) return;
        event.preventDefault();
        go(target, true);
      });
    }

    /** A window that follows a mouse over the panel and is dragged by a finger that begins in it.
     * `cells()` returns the rows of cells, `area()` the window's [row, column, height, width], and
     * `move([r, c])` is called with the row and column where the window should begin. */
    draggable(panel, cells, area, move) {
      let grip = null; // from the window's corner to the cell that a finger holds
      const under = (event) =>
        place(cells(), document.elementFromPoint(event.clientX, event.clientY));
      const follow = ([r, c], [dr, dc]) => move([r - dr, c - dc]);
      panel.box.addEventListener("pointerdown", (event) => {
        event.target.releasePointerCapture?.(event.pointerId); // touch would keep the first cell
        const at = under(event);
        const [row, column, height, width] = area();
        grip = at && [at[0] - row, at[1] - column];
        const inside = grip && grip[0] >= 0 && grip[0] < height && grip[1] >= 0 && grip[1] < width;
        if (!inside) grip = null;
      });
      panel.box.addEventListener("pointermove", (event) => {
        const held = event.buttons && grip;
        const at = (held || this.hovers(event)) && under(event);
        if (!at) return;
        this.stop();
        const [, , height, width] = area();
        follow(at, held || [(height - 1) / 2, (width - 1) / 2]);
      });
      for (const end of ["pointerup", "pointercancel"]) {
        panel.box.addEventListener(end, () => { grip = null; });
      }
    }

    /** Whether a mouse passes, with no button held and no film playing. Chromium also reports a
     * mouse that rests while the page moves below it. */
    hovers(event) {
      const at = `${event.screenX},${event.screenY}`;
      const moved = at !== this.mouse;
      this.mouse = at;
      return moved && event.pointerType === "mouse" && !event.buttons && !this.playing;
    }

    /** A cell with an editable number. `change(value)` is called with every number typed;
     * `neighbour(di, dj)` returns a neighbouring cell, for the arrow keys. */
    field(label, value, { change, neighbour }) {
      const field = make("input", { type: "text", class: "live-cell", autocomplete: "off",
        inputmode: "text", "aria-label": label });
      let kept = value;
      field.value = show(kept);
      field.addEventListener("focus", () => field.select());
      field.addEventListener("input", () => {
        const typed = read(field.value);
        field.setAttribute("aria-invalid", String(typed === null));
        if (typed !== null) { kept = typed; change(typed); }
      });
      field.addEventListener("blur", () => {
        field.value = show(kept);
        field.setAttribute("aria-invalid", "false");
      });
      field.addEventListener("keydown", (event) => {
        const [di, dj] = ARROWS[event.key] ?? (event.key === "Enter" ? [1, 0] : [0, 0]);
        const next = di || dj ? neighbour(di, dj) : null;
        if (next?.tagName === "INPUT") { event.preventDefault(); next.focus(); }
      });
      return field;
    }

    // -- text --

    /** The meaning of colours and frames: [[mark, text], …]; marks are classes in kit.css. */
    legend(entries) {
      return make("ul", { class: "live-legend", "aria-label": "Legend" },
        ...entries.map(([mark, text]) => make("li", {},
          make("span", { class: `live-mark live-mark-${mark}`, "aria-hidden": "true" }), text)));
    }

    /** Tell screen readers what changed, except while a film runs, which would never stop talking. */
    say(text) { if (!this.playing) this.spoken.textContent = text; }

    /** Show what is wrong with the reader's choice; an empty text clears it. */
    problem(text) { this.alert.textContent = text; }
  }

  /** Make a figure of every element of class `name`; `begin(figure)` appends to `figure.root`. */
  function figure(name, label, begin) {
    const all = () => document.querySelectorAll(`.${name}`).forEach((host) => {
      const one = new Figure(host, label);
      begin(one);
      one.root.append(one.alert, one.spoken);
    });
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
    else all();
  }

  return { figure, make, show, brief, factor, read, grid, tint, point };
})();
