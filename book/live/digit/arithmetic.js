/* From strokes to ten probabilities, apart from the display: tests compare it with cnncourse.
 * Needs weights.js by the time it reads. */
const digitReader = (() => {
  "use strict";

  // ---- The pen, as in book/figures/lenet/pen.py: a stroke is a list of points [x, y] -----------

  const SIDE = 28, BOX = 20, MIDDLE = 14.5, RADIUS = 1.4, SMALLEST = 0.03;

  /** Draw lines with a round pen: 1 inside, fading out over one pixel at the edge. */
  function ink(strokes) {
    const image = new Float64Array(SIDE * SIDE);
    for (const stroke of strokes) {
      const ends = stroke.length > 1 ? stroke.slice(1) : stroke;
      ends.forEach(([bx, by], k) => {
        const [ax, ay] = stroke[k];
        const dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
        for (let r = 0; r < SIDE; r += 1) {
          for (let c = 0; c < SIDE; c += 1) {
            const x = c + 0.5 - ax, y = r + 0.5 - ay;
            const share = length > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy) / length)) : 0;
            const covered = RADIUS + 0.5 - Math.hypot(x - share * dx, y - share * dy);
            const at = r * SIDE + c;
            image[at] = Math.max(image[at], Math.min(1, covered));
          }
        }
      });
    }
    return image;
  }

  function centreOfMass(image) {
    let mass = 0, x = 0, y = 0;
    image.forEach((value, at) => {
      mass += value;
      x += value * ((at % SIDE) + 0.5);
      y += value * (Math.floor(at / SIDE) + 0.5);
    });
    return [x / mass, y / mass];
  }

  /** Frame the strokes like MNIST: 20 pixels long, with the centre of mass in the middle of the
   * 28 by 28 pixels. `null` if there is nothing yet, or only a dot. */
  function picture(strokes) {
    const points = strokes.flat();
    if (!points.length) return null;
    const range = (axis) => {
      const values = points.map((point) => point[axis]);
      return [Math.min(...values), Math.max(...values)];
    };
    const [left, right] = range(0), [top, bottom] = range(1);
    const longest = Math.max(right - left, bottom - top);
    if (longest < SMALLEST) return null;
    const scale = (BOX - 2 * RADIUS) / longest;
    const framed = strokes.map((stroke) => stroke.map(([x, y]) =>
      [(x - (left + right) / 2) * scale + MIDDLE, (y - (top + bottom) / 2) * scale + MIDDLE]));
    const [cx, cy] = centreOfMass(ink(framed));
    return ink(framed.map((stroke) => stroke.map(([x, y]) => [x + MIDDLE - cx, y + MIDDLE - cy])));
  }

  // ---- The network: arrays are flat, in the order channel, row, column ---------------------------

  /** The weights of a layer: bytes times the scale of their filter. */
  function unpack({ shape, scales, bias, bytes }) {
    const steps = Int8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
    const perFilter = steps.length / shape[0];
    const weight = Float64Array.from(steps, (step, at) => step * scales[Math.floor(at / perFilter)]);
    return { shape, weight, bias };
  }

  let unpacked = null; // when the first image is read: the page loads weights.js after this script
  const layersUnpacked = () => Object.fromEntries(
    Object.entries(digitWeights.layers).map(([name, layer]) => [name, unpack(layer)]));

  /** Surround maps of [C, H, W] with zeros. */
  function pad({ shape: [C, H, W], data }, P) {
    const shape = [C, H + 2 * P, W + 2 * P];
    const out = new Float64Array(shape[0] * shape[1] * shape[2]);
    data.forEach((value, at) => {
      const c = Math.floor(at / (H * W)), i = Math.floor(at / W) % H, j = at % W;
      out[(c * shape[1] + i + P) * shape[2] + j + P] = value;
    });
    return { shape, data: out };
  }

  /** Every filter at every place, with stride 1. */
  function convolution({ shape: [C, H, W], data }, { shape, weight, bias }) {
    const [filters, , K] = shape, OH = H - K + 1, OW = W - K + 1;
    const out = new Float64Array(filters * OH * OW);
    for (let k = 0; k < filters; k += 1) {
      for (let i = 0; i < OH; i += 1) {
        for (let j = 0; j < OW; j += 1) {
          let sum = bias[k];
          for (let c = 0; c < C; c += 1) {
            for (let u = 0; u < K; u += 1) {
              for (let v = 0; v < K; v += 1) {
                sum += weight[((k * C + c) * K + u) * K + v] * data[(c * H + i + u) * W + j + v];
              }
            }
          }
          out[(k * OH + i) * OW + j] = sum;
        }
      }
    }
    return { shape: [filters, OH, OW], data: out };
  }

  /** The largest of every window of 2 by 2. */
  function maxPool({ shape: [C, H, W], data }) {
    const OH = H / 2, OW = W / 2;
    const out = Float64Array.from({ length: C * OH * OW }, (_, at) => {
      const c = Math.floor(at / (OH * OW)), i = Math.floor(at / OW) % OH, j = at % OW;
      const corner = (c * H + 2 * i) * W + 2 * j;
      return Math.max(data[corner], data[corner + 1], data[corner + W], data[corner + W + 1]);
    });
    return { shape: [C, OH, OW], data: out };
  }

  /** Every output sees every input. */
  function dense({ data }, { shape: [outputs, inputs], weight, bias }) {
    const out = Float64Array.from({ length: outputs }, (_, k) =>
      data.reduce((sum, value, at) => sum + weight[k * inputs + at] * value, bias[k]));
    return { shape: [outputs], data: out };
  }

  const relu = ({ shape, data }) => ({ shape, data: data.map((value) => Math.max(value, 0)) });

  function softmax({ shape, data }) {
    const largest = Math.max(...data);
    const powers = data.map((value) => Math.exp(value - largest));
    const sum = powers.reduce((one, other) => one + other);
    return { shape, data: powers.map((value) => value / sum) };
  }

  /** Every layer's maps for an image of 28 by 28 pixels from 0 to 1; ReLU is already applied. */
  function read(image) {
    const { mean, std } = digitWeights;
    const layers = (unpacked ??= layersUnpacked());
    const input = { shape: [1, SIDE, SIDE], data: image };
    const x = { shape: input.shape, data: image.map((pixel) => (pixel - mean) / std) };
    const c1 = relu(convolution(pad(x, 2), layers.c1));
    const s2 = maxPool(c1);
    const c3 = relu(convolution(s2, layers.c3));
    const s4 = maxPool(c3);
    const c5 = relu(dense(s4, layers.c5));
    const f6 = relu(dense(c5, layers.f6));
    const output = dense(f6, layers.output);
    return { input, c1, s2, c3, s4, c5, f6, output, probabilities: softmax(output) };
  }

  return { picture, read };
})();
