/* The numbers behind the sliding window: its arithmetic and the reader's choices.
 * Needs the kit (../kit/kit.js); loaded before sliding-window.js. */
const slidingWindow = (() => {
  "use strict";

  // ---- The arithmetic, in the letters of cnncourse.layers.conv.loops -------------------------------

  const span = (K, d) => d * (K - 1) + 1;

  function outputSize(size, K, s, p, d) {
    const width = span(K, d), room = size + 2 * p;
    if (width > room) {
      throw new RangeError(
        `the kernel spans ${width} positions but the padded input has only ` +
        `${room} (size ${size}, padding ${p})`);
    }
    return Math.floor((room - width) / s) + 1;
  }

  function pad(x, p) {
    const wide = new Array(x[0].length + 2 * p).fill(0);
    const frame = () => Array.from({ length: p }, () => wide.slice());
    const zeros = new Array(p).fill(0);
    return [...frame(), ...x.map((row) => [...zeros, ...row, ...zeros]), ...frame()];
  }

  /** The terms of one output: [{r, c, u, v, pixel, weight}], row by row of the kernel. */
  function terms(padded, w, i, j, s, d) {
    return w.flatMap((line, u) => line.map((weight, v) => {
      const r = i * s + u * d, c = j * s + v * d;
      return { r, c, u, v, pixel: padded[r][c], weight };
    }));
  }

  const total = (list) => list.reduce((sum, t) => sum + t.pixel * t.weight, 0);

  // ---- What the reader can choose --------------------------------------------------------------

  const { grid } = live; // kit.js

  const IMAGES = {
    "0 to 8 (3 × 3)": () => grid(3, 3, (i, j) => 3 * i + j),
    "vertical step (6 × 6)": () => grid(6, 6, (i, j) => (j < 3 ? 10 : 0)),
    "horizontal step (6 × 6)": () => grid(6, 6, (i) => (i < 3 ? 10 : 0)),
    "slope (4 × 7)": () => grid(4, 7, (i, j) => j),
    "letter T (7 × 7)": () => grid(7, 7, (i, j) =>
      ((i === 1 && j > 0 && j < 6) || (j === 3 && i > 0 && i < 6) ? 9 : 0)),
    "one bright pixel (5 × 5)": () => grid(5, 5, (i, j) => (i === 2 && j === 2 ? 1 : 0)),
  };
  const KERNELS = {
    "0 to 3 (2 × 2)": [[0, 1], [2, 3]],
    "vertical edge": [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    "horizontal edge": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "mean of four (2 × 2)": [[0.25, 0.25], [0.25, 0.25]],
    "difference (1 × 2)": [[-1, 1]],
  };
  const OPTIONS = { stride: [1, 2, 3], padding: [0, 1, 2], dilation: [1, 2] };

  return { span, outputSize, pad, terms, total, IMAGES, KERNELS, OPTIONS };
})();
