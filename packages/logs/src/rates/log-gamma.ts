/** ln Γ(value) for positive values. Stirling's series; error below 1e-8 from 10 on, smaller arguments are shifted up. */
export function logGamma(value: number): number {
  let shift = 0
  let x = value
  while (x < 10) {
    shift += Math.log(x)
    x += 1
  }
  const inverse = 1 / (x * x)
  return (x - 0.5) * Math.log(x) - x + 0.918_938_533_204_672_8 + (1 / 12 - inverse * (1 / 360 - inverse / 1260)) / x - shift
}
