export type Quantity = { readonly number: number; readonly unit: string }

/** A number with what follows it as its unit (`512Mi`, `80 %`, `-3`), '' when nothing does. @returns undefined for anything else */
export function parseQuantity(value: string | number | boolean | null): Quantity | undefined {
  if (typeof value === 'number') return { number: value, unit: '' }
  if (typeof value !== 'string' || value.length > 100) return undefined
  const [, digits, unit = ''] =
    /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)\s?([^\d\s.]\S{0,15})?\s*$/.exec(value) ?? []
  return digits === undefined ? undefined : { number: Number(digits), unit }
}
