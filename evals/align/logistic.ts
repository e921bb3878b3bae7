/** Logistic regression with a ridge, by Newton's method (iteratively reweighted least squares). Pure. */
export interface Fitted {
  names: string[];
  mean: number[];
  deviation: number[];
  /** Bias first. */
  weights: number[];
}

export interface Sample {
  features: Record<string, number>;
  /** 1: serves; 0: does not. */
  truth: 0 | 1;
}

/**
 * Fits standardised features; both classes weigh the same whatever their number.
 * @param ridge strength of the penalty on the standardised weights (the bias is free)
 */
export function fit(samples: Sample[], names: string[], ridge = 3): Fitted {
  const mean = names.map((name) => samples.reduce((sum, one) => sum + one.features[name]!, 0) / samples.length);
  const deviation = names.map(
    (name, at) => Math.sqrt(samples.reduce((sum, one) => sum + (one.features[name]! - mean[at]!) ** 2, 0) / samples.length) || 1,
  );
  const rows = samples.map(({ features }) => [1, ...names.map((name, at) => (features[name]! - mean[at]!) / deviation[at]!)]);
  const ones = samples.filter(({ truth }) => truth === 1).length;
  const share = samples.map(({ truth }) => samples.length / 2 / (truth === 1 ? ones : samples.length - ones || 1));
  let weights = rows[0]!.map(() => 0);
  for (let round = 0; round < 30; round += 1) {
    const size = weights.length;
    const gradient = weights.map((weight, at) => (at === 0 ? 0 : -ridge * weight));
    const hessian = weights.map((_, i) => weights.map((_, j) => (i === j ? (i === 0 ? 1e-9 : ridge) : 0)));
    rows.forEach((row, at) => {
      const p = sigmoid(row.reduce((sum, value, i) => sum + value * weights[i]!, 0));
      const error = share[at]! * (samples[at]!.truth - p);
      const curve = share[at]! * p * (1 - p);
      for (let i = 0; i < size; i += 1) {
        gradient[i]! += error * row[i]!;
        for (let j = 0; j < size; j += 1) hessian[i]![j]! += curve * row[i]! * row[j]!;
      }
    });
    const step = solve(hessian, gradient);
    weights = weights.map((weight, at) => weight + step[at]!);
    if (Math.max(...step.map(Math.abs)) < 1e-8) break;
  }
  return { names, mean, deviation, weights };
}

/** Probability that the outcome is served, 0..1. */
export function predict(fitted: Fitted, features: Record<string, number>): number {
  return sigmoid(
    fitted.names.reduce(
      (sum, name, at) => sum + (fitted.weights[at + 1]! * (features[name]! - fitted.mean[at]!)) / fitted.deviation[at]!,
      fitted.weights[0]!,
    ),
  );
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Gaussian elimination with partial pivoting. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!]);
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let at = column; at <= size; at += 1) rows[row]![at]! -= factor * rows[column]![at]!;
    }
  }
  return rows.map((row, at) => row[size]! / row[at]!);
}

/** Weights for features as they come, not standardised. */
export function plainWeights(fitted: Fitted): Record<string, number> {
  const weights: Record<string, number> = {};
  let bias = fitted.weights[0]!;
  fitted.names.forEach((name, at) => {
    const weight = fitted.weights[at + 1]! / fitted.deviation[at]!;
    weights[name] = Number(weight.toFixed(3));
    bias -= weight * fitted.mean[at]!;
  });
  return { bias: Number(bias.toFixed(3)), ...weights };
}
