/* The arithmetic of a convolution's gradients, apart from its display: tests compare it with cnncourse. */
const convolutionGradient = (() => {
  "use strict";

  const { grid } = live; // kit.js

  /** The chapter's example. More of dout than it has, for the larger outputs of padding. */
  const START = {
    x: [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
    w: [[1, 2], [3, 4]],
    dout: [[1, 2, 0, 1], [-1, 3, 2, -2], [2, -1, 1, 0], [1, 0, -3, 2]],
  };

  const total = (terms) => terms.reduce((sum, [a, b]) => sum + a * b, 0);

  /** Every table and every sum, for one image, one kernel, a stride and a padding. */
  function run({ x, w, dout: all, stride: S, padding: P }) {
    const [H, W] = [x.length, x[0].length], [KH, KW] = [w.length, w[0].length];
    const size = (length, K) => Math.floor((length + 2 * P - K) / S) + 1;
    const [OH, OW] = [size(H, KH), size(W, KW)];
    const dout = grid(OH, OW, (i, j) => all[i][j]);
    const padded = grid(H + 2 * P, W + 2 * P, (r, c) => x[r - P]?.[c - P] ?? 0);
    /* dout as the full convolution reads it: zeros between, and a frame of K - 1 */
    const output = (r, c) => {
      const [i, j] = [(r - KH + 1) / S, (c - KW + 1) / S];
      return dout[i]?.[j] === undefined ? null : [i, j];
    };
    const framed = grid(H + 2 * P + KH - 1, W + 2 * P + KW - 1, (r, c) => {
      const at = output(r, c);
      return at ? dout[at[0]][at[1]] : 0;
    });

    /** The terms of one entry: pairs of factors, and where each of them stands. */
    const termsOf = {
      out: (i, j) => grid(KH, KW, (u, v) => {
        const at = [i * S + u, j * S + v];
        return { x: at, w: [u, v], factors: [padded[at[0]][at[1]], w[u][v]] };
      }).flat(),
      dw: (u, v) => grid(OH, OW, (i, j) => {
        const at = [i * S + u, j * S + v];
        return { dout: [KH - 1 + i * S, KW - 1 + j * S], x: at, factors: [dout[i][j], padded[at[0]][at[1]]] };
      }).flat(),
      dx: (i, j) => grid(KH, KW, (u, v) => {
        const [r, c] = [i + P + u, j + P + v]; // the rotated kernel lies on framed[r][c]
        const weight = [KH - 1 - u, KW - 1 - v];
        return { dout: [r, c], w: weight, zero: !output(r, c),
          factors: [framed[r][c], w[weight[0]][weight[1]]] };
      }).flat(),
    };
    const entries = (name, rows, columns) =>
      grid(rows, columns, (i, j) => total(termsOf[name](i, j).map((term) => term.factors)));
    return { x, w, dout, padded, framed, termsOf, output,
      out: entries("out", OH, OW), dw: entries("dw", KH, KW), dx: entries("dx", H, W) };
  }

  return { START, run };
})();
