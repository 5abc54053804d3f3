/* The numbers behind the receptive field: sizes, fields, and who reads whom, along one axis.
 * A layer is {kernel, stride, dilation}; level 0 is the image, level n the output of layer n. */
const receptiveField = (() => {
  "use strict";

  const PIXELS = 17;
  const OPTIONS = { kernel: [1, 2, 3, 5, 7], stride: [1, 2, 3], dilation: [1, 2, 3, 4] };
  const MOST_LAYERS = 4;
  const FIRST = [1, 2, 3].map(() => ({ kernel: 3, stride: 1, dilation: 1 }));

  const span = ({ kernel, dilation }) => dilation * (kernel - 1) + 1;

  /** How many places every level has. A layer that does not fit throws a RangeError. */
  function sizes(layers) {
    return layers.reduce((found, layer, k) => {
      const before = found.at(-1), width = span(layer);
      if (width > before) {
        throw new RangeError(`layer ${k + 1} spans ${width} places, but ` +
          `${k ? `layer ${k} has` : "the image has"} only ${before}`);
      }
      return [...found, Math.floor((before - width) / layer.stride) + 1];
    }, [PIXELS]);
  }

  /** Field and jump of every level. */
  function fields(layers) {
    return layers.reduce((found, layer) => {
      const { size, jump } = found.at(-1);
      return [...found, {
        size: size + layer.dilation * (layer.kernel - 1) * jump, jump: jump * layer.stride }];
    }, [{ size: 1, jump: 1 }]);
  }

  /** The places of the level below that place i of a layer reads. */
  const reads = ({ kernel, stride, dilation }, i) =>
    Array.from({ length: kernel }, (_, u) => i * stride + u * dilation);

  /** For every level a map from place to the number of paths that lead from it to place i. */
  function seenBy(layers, level, i) {
    const found = Array.from({ length: layers.length + 1 }, () => new Map());
    found[level].set(i, 1);
    for (let at = level; at > 0; at -= 1) {
      for (const [place, ways] of found[at]) {
        for (const below of reads(layers[at - 1], place)) {
          found[at - 1].set(below, (found[at - 1].get(below) ?? 0) + ways);
        }
      }
    }
    return found;
  }

  /** For every level the set of places that depend on place i. */
  function reachedBy(layers, level, i) {
    const counts = sizes(layers);
    const found = Array.from({ length: layers.length + 1 }, () => new Set());
    found[level].add(i);
    for (let at = level; at < layers.length; at += 1) {
      for (let place = 0; place < counts[at + 1]; place += 1) {
        if (reads(layers[at], place).some((below) => found[at].has(below))) {
          found[at + 1].add(place);
        }
      }
    }
    return found;
  }

  return { PIXELS, OPTIONS, MOST_LAYERS, FIRST, sizes, fields, reads, seenBy, reachedBy };
})();
