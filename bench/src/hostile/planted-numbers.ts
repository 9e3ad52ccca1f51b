type Random = () => number

const FRAMES: readonly ((number: string) => string)[] = [
  (number) => `It failed ${number} times.`,
  (number) => `The queue holds ${number} orders.`,
  (number) => `It took ${number} ms to answer.`,
  (number) => `${number}% of the requests are lost.`,
  (number) => `At ${number} the first order was lost.`,
  (number) => `Node db-${number} is slow.`,
  (number) => `The pool allows (${number}) clients.`,
  (number) => `Latency rose to ${number}s.`,
]
const FORMS: readonly ((value: number) => string)[] = [
  (value) => String(value),
  (value) => value.toLocaleString('en-US'),
  (value) => `${value}.${value % 10}`,
  (value) => String(value).replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (value) => String(value).replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit))),
  (value) => String(value).split('').join('\u200b'),
  (value) => `0x${value.toString(16)}`,
  (value) => ['seventy-seven', 'ninety', 'a dozen', 'three hundred', 'half', 'twice', 'two million', '½'][value % 8] ?? 'ninety',
]

/** A sentence with a number that stands nowhere in the evidence. */
export function plantNumber(random: Random): string {
  const value = 61_000_001 + Math.floor(random() * 9e7)
  return pick(FRAMES, random)(pick(FORMS, random)(value))
}

/** A sentence with a number that stands in the evidence, in a line that it does not cite. */
export function stealNumber(lines: readonly string[], random: Random): string {
  const numbers = pick(lines, random).match(/\d+/g) ?? []
  return pick(FRAMES, random)(numbers.length === 0 ? '7' : pick(numbers, random))
}

function pick<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new Error('There is nothing to pick from')
  return value
}
