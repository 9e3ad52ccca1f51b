/** How many of the marks, each 0 or 1, are 1. Four at a time, as long as none of four sums can run over: a quarter of the time. */
export function countMarks(marks: Uint8Array): number {
  const whole = marks.byteOffset % 4 === 0 ? marks.length >> 2 : 0
  const words = new Uint32Array(marks.buffer, marks.byteOffset % 4 === 0 ? marks.byteOffset : 0, whole)
  let count = 0
  for (let at = 0; at < whole;) {
    const end = Math.min(whole, at + 255)
    let sums = 0
    for (; at < end; at++) sums = (sums + words[at]!) | 0
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24)
  }
  for (let at = 4 * whole; at < marks.length; at++) count += marks[at]!
  return count
}
