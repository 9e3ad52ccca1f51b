import type { MetricSeries } from '@faultmaven/metrics'

/** Columns that name what is called rather than who measures: a slow one of these is a cause, not a symptom. */
const CALLED =
  /^(?:target|upstream|upstream_\w+|dependency|destination|dest|peer|peer_\w+|remote|remote_\w+|backend|downstream|callee|external_?\w*|server_address|net_peer_name|endpoint_host)$/i

/** ` (a, b)`: where the series was measured, for a sentence. */
export function placeOfSeries({ attributes }: Pick<MetricSeries, 'attributes'>): string {
  const values = namingFirst(attributes).slice(0, 2)
  return values.length > 0 ? ` (${values.join(', ')})` : ''
}

const NAMES_ONE =
  /^(?:pod|pod_?name|instance|host|host_?name|node|device|queue|topic|mountpoint|volume_?id|consumer_?group|table)$/i
const NAMES_MANY = /^(?:namespace|container|job|cluster|env|environment|region|zone|service|prometheus|endpoint)$/i

/** Values of the attributes, those that name one thing before those that many things share. */
export function namingFirst(attributes: MetricSeries['attributes']): string[] {
  const rank = (key: string) => (NAMES_ONE.test(key) ? 0 : NAMES_MANY.test(key) ? 2 : 1)
  return Object.entries(attributes)
    .filter(([, value]) => value !== '')
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([, value]) => value)
}

/** The thing called, where an attribute names one. */
export function calledThing({ attributes }: Pick<MetricSeries, 'attributes'>): string | undefined {
  return Object.entries(attributes).find(([name, value]) => CALLED.test(name) && value !== '')?.[1]
}

/** A field or column that names what is called. */
export const isCalledName = (name: string): boolean => CALLED.test(name.split('.').at(-1) ?? name)
