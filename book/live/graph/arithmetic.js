/* The arithmetic of the computational graph, apart from its display: tests compare it with cnncourse. */
const computationalGraph = (() => {
  "use strict";

  const { show, factor } = live; // kit.js

  /** The chapter's example: one input, two linear layers with a ReLU between, a squared error. */
  const START = {
    x: [1, 2],
    w1: [[2, 1], [1, -1], [-1, 3]],
    b1: [-1, 0, -3],
    w2: [2, 3, -1],
    b2: [1],
    target: [2],
  };

  /** What each step computes, the operation that does it, and its direction. */
  const STEPS = [
    { results: [], operation: null, told: "What is given. Choose next." },
    { results: ["z"], operation: "linear1", told: "Forward: the first linear layer" },
    { results: ["h"], operation: "relu", told: "Forward: ReLU" },
    { results: ["out"], operation: "linear2", told: "Forward: the second linear layer" },
    { results: ["L"], operation: "square", told: "Forward: the loss" },
    { results: ["dout"], operation: "square", told: "Backward: the loss" },
    { results: ["dh", "dw2", "db2"], operation: "linear2", told: "Backward: the second linear layer" },
    { results: ["dz"], operation: "relu", told: "Backward: ReLU" },
    { results: ["dx", "dw1", "db1"], operation: "linear1", told: "Backward: the first linear layer" },
  ];
  const FIRST_BACKWARD = 5;

  const total = (values) => values.reduce((sum, value) => sum + value, 0);

  /** Every value and every gradient; w1 and dw1 are lists of rows, all others plain lists. */
  function run({ x, w1, b1, w2, b2, target }) {
    const z = w1.map((row, f) => total(row.map((weight, c) => weight * x[c])) + b1[f]);
    const h = z.map((value) => Math.max(value, 0));
    const out = [total(h.map((value, f) => value * w2[f])) + b2[0]];
    const L = [(out[0] - target[0]) ** 2];
    const dout = [2 * (out[0] - target[0])];
    const dw2 = h.map((value) => dout[0] * value);
    const db2 = dout.slice();
    const dh = w2.map((weight) => dout[0] * weight);
    const dz = dh.map((value, f) => (z[f] > 0 ? value : 0));
    const dw1 = dz.map((value) => x.map((number) => value * number));
    const db1 = dz.slice();
    const dx = x.map((_, c) => total(dz.map((value, f) => value * w1[f][c])));
    return { x, w1, b1, w2, b2, target, z, h, out, L, dout, dw2, db2, dh, dz, dw1, db1, dx };
  }

  /** A sum of products, written out. */
  const written = (...products) => products.map((one) => one.map(factor).join("·")).join(" + ");

  /** How one entry of a result is computed: its sum, and a remark or nothing. */
  function sum(name, [f, c], all) {
    const { x, w1, b1, w2, b2, target, z, h, out, dout, dh, dz } = all;
    const gate = `z[${f}] is ${show(z[f])}`;
    const difference = `${show(out[0])} − ${factor(target[0])}`;
    switch (name) {
      case "z": return [written(...x.map((value, i) => [value, w1[f][i]]), [b1[f]])];
      case "h": return [`max(${show(z[f])}, 0)`];
      case "out": return [written(...h.map((value, i) => [value, w2[i]]), b2)];
      case "L": return [`(${difference})²`];
      case "dout": return [`2·(${difference})`, "the slope of the square"];
      case "dw2": return [written([dout[0], h[f]]), "what came back, times what came in"];
      case "db2": return [written(dout), "a sum hands its gradient on"];
      case "dh": return [written([dout[0], w2[f]]), "what came back, times the weight"];
      case "dz": return z[f] > 0 ? [show(dh[f]), `${gate}: the gate is open`]
        : ["0", `${gate}: the gate is closed`];
      case "dw1": return [written([dz[f], x[c]]), "what came back, times what came in"];
      case "db1": return [written([dz[f]]), "a sum hands its gradient on"];
      case "dx": return [written(...dz.map((value, i) => [value, w1[i][f]])),
        `x[${f}] is used ${dz.length} times: its gradients add`];
      default: throw new RangeError(`no result is called ${name}`);
    }
  }

  return { START, STEPS, FIRST_BACKWARD, run, sum };
})();
