import type { Hypothesis, NextStep } from '@faultmaven/contracts'
import { Eye, TriangleAlert } from 'lucide-react'
import { VerdictBar } from '../feedback/verdict-bar.tsx'
import { StepPassage } from '../knowledge/step-passage.tsx'
import { visibleText } from '@faultmaven/report'
import { Command } from './command.tsx'
import { Section } from './section.tsx'

const PURPOSES = { mitigate: 'Mitigate', fix: 'Fix', verify: 'Verify', prevent: 'Prevent' } as const

type Props = {
  readonly steps: readonly NextStep[]
  /** The hypotheses as they are ranked now. */
  readonly causes: readonly Hypothesis[]
}

/** What to do next. Commands are copied, never run by us. */
export function NextSteps({ steps, causes }: Props) {
  if (steps.length === 0) return null
  return (
    <Section title="Next steps">
      <ol className="flex flex-col gap-2">
        {steps.map((step) => (
          <li key={step.id} className="rounded border border-line p-2 wrap-anywhere">
            <div className="flex items-baseline gap-2">
              <b className="shrink-0 text-acc">{PURPOSES[step.purpose]}</b>
              <p className="min-w-0 flex-1 whitespace-pre-wrap">{visibleText(step.text)}</p>
              {step.command === undefined && <Risk risk={step.risk} />}
            </div>
            {step.command !== undefined && (
              <Command command={step.command}>
                <Risk risk={step.risk} />
              </Command>
            )}
            {step.runbook && <StepPassage runbook={step.runbook} />}
            {step.hypothesisId !== undefined && (
              <VerdictBar target={{ kind: 'step', hypothesisId: step.hypothesisId, text: step.text }} about={step.text}>
                {isRuledOut(step, causes) && <span className="text-warn">for a cause marked wrong</span>}
              </VerdictBar>
            )}
          </li>
        ))}
      </ol>
    </Section>
  )
}

function isRuledOut({ hypothesisId }: NextStep, causes: readonly Hypothesis[]): boolean {
  return causes.some(({ id, state }) => id === hypothesisId && state === 'refuted')
}

function Risk({ risk }: { readonly risk: NextStep['risk'] }) {
  const changes = risk === 'changes-production'
  return (
    <span className={`inline-flex shrink-0 items-center gap-1 text-xs ${changes ? 'text-warn' : 'text-ok'}`}>
      {changes ? <TriangleAlert size={12} aria-hidden /> : <Eye size={12} aria-hidden />}
      {changes ? 'changes production' : 'read only'}
    </span>
  )
}
