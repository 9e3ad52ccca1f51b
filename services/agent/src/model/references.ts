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
}

/** @param findings in the order in which they are numbered */
export function createReferences(sources: readonly Source[], findings: readonly Finding[]): References {
  const readable = sources.filter(({ state }) => state === 'ready' || state === 'partial')
  const named = readable.map((source, index) => ({ alias: `A${index + 1}`, source }))
  const numbered = findings.map((finding, index) => ({ alias: `F${index + 1}`, finding }))
  const byAlias = new Map(named.map(({ alias, source }) => [alias, source]))
  const findingByAlias = new Map(numbered.map(({ alias, finding }) => [alias, finding]))
  const aliases = new Map(named.map(({ alias, source }) => [source.id, alias]))
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
  }
}
