import { walkTree } from '@faultmaven/config'
import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { draftOf, plainFault, type Proof } from './structure-draft.ts'

type Configured = {
  readonly key: string
  readonly value: string
  readonly way: string
  readonly proof: Proof
  readonly sourceName: string
}

/** A setting, and the value and name under which a program shows it. */
type Ineffective = { readonly one: Configured; readonly value: string; readonly by: string; readonly name: string }

/** A name of fewer letters stands for too many things. */
const MIN_LETTERS = 10
const SHOWN =
  /(?:^|[\s,{(;|])["']?([A-Za-z][A-Za-z0-9_-]{8,60})["']?\s?(?:\.{3,80}|[=:]\s?)["']?(\d{1,12}|true|false)["']?(?=[\s,;)}\]]|$)/g
const MAX_SAMPLES = 20_000
const MAX_FINDINGS = 3

/**
 * What is configured against what the program says it runs with: the same name with another value, and only that value. The setting
 * stands at a place that is not read, or another one wins.
 */
export function findIneffectiveSettings(sources: readonly ExaminedSource[]): DraftFinding[] {
  const configured = new Map<string, Configured[]>()
  for (const one of sources.flatMap(settingsOf)) configured.set(one.key, [...(configured.get(one.key) ?? []), one])
  if (configured.size === 0) return []
  const shown = shownIn(sources, configured)
  const found = [...configured].flatMap(([key, places]): Ineffective[] => {
    const values = shown.get(key)
    const [one] = places
    const [value] = [...(values?.values ?? [])]
    if (!one || !values || value === undefined || values.values.size !== 1 || places.some((place) => place.value === value))
      return []
    return [{ one, value, by: values.sourceName, name: values.name }]
  })
  const byPlace = new Map<string, Ineffective[]>()
  for (const one of found) {
    const place = `${one.one.sourceName} ${one.one.way}`
    byPlace.set(place, [...(byPlace.get(place) ?? []), one])
  }
  return [...byPlace.values()].map(effectiveFinding).slice(0, MAX_FINDINGS)
}

function settingsOf({ name: sourceName, kind, trees }: ExaminedSource): Configured[] {
  if (kind !== 'config') return []
  return trees.flatMap((tree) =>
    [...walkTree(tree)].slice(0, 5000).flatMap(({ node, path, pointer }) => {
      const last = path.at(-1)
      if (
        node.kind !== 'scalar' ||
        typeof last !== 'string' ||
        node.value === null ||
        !/^(?:\d{1,12}|true|false)$/.test(String(node.value))
      )
        return []
      const keys = path.flatMap((step) => (typeof step === 'string' ? step.split('.') : []))
      const key = fold(keys.at(-1) ?? '')
      const way = keys.slice(0, -1).join('.')
      return key.length < MIN_LETTERS ? [] : [{ key, value: String(node.value), way, proof: { pointer, node }, sourceName }]
    }),
  )
}

const fold = (key: string) => key.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase()

type Shown = { readonly values: Set<string>; readonly sourceName: string; readonly name: string }

function shownIn(sources: readonly ExaminedSource[], configured: ReadonlyMap<string, unknown>): Map<string, Shown> {
  const shown = new Map<string, Shown>()
  let seen = 0
  for (const { name: sourceName, kind, log } of sources) {
    if (kind === 'config') continue
    for (const { samples } of log?.templates ?? []) {
      for (const { body } of samples) {
        if ((seen += 1) > MAX_SAMPLES) return shown
        for (const [, name = '', value = ''] of body.slice(0, 2000).matchAll(SHOWN)) {
          const key = fold(name)
          if (!configured.has(key)) continue
          const entry = shown.get(key) ?? { values: new Set<string>(), sourceName, name }
          entry.values.add(value)
          shown.set(key, entry)
        }
      }
    }
  }
  return shown
}

function effectiveFinding(group: readonly Ineffective[]): DraftFinding {
  const { one, value, by, name } = group.find(({ name: shown }) => /max|limit|size/i.test(shown)) ?? group[0]!
  const where = one.way === '' ? 'at the top level' : `under “${one.way}”`
  return draftOf({
    sourceName: one.sourceName,
    kind: 'state',
    check: 'effective-settings',
    title: `${name} is ${value} at run time (${by}) although ${one.value} is configured: what stands ${where} is not read there (wrong level or overridden)`,
    score: group.length > 1 ? 0.78 : 0.6,
    severity: 'error',
    proofs: group.slice(0, 4).map(({ one: { proof } }) => proof),
    entities: [name],
    fault: plainFault('config', 'misplaced', { entity: name, cause: `${name} ${value} instead of ${one.value}` }),
    details: [],
  })
}
