/** How many instants of `at` have one of `near` within `distance` of them. Both rise; O(n + m). */
export function countNear(at: Float64Array, near: Float64Array, distance: number): number {
  let count = 0
  let next = 0
  for (const time of at) {
    while (next < near.length && near[next]! < time - distance) next += 1
    if (next < near.length && near[next]! <= time + distance) count += 1
  }
  return count
}

/** Share of the time from `from` to `to` that lies within `distance` of an instant of `near` (rising), (0, 1]. */
export function coveredShare(near: Float64Array, distance: number, from: number, to: number): number {
  let covered = 0
  let reached = from
  for (const time of near) {
    const start = Math.max(reached, time - distance)
    const end = Math.min(to, time + distance)
    if (end <= start) continue
    covered += end - start
    reached = end
  }
  // Without any length of time, or with none covered, nothing can be told from chance.
  return to > from && covered > 0 ? covered / (to - from) : 1
}
