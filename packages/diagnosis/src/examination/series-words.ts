import type { MetricSeries } from '@faultmaven/metrics'

/** Columns that name what is called rather than who measures: a slow one of these is a cause, not a symptom. */
const CALLED =
  /^(?:target|upstream|upstream_\w+|dependency|destination|dest|peer|peer_\w+|remote|remote_\w+|backend|downstream|callee|external_?\w*|server_address|net_peer_name|endpoint_host)$/i

/** ` (a, b)`: where the series was measured, for a sentence. */
export function placeOfSeries({ attributes }: Pick<MetricSeries, 'attributes'>): string {
  const values = Object.values(attributes)
    .filter((value) => value !== '')
    .slice(0, 2)
  return values.length > 0 ? ` (${values.join(', ')})` : ''
}

/** The thing called, where an attribute names one. */
export function calledThing({ attributes }: Pick<MetricSeries, 'attributes'>): string | undefined {
  return Object.entries(attributes).find(([name, value]) => CALLED.test(name) && value !== '')?.[1]
}

/** A field or column that names what is called. */
export const isCalledName = (name: string): boolean => CALLED.test(name.split('.').at(-1) ?? name)
