import type { CaseFacts } from '../case/case-facts.ts'
import { useKeys } from '../keyboard/use-keys.ts'
import { type CitedPlace, placesOf } from '../think/citation-places.ts'
import type { EvidenceLinks } from './evidence-link.ts'
import { type Go, type Place, TABS } from './place.ts'

type Options = { readonly place: Place; readonly go: Go; readonly facts: CaseFacts; readonly links: EvidenceLinks }

/** Keys that work in every tab of a case. */
export function useCaseKeys({ place, go, facts, links }: Options): void {
  const tabs = TABS.map((tab, at) => [String(at + 1), () => go({ tab, pane: 'evidence' })] as const)
  const cited = (step: number) => {
    const next = neighbour(
      [...facts.claims.values()].flatMap((claim) => placesOf(claim.citations, claim.id)),
      place.cite,
      step,
    )
    if (next) links.open(next, next.key)
  }
  useKeys({
    ...Object.fromEntries(tabs),
    '/': () => document.querySelector<HTMLTextAreaElement>('[data-composer]')?.focus(),
    c: () => cited(1),
    C: () => cited(-1),
  })
}

function neighbour(places: readonly CitedPlace[], cite: string | undefined, step: number): CitedPlace | undefined {
  const at = places.findIndex(({ key }) => key === cite)
  return places.at(at < 0 ? (step > 0 ? 0 : -1) : (at + step) % places.length)
}
