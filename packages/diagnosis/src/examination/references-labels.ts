import type { NamedObject } from './references-objects.ts'

export type Labels = ReadonlyMap<string, string>

/** Finds objects by labels without asking all of them each time. */
export type LabelIndex = {
  /** Objects that have all these labels, in order: all of them when none is asked for. Without a namespace, those of every one. */
  select(labels: Labels, namespace?: string): readonly NamedObject[]
  labelsOf(object: NamedObject): Labels
}

/**
 * Index over objects by their labels. A selection asked for again is remembered, so that a thousand policies for the same thousand
 * pods cost objects + policies, not their product; a selection of its own looks at the objects that have its rarest label.
 */
export function indexLabels(objects: readonly NamedObject[], readLabels: (object: NamedObject) => Labels): LabelIndex {
  const labels = new Map(objects.map((object) => [object, readLabels(object)]))
  const byPair = new Map<string, NamedObject[]>()
  for (const [object, own] of labels) {
    for (const pair of pairsOf(own)) remembered(byPair, pair, () => []).push(object)
  }
  const selections = new Map<string, readonly NamedObject[]>()
  const labelsOf = (object: NamedObject) => labels.get(object) ?? new Map<string, string>()

  function find(wanted: Labels, namespace: string | undefined): readonly NamedObject[] {
    const groups = pairsOf(wanted).map((pair) => byPair.get(pair) ?? [])
    const rarest = groups.reduce<readonly NamedObject[]>((least, one) => (one.length < least.length ? one : least), objects)
    return rarest.filter(
      (object) =>
        (namespace === undefined || object.namespace === undefined || object.namespace === namespace) &&
        includesAll(labelsOf(object), wanted),
    )
  }
  return {
    select: (wanted, namespace) =>
      remembered(selections, JSON.stringify([namespace ?? null, pairsOf(wanted).toSorted()]), () => find(wanted, namespace)),
    labelsOf,
  }
}

function includesAll(labels: Labels, wanted: Labels): boolean {
  for (const [key, value] of wanted) if (labels.get(key) !== value) return false
  return true
}

const pairsOf = (labels: Labels) => [...labels].map((pair) => JSON.stringify(pair))

/** The value of a key, made at the first question. */
export function remembered<K, V extends object>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key) ?? make()
  known.set(key, found)
  return found
}
