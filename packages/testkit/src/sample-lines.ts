import { createSeededRandom } from './seeded-random.ts'

/** Lines of an imaginary service, the same on every machine; some report a fault. */
export function sampleLines(count: number, seed = 1): string {
  const random = createSeededRandom(seed)
  const number = (below: number) => Math.floor(random() * below)
  let text = ''
  for (let index = 0; index < count; index++) {
    const time = new Date(Date.UTC(2026, 9, 1, 3) + index * 250).toISOString()
    text +=
      number(40) === 0
        ? `${time} ERROR db could not connect to orders-db:5432: Connection refused (attempt ${number(100)})\n`
        : `${time} INFO http GET /items/${number(1e6)} 200 in ${number(900)} ms\n`
  }
  return text
}
