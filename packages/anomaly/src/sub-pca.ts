import { addSquaredProjections } from './add-projections.ts'
import { quantile, sortedSample } from './quantiles.ts'
import { sumProducts } from './sum-products.ts'
import { createSeededRandom } from './seeded-random.ts'

export type SubPcaOptions = {
  /** Values in a subsequence, at least 2. */
  readonly length: number
  /** Principal directions that are weighed. @default a third of `length` */
  readonly directions?: number
  /** Share of the lowest and of the highest values that are clipped before directions are learned, so that outliers do not become one. @default 0.02 */
  readonly clip?: number
}

/** As many subsequences are enough to learn from: the covariance of more costs time and gains nothing (measured at 1000 and 3000). */
const MAX_LEARNED = 1500
const ITERATIONS = 30
const TINY = 1e-9

/**
 * How strange the subsequences around each value are: their Mahalanobis distance from the mean within the main directions of all
 * subsequences, averaged over those that hold the value. On Gaussian noise of any autocorrelation it follows a chi-squared law.
 * O(values · length · directions).
 *
 * @returns one squared distance a value, 0 or more; zeros where there are fewer than three lengths of values, or nothing varies
 * @see Aggarwal, "Outlier Analysis", 2017, §3.3.3 (soft PCA); Liu and Paparrizos, "The Elephant in the Room: Towards a Reliable
 * Time-Series Anomaly Detection Benchmark", NeurIPS 2024, where Sub-PCA leads the statistical methods
 */
export function subPca(
  values: Float64Array,
  { length, directions = Math.ceil(length / 3), clip = 0.02 }: SubPcaOptions,
): Float64Array {
  if (values.length < 3 * length || values.every((value) => value === values[0])) return new Float64Array(values.length)
  const { mean, covariance } = momentsOf(clipped(values, clip), length)
  const axes = mainAxes(covariance, length, directions)
  return spreadOver(distances(values, mean, axes), values.length, length)
}

/** Mean over the windows that hold each value, of one number a window. */
function spreadOver(windows: Float64Array, count: number, length: number): Float64Array {
  const spread = new Float64Array(count)
  let sum = 0
  for (let at = 0; at < count; at++) {
    if (at < windows.length) sum += windows[at]!
    if (at >= length) sum -= windows[at - length]!
    const held = Math.min(at, windows.length - 1) - Math.max(0, at - length + 1) + 1
    spread[at] = Math.max(0, sum / held)
  }
  return spread
}

function clipped(values: Float64Array, share: number): Float64Array {
  const order = sortedSample(values)
  const [low, high] = [quantile(order, share), quantile(order, 1 - share)]
  // Where nearly all values are equal the few others are all there is to learn from.
  return low < high ? values.map((value) => Math.min(high, Math.max(low, value))) : values
}

function momentsOf(values: Float64Array, length: number) {
  const windows = values.length - length + 1
  const step = Math.max(1, Math.floor(windows / MAX_LEARNED))
  const learned = Math.ceil(windows / step)
  const mean = new Float64Array(length)
  for (let start = 0; start < windows; start += step)
    for (let at = 0; at < length; at++) mean[at]! += values[start + at]! / learned
  const middle = mean.reduce((sum, value) => sum + value, 0) / length
  const covariance = sumProducts(
    values.map((value) => value - middle),
    { length, step, windows: learned },
  )
  for (let row = 0; row < length; row++)
    for (let column = row; column < length; column++)
      covariance[row * length + column] =
        covariance[row * length + column]! / learned - (mean[row]! - middle) * (mean[column]! - middle)
  for (let row = 0; row < length; row++)
    for (let column = 0; column < row; column++) covariance[row * length + column] = covariance[column * length + row]!
  return { mean, covariance }
}

/**
 * The directions of largest variance, each divided by its standard deviation, one after the other: power iteration, then the direction
 * is taken out of the covariance. Fewer where the rest does not vary.
 */
function mainAxes(covariance: Float64Array, length: number, directions: number): Float64Array[] {
  let total = 0
  for (let at = 0; at < length; at++) total += covariance[at * length + at]!
  const random = createSeededRandom(3)
  const axes: Float64Array[] = []
  while (axes.length < Math.min(directions, length)) {
    const { axis, variance } = strongest(
      covariance,
      Float64Array.from({ length }, () => random() - 0.5),
    )
    if (!(variance > TINY * total)) break
    for (let row = 0; row < length; row++) {
      const weight = variance * axis[row]!
      for (let column = 0; column < length; column++) covariance[row * length + column]! -= weight * axis[column]!
    }
    const deviation = Math.sqrt(variance)
    axes.push(axis.map((part) => part / deviation))
  }
  return axes
}

function strongest(matrix: Float64Array, start: Float64Array): { readonly axis: Float64Array; readonly variance: number } {
  const length = start.length
  const axis = start
  const next = new Float64Array(length)
  let variance = 0
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let squares = 0
    for (let row = 0; row < length; row++) {
      let sum = 0
      const offset = row * length
      for (let column = 0; column < length; column++) sum += matrix[offset + column]! * axis[column]!
      next[row] = sum
      squares += sum * sum
    }
    variance = Math.sqrt(squares)
    if (variance === 0) break
    for (let at = 0; at < length; at++) axis[at] = next[at]! / variance
  }
  return { axis, variance }
}

function distances(values: Float64Array, mean: Float64Array, axes: readonly Float64Array[]): Float64Array {
  const length = mean.length
  const found = new Float64Array(values.length - length + 1)
  for (const axis of axes) {
    let offset = 0
    for (let at = 0; at < length; at++) offset += mean[at]! * axis[at]!
    addSquaredProjections(found, values, axis, offset)
  }
  return found
}
