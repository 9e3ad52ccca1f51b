/** Units that dashboards write behind numbers, and how many of their base unit each is. */
const UNITS: Readonly<Record<string, readonly [base: string, factor: number]>> = {
  '%': ['%', 1],
  ns: ['s', 1e-9],
  µs: ['s', 1e-6],
  us: ['s', 1e-6],
  ms: ['s', 1e-3],
  s: ['s', 1],
  min: ['s', 60],
  mins: ['s', 60],
  hour: ['s', 3600],
  hours: ['s', 3600],
  B: ['bytes', 1],
  kB: ['bytes', 1e3],
  KB: ['bytes', 1e3],
  MB: ['bytes', 1e6],
  GB: ['bytes', 1e9],
  TB: ['bytes', 1e12],
  KiB: ['bytes', 2 ** 10],
  MiB: ['bytes', 2 ** 20],
  GiB: ['bytes', 2 ** 30],
  TiB: ['bytes', 2 ** 40],
  K: ['', 1e3],
  Mil: ['', 1e6],
  'req/s': ['per second', 1],
  'ops/s': ['per second', 1],
}
const CELL = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?: ?([A-Za-zµ%/]{1,5}))?$/

/** A number as a table shows it: `12`, `45%`, `1.2 GiB`. */
export type MeasuredCell = { readonly value: number; readonly unit: string }

/** @returns undefined when the cell is no number, or its unit none of a dashboard */
export function readMeasured(cell: string | undefined): MeasuredCell | undefined {
  const [, number, unit = ''] = CELL.exec(cell ?? '') ?? []
  return number === undefined || (unit !== '' && !Object.hasOwn(UNITS, unit)) ? undefined : { value: Number(number), unit }
}

/** The value in the base of its unit: dashboards change units from cell to cell. */
export function toBase({ value, unit }: MeasuredCell): number {
  return value * (UNITS[unit]?.[1] ?? 1)
}
export function baseOf(unit: string): string {
  return UNITS[unit]?.[0] ?? ''
}
