/** Length of each series: two weeks of samples every five minutes. */
const LENGTH = 4032
const DAY = 288
const HOUR = 12

type Noise = { readonly uniform: () => number; readonly normal: () => number; readonly exponential: () => number }
type Draw = (noise: Noise) => (at: number) => number

/**
 * What ordinary systems measure when nothing happens to them, a kind each: noise of every tail, seasons, scheduled jobs, counts, levels
 * that wander or alternate, saw teeth of memory, bursts of load. Nothing in them is an event.
 */
const KINDS: Readonly<Record<string, Draw>> = {
  'normal noise':
    ({ normal }) =>
    () =>
      50 + 5 * normal(),
  'uniform noise':
    ({ uniform }) =>
    () =>
      20 + 4 * uniform(),
  'log-normal latency':
    ({ normal }) =>
    () =>
      20 * Math.exp(0.5 * normal()),
  'Laplace noise':
    ({ uniform, exponential }) =>
    () =>
      30 + 2 * exponential() * (uniform() < 0.5 ? -1 : 1),
  'Student noise (6)':
    ({ normal }) =>
    () => {
      let squares = 0
      for (let each = 0; each < 6; each++) squares += normal() ** 2
      return 30 + (2 * normal()) / Math.sqrt(squares / 6)
    },
  flat: () => () => 45,
  'square days': () => (at) => (at % DAY > 96 && at % DAY < 200 ? 80 : 20),
  'smooth days':
    ({ normal }) =>
    (at) =>
      100 + 60 * wave(at, DAY) + 6 * normal(),
  'days with evenings, noise with the level':
    ({ normal }) =>
    (at) =>
      (100 + 70 * wave(at, DAY) + 30 * wave(at + 40, DAY / 2)) * Math.exp(0.15 * normal()),
  'working weeks':
    ({ normal }) =>
    (at) =>
      (Math.floor(at / DAY) % 7 > 4 ? 0.4 : 1) * (100 + 80 * Math.max(0, wave(at - 46, DAY))) * Math.exp(0.08 * normal()) +
      2 * normal(),
  'job every hour':
    ({ normal }) =>
    (at) =>
      10 + normal() + (at % HOUR === 5 ? 30 + 5 * normal() : 0),
  'job every six hours':
    ({ normal, uniform }) =>
    (at) =>
      10 + normal() + (at % (6 * HOUR) < 2 ? 40 + 8 * uniform() : 0),
  'backup every night':
    ({ normal }) =>
    (at) =>
      5 + 0.5 * normal() + (at % DAY >= 30 && at % DAY < 34 ? 60 + 10 * normal() : 0),
  'job with a random delay': ({ normal, uniform }) => {
    let next = 40
    return (at) => {
      const runs = at >= next && at < next + 4
      if (at === next + 4) next += 120 + Math.floor(12 * uniform())
      return 8 + 0.6 * normal() + (runs ? 30 + 6 * normal() : 0)
    }
  },
  'counts of four':
    ({ uniform }) =>
    () =>
      poisson(4, uniform),
  'rare counts':
    ({ uniform }) =>
    () =>
      poisson(0.05, uniform),
  'short memory': (noise) => autoregression(0.9, noise),
  'long memory': (noise) => autoregression(0.99, noise),
  'slow walk in steps of a tenth': ({ normal }) => {
    let level = 50
    return () => {
      level += 0.3 * normal() - 0.01 * (level - 50)
      return Math.round(level * 10) / 10
    }
  },
  'bursts of load': ({ normal, uniform, exponential }) =>
    bursts(
      { base: 5, chance: 0.015, height: () => 5 + 10 * exponential(), width: () => 1 + Math.floor(5 * uniform()) },
      { normal, uniform },
    ),
  'days with bursts': ({ normal, uniform, exponential }) => {
    const burst = bursts({ base: 0, chance: 0.01, height: () => 20 * exponential(), width: () => 3 }, { normal, uniform })
    return (at) => 60 + 30 * wave(at, DAY) + 3.5 * normal() + burst(at)
  },
  'spikes of garbage collection':
    ({ normal, uniform }) =>
    () =>
      12 * Math.exp(0.2 * normal()) + (uniform() < 0.03 ? 60 * Math.exp(0.3 * normal()) : 0),
  'saw teeth of a heap': ({ normal }) => {
    let used = 0
    let top = 95
    return () => {
      used += 0.8 + 0.2 * normal()
      if (used > top) {
        used = 5
        top = 90 + 8 * normal()
      }
      return 200 + used + normal()
    }
  },
  'slow growth':
    ({ normal }) =>
    (at) =>
      1000 + 0.2 * at + 12 * normal(),
  'two levels': ({ normal, uniform }) => {
    let isHigh = false
    return () => {
      if (uniform() < 0.02) isHigh = !isHigh
      return (isHigh ? 70 : 20) + 2 * normal()
    }
  },
  'few whole numbers':
    ({ normal }) =>
    () =>
      Math.round(3 + 0.4 * normal()),
}

/** Ordinary series of every kind; the same for the same seed. */
export function ordinarySeries(seed: number): { readonly kind: string; readonly values: number[] }[] {
  return Object.entries(KINDS).map(([kind, draw], at) => {
    const valueAt = draw(noiseOf(seed * 7919 + at * 104_729))
    return { kind, values: Array.from({ length: LENGTH }, (_, index) => valueAt(index)) }
  })
}

const wave = (at: number, period: number) => Math.sin((2 * Math.PI * at) / period)

/** mulberry32 and what follows from it. */
function noiseOf(seed: number): Noise {
  let state = seed >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const exponential = () => -Math.log(1 - uniform())
  return { uniform, exponential, normal: () => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * uniform()) }
}

/** Knuth's product of uniforms. */
function poisson(mean: number, uniform: () => number): number {
  let product = uniform()
  let count = 0
  for (; product > Math.exp(-mean); count++) product *= uniform()
  return count
}

function autoregression(memory: number, { normal }: Noise) {
  let level = 0
  return () => {
    level = memory * level + Math.sqrt(1 - memory * memory) * normal()
    return 40 + 5 * level
  }
}

type Bursts = { readonly base: number; readonly chance: number; readonly height: () => number; readonly width: () => number }

function bursts({ base, chance, height, width }: Bursts, { normal, uniform }: Pick<Noise, 'normal' | 'uniform'>) {
  const running: { until: number; height: number }[] = []
  return (at: number) => {
    if (uniform() < chance) running.push({ until: at + width(), height: height() })
    return base + 0.5 * normal() + running.reduce((sum, burst) => sum + (burst.until > at ? burst.height : 0), 0)
  }
}
