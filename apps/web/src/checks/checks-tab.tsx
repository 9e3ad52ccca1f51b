import type { Check, Finding } from '@faultmaven/contracts'
import { CircleDot, CircleOff, Minus } from 'lucide-react'
import { count } from '../format/amounts.ts'
import { visibleText } from '@faultmaven/report'
import { CitationChips } from '../think/citation-chips.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ScrollRegion } from '../ui/scroll-region.tsx'

const GROUPS = [
  { outcome: 'interesting', title: 'Interesting', icon: CircleDot, ink: 'text-warn' },
  { outcome: 'not-run', title: 'Could not run', icon: CircleOff, ink: 'text-mut' },
  { outcome: 'quiet', title: 'Ran, nothing unusual', icon: Minus, ink: 'text-ok' },
] as const

type Props = { readonly checks: readonly Check[]; readonly findings: readonly Finding[]; readonly running: boolean }

/** Which checks ran, what was interesting, and which could not run and why. */
export function ChecksTab({ checks, findings, running }: Props) {
  if (checks.length === 0) {
    return running ? (
      <EmptyState title="The checks have not reported yet">They do when the files have been read.</EmptyState>
    ) : (
      <EmptyState title="No check ran">
        Checks need files. Drop logs, configuration or command output anywhere on this page, then press Send.
      </EmptyState>
    )
  }
  const byId = new Map(findings.map((finding) => [finding.id, finding]))
  return (
    <ScrollRegion label="Checks" className="h-full p-3">
      {GROUPS.map(({ outcome, title, icon: Icon, ink }) => {
        const group = checks.filter((check) => check.outcome === outcome)
        if (group.length === 0) return null
        return (
          <section key={outcome} className="mb-4">
            <h2 className={`mb-1.5 flex items-center gap-1.5 font-semibold ${ink}`}>
              <Icon size={14} aria-hidden />
              {title} <span className="font-normal text-mut">{group.length}</span>
            </h2>
            <ul className="divide-y divide-line rounded border border-line">
              {group.map((check) => (
                <CheckRow key={check.name} check={check} findings={check.findingIds.flatMap((id) => byId.get(id) ?? [])} />
              ))}
            </ul>
          </section>
        )
      })}
    </ScrollRegion>
  )
}

function CheckRow({ check, findings }: { readonly check: Check; readonly findings: readonly Finding[] }) {
  return (
    <li className="p-2 wrap-anywhere">
      <b>{visibleText(check.title)}</b> <code className="font-mono text-xs text-mut">{check.name}</code>
      <p className="text-mut">{visibleText(check.detail)}</p>
      {findings.slice(0, 3).map((finding) => (
        <p key={finding.id} className="mt-1">
          {visibleText(finding.title)} <CitationChips citations={finding.citations} owner={`k-${finding.id}`} most={2} />
        </p>
      ))}
      {findings.length > 3 && <p className="text-mut">and {count(findings.length - 3)} more in the Findings tab</p>}
    </li>
  )
}
