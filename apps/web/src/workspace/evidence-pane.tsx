import { Tabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import type { CaseFacts } from '../case/case-facts.ts'
import { ChecksTab } from '../checks/checks-tab.tsx'
import { FindingsTab } from '../findings/findings-tab.tsx'
import { count } from '../format/amounts.ts'
import { LogsTab } from '../logs/logs-tab.tsx'
import { SourcesTab } from '../sources/sources-tab.tsx'
import { TimelineTab } from '../timeline/timeline-tab.tsx'
import { type Go, type Place, type Tab, TABS } from './place.ts'

type Props = {
  readonly caseId: string
  readonly facts: CaseFacts
  /** Whether more evidence may still come. */
  readonly running: boolean
  readonly place: Place
  readonly go: Go
  readonly jump: number
}

/** Why we think so: the evidence in five views. */
export function EvidencePane({ caseId, facts, running, place, go, jump }: Props) {
  const tab = place.tab ?? 'timeline'
  const counts: Partial<Record<Tab, number>> = {
    findings: facts.findings.length,
    sources: facts.sources.length,
    checks: facts.checks.length,
  }
  return (
    <Tabs.Root value={tab} onValueChange={(value: Tab) => go({ tab: value })} className="flex h-full min-h-0 flex-col">
      <Tabs.List aria-label="Evidence" className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2">
        {TABS.map((name, at) => (
          <Tabs.Tab
            key={name}
            value={name}
            className={`min-h-9 shrink-0 border-b-2 px-2 capitalize ${name === tab ? 'border-acc text-fg' : 'border-transparent text-mut hover:text-fg'}`}
          >
            {name}{' '}
            {name in counts && (
              <span className="inline-block min-w-7 text-center text-xs text-mut">{count(counts[name] ?? 0)}</span>
            )}{' '}
            <kbd aria-hidden className="rounded border border-line px-1 font-mono text-[10px] text-mut max-sm:hidden">
              {at + 1}
            </kbd>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Pane tab="timeline">
        <TimelineTab caseId={caseId} sources={facts.sources} findings={facts.findings} running={running} />
      </Pane>
      <Pane tab="logs">
        <LogsTab caseId={caseId} facts={facts} running={running} place={place} go={go} jump={jump} />
      </Pane>
      <Pane tab="findings">
        <FindingsTab findings={facts.findings} running={running} />
      </Pane>
      <Pane tab="sources">
        <SourcesTab caseId={caseId} sources={facts.sources} running={running} />
      </Pane>
      <Pane tab="checks">
        <ChecksTab checks={facts.checks} findings={facts.findings} running={running} />
      </Pane>
    </Tabs.Root>
  )
}

function Pane({ tab, children }: { readonly tab: Tab; readonly children: ReactNode }) {
  return (
    <Tabs.Panel value={tab} className="min-h-0 flex-1 overflow-hidden">
      {children}
    </Tabs.Panel>
  )
}
