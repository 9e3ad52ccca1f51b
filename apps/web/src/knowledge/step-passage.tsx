import type { NextStep } from '@faultmaven/contracts'
import { useParams } from '@tanstack/react-router'
import { BookOpen } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { PassageView } from './passage-view.tsx'

/** The passage that a step comes from, opened where the step stands. */
export function StepPassage({ runbook }: { readonly runbook: NonNullable<NextStep['runbook']> }) {
  const { id: caseId } = useParams({ from: '/c/$id' })
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="mt-1">
      <Button look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <BookOpen size={13} aria-hidden />
        {isOpen ? 'Close passage' : 'Open passage'}
      </Button>
      {isOpen && <PassageView citation={runbook.citation} {...(runbook.isOfCase && { caseId })} />}
    </div>
  )
}
