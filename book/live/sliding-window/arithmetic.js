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

  /** The terms of one output over all channels: [{channel, r, c, pixel, weight}].
   * `padded` and `w` hold one grid for each channel. */
  function terms(padded, w, i, j, s, d) {
    return w.flatMap((kernel, channel) => kernel.flatMap((line, u) => line.map((weight, v) => {
      const r = i * s + u * d, c = j * s + v * d;
      return { channel, r, c, pixel: padded[channel][r][c], weight };
    })));
  }

  const total = (list) => list.reduce((sum, t) => sum + t.pixel * t.weight, 0);

  /** The place whose window begins nearest to row `r` and column `c` of the padded image. */
  const nearest = ([r, c], [OH, OW], s) => [[r, OH], [c, OW]].map(([at, size]) =>
    Math.min(Math.max(Math.round(at / s), 0), size - 1));

  // ---- What the reader can choose: one grid for each channel -------------------------------------

  const { grid } = live; // kit.js

  const grey = (H, W, value) => () => [grid(H, W, value)];
  const colour = (H, W, ...values) => () => values.map((value) => grid(H, W, value));

  const square = (i, j) => i > 0 && i < 3 && j > 0 && j < 3;
  const IMAGES = {
    "0 to 8 (3 × 3)": grey(3, 3, (i, j) => 3 * i + j),
    "vertical step (6 × 6)": grey(6, 6, (i, j) => (j < 3 ? 10 : 0)),
    "horizontal step (6 × 6)": grey(6, 6, (i) => (i < 3 ? 10 : 0)),
    "slope (4 × 7)": grey(4, 7, (i, j) => j),
    "letter T (7 × 7)": grey(7, 7, (i, j) =>
      ((i === 1 && j > 0 && j < 6) || (j === 3 && i > 0 && i < 6) ? 9 : 0)),
    "one bright pixel (5 × 5)": grey(5, 5, (i, j) => (i === 2 && j === 2 ? 1 : 0)),
    "3 channels: 0 to 10 (3 × 3)": colour(3, 3, ...[0, 1, 2].map((c) => (i, j) => 3 * i + j + c)),
    "3 channels: red on blue (4 × 4)": colour(4, 4,
      (i, j) => (square(i, j) ? 8 : 0), () => 0, (i, j) => (square(i, j) ? 0 : 6)),
  };
  const filter = (...kernels) => () => structuredClone(kernels);

  const KERNELS = {
    "0 to 3 (2 × 2)": filter([[0, 1], [2, 3]]),
    "vertical edge": filter([[1, 0, -1], [1, 0, -1], [1, 0, -1]]),
    "horizontal edge": filter([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]),
    "identity": filter([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "sharpen": filter([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "mean of four (2 × 2)": filter([[0.25, 0.25], [0.25, 0.25]]),
    "difference (1 × 2)": filter([[-1, 1]]),
    "3 channels: 0 to 5 (2 × 2)": filter([[0, 1], [2, 3]], [[1, 2], [3, 4]], [[2, 3], [4, 5]]),
    "3 channels: red, not green or blue (1 × 1)": filter([[1]], [[-0.5]], [[-0.5]]),
    "3 channels: red left, blue right (1 × 2)": filter([[1, -1]], [[0, 0]], [[-1, 1]]),
  };
  const OPTIONS = { stride: [1, 2, 3], padding: [0, 1, 2], dilation: [1, 2] };

  /** The name of the first image or filter with as many channels as `planes` has. */
  const matching = (choices, planes) =>
    Object.keys(choices).find((name) => choices[name]().length === planes.length);

  return { span, outputSize, pad, terms, total, nearest, matching, IMAGES, KERNELS, OPTIONS };
})();
