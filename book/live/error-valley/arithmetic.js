/* The numbers behind the valley of the two errors: slopes at x = 1, measured by differences in
 * float64 or float32. Every operation is one that both round alike everywhere. */
const errorValley = (() => {
  "use strict";

  const X = 1;
  const DTYPES = {
    float64: { round: (value) => value, epsilon: 2 ** -53 },
    float32: { round: Math.fround, epsilon: 2 ** -24 },
  };
  const cube = (x, round) => round(round(x * x) * x);

  /** Each function with its value and its first three derivatives at 1. */
  const FUNCTIONS = {
    "x³": { f: cube, at: [1, 3, 6, 6] },
    "1/x": { f: (x, round) => round(1 / x), at: [1, -1, 2, -6] },
    "x²": { f: (x, round) => round(x * x), at: [1, 2, 2, 0] },
    "1000 + x³": { f: (x, round) => round(1000 + cube(x, round)), at: [1001, 3, 6, 6] },
  };

  /** 0.3, 0.1, 0.03, … 1e-15: written out, so that every language reads the same numbers. */
  const STEPS = Array.from({ length: 30 }, (_, k) =>
    Number(`${k % 2 ? 1 : 3}e-${Math.floor(k / 2) + 1}`));

  /** The slope by a difference, and what it was made of. */
  function measure(name, dtype, sides, step) {
    const { f, at } = FUNCTIONS[name], { round } = DTYPES[dtype];
    const h = round(step);
    const above = f(round(X + h), round);
    const below = sides === 2 ? f(round(X - h), round) : f(X, round);
    const slope = round(round(above - below) / (sides === 2 ? round(2 * h) : h));
    return { above, below, slope, error: Math.abs(slope - at[1]) };
  }

  /** The two errors that theory expects: of the curve, and of rounding. */
  function expected(name, dtype, sides, step) {
    const [value, , second, third] = FUNCTIONS[name].at.map(Math.abs);
    const rounding = DTYPES[dtype].epsilon * value / step;
    return sides === 2
      ? { curve: (third / 6) * step ** 2, rounding }
      : { curve: (second / 2) * step, rounding: 2 * rounding };
  }

  /** The step with the smallest error. */
  function best(name, dtype, sides) {
    const errors = STEPS.map((step) => measure(name, dtype, sides, step).error);
    return STEPS[errors.indexOf(Math.min(...errors))];
  }

  return { X, DTYPES, FUNCTIONS, STEPS, measure, expected, best };
})();
