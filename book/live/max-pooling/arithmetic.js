/* The arithmetic of max pooling, apart from its display: tests compare it with cnncourse. */
const maxPooling = (() => {
  "use strict";

  const { grid } = live; // kit.js

  const EXAMPLES = {
    "the chapter's (4 × 4)": [[1, 3, 2, 4], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]],
    "0 to 8 (3 × 3)": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    "ties (4 × 4)": [[2, 7, 7, 0], [7, 7, 1, 0], [3, 3, 5, 5], [3, 3, 5, 5]],
    "one spot, else zeros (4 × 4)": [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 4, 0], [0, 0, 0, 0]],
    "a peak in the middle (5 × 5)":
      [[2, 1, 0, 3, 1], [0, 4, 5, 2, 0], [1, 3, 9, 6, 2], [0, 2, 5, 4, 1], [3, 0, 1, 2, 8]],
  };
  const OPTIONS = { window: [2, 3], stride: [1, 2, 3] };

  /** How many windows of K fit on an axis, S apart. */
  const count = (size, K, S) => Math.floor((size - K) / S) + 1;

  /** The pixels of window (i, j) as [row, column], in reading order. */
  const places = (i, j, K, S) => grid(K, K, (u, v) => [i * S + u, j * S + v]).flat();

  /** The maximum of every window, and the place of its first occurrence. */
  function pool(x, K, S) {
    const winners = grid(count(x.length, K, S), count(x[0].length, K, S), (i, j) =>
      places(i, j, K, S).reduce((best, at) => (x[at[0]][at[1]] > x[best[0]][best[1]] ? at : best)));
    return { winners, out: winners.map((row) => row.map(([r, c]) => x[r][c])) };
  }

  /** The windows that chose pixel (r, c), as [i, j], in reading order. */
  const chosenBy = (winners, r, c) => winners.flatMap((row, i) =>
    row.flatMap((winner, j) => (winner[0] === r && winner[1] === c ? [[i, j]] : [])));

  /** What the first `most` windows have sent back to every pixel of an H by W image. */
  function backward(dout, winners, H, W, most) {
    const dx = grid(H, W, () => 0);
    winners.flat().slice(0, most).forEach(([r, c], k) => { dx[r][c] += dout.flat()[k]; });
    return dx;
  }

  return { EXAMPLES, OPTIONS, count, places, pool, chosenBy, backward };
})();
