import mechanisms from './mechanisms.json' with { type: 'json' }
import { modeWords, resourceWords } from './fault-words.ts'

export type Mechanism = {
  /** Plain words without an entity: "Connection pool exhausted". */
  readonly title: string
  /** One sentence: how it works and what follows. */
  readonly explains: string
  /** Whether the catalogue knows the pair, or its words were put together. */
  readonly known: boolean
}

const catalogue = new Map(Object.entries(mechanisms))

/** Words for `<resource>/<mode>`; put together from both when the catalogue has no entry for the pair. */
export function mechanismOf(key: string): Mechanism {
  const entry = catalogue.get(key)
  if (entry) return { ...entry, known: true }
  const [resource = '', mode = ''] = key.split('/')
  const title = `${modeWords(mode)?.noun ?? 'Failure of'} ${resourceWords(resource)?.say ?? 'something'}`
  return { title, explains: '', known: false }
}

export function isKnownMechanism(key: string): boolean {
  return catalogue.has(key)
}
