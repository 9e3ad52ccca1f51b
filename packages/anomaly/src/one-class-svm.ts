import { requirePoints, type Vector } from './isolation-forest.ts'

export type OneClassSvmOptions = {
  /** Upper bound of the share of points left outside, and lower bound of that of support vectors, (0, 1]. @default 0.1 */
  readonly nu?: number
  /** Of the kernel exp(-gamma · distance²). @default 1 over the median squared distance of two points */
  readonly gamma?: number
  /** Largest violation of the optimum's conditions that is left. @default 1e-4 */
  readonly tolerance?: number
}

const MAX_STEPS = 100_000

/**
 * Learns the region where most points lie: a support vector machine of one class with a Gaussian kernel.
 * Deterministic. At most some thousand points: the kernel matrix is kept, O(points²).
 *
 * @returns the decision for a point: positive inside, negative outside, near 0 at the border; Σ aᵢ k(xᵢ, x) − ρ with Σ aᵢ = 1
 * @throws {RangeError} without points, when they are not equally long, or when nu is not in (0, 1]
 * @see Schölkopf et al., "Estimating the support of a high-dimensional distribution", Neural Computation 13, 2001; solved by
 * sequential minimal optimization on the pair that violates most (Fan, Chen and Lin, JMLR 6, 2005, first order)
 */
export function learnOneClassSvm(
  points: readonly Vector[],
  { nu = 0.1, gamma = 1 / medianDistance(points), tolerance = 1e-4 }: OneClassSvmOptions = {},
): (point: Vector) => number {
  requirePoints(points)
  if (!(nu > 0 && nu <= 1)) throw new RangeError('Cannot learn with this nu; it must lie above 0 and be at most 1')
  const kernel = points.map((a) => Float64Array.from(points, (b) => Math.exp(-gamma * squaredDistance(a, b))))
  const cap = 1 / (nu * points.length)
  const alpha = startOf(points.length, cap)
  const gradient = points.map((_, row) => alpha.reduce((sum, weight, at) => sum + weight * kernel[row]![at]!, 0))
  for (let step = 0; step < MAX_STEPS; step++) {
    const { up, down } = worstPair(alpha, gradient, cap)
    if (up < 0 || down < 0 || gradient[down]! - gradient[up]! < tolerance) break
    move({ up, down }, { alpha, gradient, kernel, cap })
  }
  const rho = borderOf(alpha, gradient, cap)
  const supports = points.flatMap((point, at) => (alpha[at]! > 0 ? [{ point, weight: alpha[at]! }] : []))
  return (point) =>
    supports.reduce((sum, other) => sum + other.weight * Math.exp(-gamma * squaredDistance(point, other.point)), 0) - rho
}

/** As many weights at their cap as add up to 1; the rest is none. */
function startOf(size: number, cap: number): number[] {
  let left = 1
  return Array.from({ length: size }, () => {
    const weight = Math.min(cap, Math.max(0, left))
    left -= weight
    return weight
  })
}

/** The weight whose growth gains most, and that whose loss does. */
function worstPair(alpha: readonly number[], gradient: readonly number[], cap: number) {
  let [up, down] = [-1, -1]
  alpha.forEach((weight, at) => {
    if (weight < cap - 1e-12 && (up < 0 || gradient[at]! < gradient[up]!)) up = at
    if (weight > 1e-12 && (down < 0 || gradient[at]! > gradient[down]!)) down = at
  })
  return { up, down }
}

type Problem = {
  readonly alpha: number[]
  readonly gradient: number[]
  readonly kernel: readonly Float64Array[]
  readonly cap: number
}

function move({ up, down }: { readonly up: number; readonly down: number }, { alpha, gradient, kernel, cap }: Problem): void {
  const curve = Math.max(kernel[up]![up]! + kernel[down]![down]! - 2 * kernel[up]![down]!, 1e-12)
  const by = Math.min((gradient[down]! - gradient[up]!) / curve, cap - alpha[up]!, alpha[down]!)
  alpha[up] = alpha[up]! + by
  alpha[down] = alpha[down]! - by
  const [grown, shrunk] = [kernel[up]!, kernel[down]!]
  for (let at = 0; at < gradient.length; at++) gradient[at] = gradient[at]! + by * (grown[at]! - shrunk[at]!)
}

/** ρ: the value at the points on the border, those whose weight is neither none nor at its cap. */
function borderOf(alpha: readonly number[], gradient: readonly number[], cap: number): number {
  const free = gradient.filter((_, at) => alpha[at]! > 1e-9 && alpha[at]! < cap - 1e-9)
  if (free.length > 0) return free.reduce((sum, value) => sum + value, 0) / free.length
  const inside = gradient.filter((_, at) => alpha[at]! <= 1e-9)
  const outside = gradient.filter((_, at) => alpha[at]! > 1e-9)
  return inside.length === 0 ? Math.max(...outside) : (Math.min(...inside) + Math.max(...outside)) / 2
}

function squaredDistance(a: Vector, b: Vector): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at]! - b[at]!) ** 2
  return sum
}

/** Of neighbours in a fixed shuffle: the median of all pairs would take the square of the time. */
function medianDistance(points: readonly Vector[]): number {
  const step = Math.max(1, Math.floor(points.length * 0.381_966))
  const distances = points.map((point, at) => squaredDistance(point, points[(at + step) % points.length]!)).sort((a, b) => a - b)
  const positive = distances.filter((distance) => distance > 0)
  return positive[positive.length >> 1] ?? 1
}
