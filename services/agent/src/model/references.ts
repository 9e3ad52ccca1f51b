import type { Finding, Source } from '@faultmaven/contracts'

/**
 * The short names under which a model sees sources (`A2`), findings (`F3`) and lines (`A2:117`), and by which alone it can cite them.
 * The same evidence gives the same names.
 */
export type References = {
  readonly sources: readonly { readonly alias: string; readonly source: Source }[]
  readonly findings: readonly { readonly alias: string; readonly finding: Finding }[]
  sourceOf(alias: string): Source | undefined
  findingOf(alias: string): Finding | undefined
  /** `A2:117` as a place; undefined for a name that was never given or a line that no source has. */
  placeOf(reference: string): { readonly sourceId: string; readonly line: number } | undefined
  aliasOf(sourceId: string): string | undefined
  /** Names for what came later, which follow those that were given. */
  add(sources: readonly Source[], findings: readonly Finding[]): void
}

/** @param findings in the order in which they are numbered */
export function createReferences(sources: readonly Source[], findings: readonly Finding[]): References {
  const named: { readonly alias: string; readonly source: Source }[] = []
  const numbered: { readonly alias: string; readonly finding: Finding }[] = []
  const byAlias = new Map<string, Source>()
  const findingByAlias = new Map<string, Finding>()
  const aliases = new Map<string, string>()

  function add(moreSources: readonly Source[], moreFindings: readonly Finding[]): void {
    for (const source of moreSources.filter(({ state }) => state === 'ready' || state === 'partial')) {
      const alias = `A${named.length + 1}`
      named.push({ alias, source })
      byAlias.set(alias, source)
      aliases.set(source.id, alias)
    }
    for (const finding of moreFindings) {
      const alias = `F${numbered.length + 1}`
      numbered.push({ alias, finding })
      findingByAlias.set(alias, finding)
    }
  }
  add(sources, findings)
  return {
    sources: named,
    findings: numbered,
    sourceOf: (alias) => byAlias.get(alias),
    findingOf: (alias) => findingByAlias.get(alias),
    placeOf(reference) {
      const [, alias = '', digits = ''] = /^(A\d{1,6}):(\d{1,10})$/.exec(reference) ?? []
      const source = byAlias.get(alias)
      const line = Number(digits)
      return source && line > 0 ? { sourceId: source.id, line } : undefined
    },
    aliasOf: (sourceId) => aliases.get(sourceId),
    add,
  }
}
