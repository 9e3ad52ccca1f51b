import { createSeededRandom } from './seeded-random.ts'

/** A point: one number a dimension, all points of a set as long. */
export type Vector = readonly number[]

export type IsolationForestOptions = {
  /** @default 100, as in the paper */
  readonly trees?: number
  /** Points that each tree is grown from. @default 256, as in the paper */
  readonly sampleSize?: number
  /** @default 1 */
  readonly seed?: number
}

type Node =
  | { readonly size: number }
  | { readonly dimension: number; readonly at: number; readonly below: Node; readonly above: Node }

/**
 * Grows an isolation forest: points that few random cuts part from all others are anomalies.
 * The same points and seed give the same forest. O(trees · sampleSize · log sampleSize).
 *
 * @returns the score of a point in (0, 1): about 0.5 for an ordinary one, towards 1 the sooner it is alone
 * @throws {RangeError} without points, or when they are not equally long
 * @see Liu, Ting and Zhou, "Isolation Forest", ICDM 2008; a dimension that is constant within a node is never cut, which the paper leaves open
 */
export function growIsolationForest(
  points: readonly Vector[],
  { trees = 100, sampleSize = 256, seed = 1 }: IsolationForestOptions = {},
): (point: Vector) => number {
  requirePoints(points)
  const random = createSeededRandom(seed)
  const size = Math.min(sampleSize, points.length)
  const limit = Math.ceil(Math.log2(Math.max(2, size)))
  const forest = Array.from({ length: trees }, () => growTree(draw(points, size, random), limit, random))
  const usual = Math.max(meanPath(size), Number.MIN_VALUE)
  return (point) => 2 ** -(forest.reduce((sum, tree) => sum + pathLength(tree, point), 0) / trees / usual)
}

/** @throws {RangeError} */
export function requirePoints(points: readonly Vector[]): void {
  const [first] = points
  if (first === undefined) throw new RangeError('Cannot learn from no points; give at least one')
  if (points.some(({ length }) => length !== first.length)) throw new RangeError('Cannot learn from points of different lengths')
}

/** As many different points at random (the first steps of Fisher and Yates). */
function draw(points: readonly Vector[], size: number, random: () => number): Vector[] {
  const drawn = points.slice()
  for (let at = 0; at < size; at++) {
    const other = at + Math.floor(random() * (drawn.length - at))
    ;[drawn[at], drawn[other]] = [drawn[other]!, drawn[at]!]
  }
  return drawn.slice(0, size)
}

function growTree(points: readonly Vector[], depth: number, random: () => number): Node {
  if (depth === 0 || points.length <= 1) return { size: points.length }
  const ranges = points[0]!.map((_, dimension) => rangeOf(points, dimension))
  const varied = ranges.flatMap(({ from, to }, dimension) => (to > from ? [dimension] : []))
  const dimension = varied[Math.floor(random() * varied.length)]
  if (dimension === undefined) return { size: points.length }
  const { from, to } = ranges[dimension]!
  const at = from + (1 - random()) * (to - from)
  return {
    dimension,
    at,
    below: growTree(
      points.filter((point) => point[dimension]! < at),
      depth - 1,
      random,
    ),
    above: growTree(
      points.filter((point) => point[dimension]! >= at),
      depth - 1,
      random,
    ),
  }
}

function rangeOf(points: readonly Vector[], dimension: number) {
  let from = Infinity
  let to = -Infinity
  for (const point of points) {
    from = Math.min(from, point[dimension]!)
    to = Math.max(to, point[dimension]!)
  }
  return { from, to }
}

function pathLength(tree: Node, point: Vector): number {
  let node = tree
  let length = 0
  for (; 'dimension' in node; length++) node = point[node.dimension]! < node.at ? node.below : node.above
  return length + meanPath(node.size)
}

/** Mean length of an unsuccessful search in a binary tree of so many points: c(n) of the paper. */
function meanPath(size: number): number {
  if (size <= 1) return 0
  if (size === 2) return 1
  return 2 * (Math.log(size - 1) + 0.577_215_664_9) - (2 * (size - 1)) / size
}
