import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { linePage, PAGE_LINES, useCase, useHasReceipt } from '../api/queries.ts'
import { statusOf } from '../api/api-error.ts'
import { caseFacts, caseTitle } from '../case/case-facts.ts'
import type { CaseView } from '../case/case-view.ts'
import { milestone } from '../case/milestone.ts'
import { type Connection, useCaseEvents } from '../case/use-case-events.ts'
import { type Upload, useUploads } from '../compose/uploads.tsx'
import { AnswersContext } from '../asking/answers-context.ts'
import { useCaseAnswers } from '../asking/use-case-answers.ts'
import { FeedbackContext } from '../feedback/feedback-context.ts'
import { useCaseFeedback } from '../feedback/use-case-feedback.ts'
import { useFeedbackKeys } from '../feedback/use-feedback-keys.ts'
import { GoneCase } from '../receipt/gone-case.tsx'
import { ThinkPane } from '../think/think-pane.tsx'
import { EgressLedger } from '../egress/egress-ledger.tsx'
import { PageFooter } from '../ui/page-footer.tsx'
import { useMedia } from '../ui/use-media.ts'
import { ConnectionNotice } from './connection-notice.tsx'
import { type EvidenceLinks, EvidenceLinksContext, type LinePlace } from './evidence-link.ts'
import { EvidencePane } from './evidence-pane.tsx'
import { FollowUp } from './follow-up.tsx'
import { Header } from './header.tsx'
import { PaneSwitch } from './pane-switch.tsx'
import type { Go, Place } from './place.ts'
import { useCaseKeys } from './use-case-keys.ts'
import { useCitedPages } from './use-cited-pages.ts'

type Props = { readonly caseId: string; readonly place: Place; readonly go: Go }

/** The case workspace: what we think on the left, why on the right. */
export function Workspace({ caseId, place, go }: Props) {
  const upload = useUploads().of(caseId)
  const events = useCaseEvents(caseId, upload)
  const { view } = events
  const facts = useMemo(() => caseFacts(view), [view])
  const links = useEvidenceLinkState(caseId, place, go)
  const wide = useMedia('(min-width: 1024px)')
  const [begunHere] = useState(upload !== undefined)
  const known = useCase(caseId, { enabled: !begunHere && view.turns.length === 0 })
  const title = caseTitle(view, upload?.question ?? known.data?.title)
  useDocumentTitle(title)
  useSessionCheck(statusOf(events.refusal) === 401, events.connection)
  useCitedPages(caseId, facts.claims, facts.running === undefined)
  const feedback = useCaseFeedback(caseId, view.feedback, events.expect)
  const answers = useCaseAnswers(caseId, events.expect)
  useFeedbackKeys()
  useCaseKeys({ place, go, facts, links: links.value })

  const isMissing = statusOf(events.refusal) === 404 || statusOf(known.error) === 404
  // A case begun here whose first upload failed was never made: its words and files must stay on the page.
  const isUnmade = begunHere && view.turns.length === 0
  const ended = useHasReceipt(caseId) || (isMissing && !isUnmade)
  const lookAgain = () => {
    events.reopen()
    void known.refetch()
  }
  if (ended) return <GoneCase caseId={caseId} onRetry={lookAgain} />
  const think = (
    <FeedbackContext value={feedback}>
      <AnswersContext value={answers}>
        <ThinkPane
          view={view}
          facts={facts}
          upload={upload}
          opening={!begunHere}
          notices={
            <ConnectionNotice
              connection={events.connection}
              refusal={isMissing ? undefined : events.refusal}
              onRetry={events.reopen}
              hasContent={view.turns.length > 0}
            />
          }
          composer={<FollowUp caseId={caseId} upload={upload} running={facts.running} />}
        />
      </AnswersContext>
    </FeedbackContext>
  )
  const evidence = (
    <EvidencePane
      caseId={caseId}
      facts={facts}
      running={facts.running !== undefined || isExpected(view, upload, begunHere)}
      place={place}
      go={go}
      jump={links.jump}
    />
  )
  return (
    <EvidenceLinksContext value={links.value}>
      <div className="flex h-full flex-col">
        <Header caseId={caseId} title={title} expiresAt={view.expiresAt} />
        {!wide && <PaneSwitch pane={place.pane ?? 'think'} onPane={(pane) => go({ pane })} />}
        <main className="min-h-0 flex-1">
          {wide ? <TwoPanes think={think} evidence={evidence} /> : place.pane === 'evidence' ? evidence : think}
        </main>
        <PageFooter>
          {view.turns.length > 0 && <EgressLedger caseId={caseId} running={facts.running !== undefined} />}
          <span>&nbsp;</span>
        </PageFooter>
        <output className="sr-only">{milestone(view)}</output>
      </div>
    </EvidenceLinksContext>
  )
}

function TwoPanes({ think, evidence }: { readonly think: ReactNode; readonly evidence: ReactNode }) {
  return (
    <Group orientation="horizontal" className="h-full">
      <Panel id="think" defaultSize="42%" minSize="26%">
        {think}
      </Panel>
      <Separator aria-label="Resize panes" className="w-1 bg-line hover:bg-acc focus-visible:bg-acc" />
      <Panel id="evidence" minSize="30%">
        {evidence}
      </Panel>
    </Group>
  )
}

function useEvidenceLinkState(caseId: string, place: Place, go: Go): { value: EvidenceLinks; jump: number } {
  const queries = useQueryClient()
  // Counts the times a line was asked for, so that asking for the same line again centres it again.
  const [jump, setJump] = useState(0)
  const cite = place.cite
  const value = useMemo<EvidenceLinks>(
    () => ({
      cite,
      open: ({ sourceId, line }, citation) => {
        setJump((count) => count + 1)
        go({ tab: 'logs', source: sourceId, line, cite: citation, pane: 'evidence' })
      },
      prefetch: ({ sourceId, line }: LinePlace) =>
        void queries.prefetchQuery(linePage(caseId, sourceId, Math.floor((line - 1) / PAGE_LINES))),
    }),
    [caseId, cite, queries, go],
  )
  return { value, jump }
}

/** Whether there is more than the events so far show: they have not come yet, or this tab sent a turn that is not among them. */
function isExpected({ turns }: CaseView, upload: Upload | undefined, begunHere: boolean): boolean {
  if (upload === undefined) return turns.length === 0 && !begunHere
  const under = upload?.state === 'sending' || upload?.state === 'accepted'
  return under && !turns.some(({ turnId }) => turnId === upload.turnId)
}

function useDocumentTitle(title: string) {
  useEffect(() => {
    document.title = `${title.slice(0, 60)} · FaultMaven`
    return () => void (document.title = 'FaultMaven')
  }, [title])
}

/** Keeps what the gate above says of the session true: asks again when the stream is refused, and when it works after that. */
function useSessionCheck(refused: boolean, connection: Connection) {
  const queries = useQueryClient()
  const live = connection === 'live'
  useEffect(() => {
    const denied = queries.getQueryState(['cases'])?.status === 'error'
    if (refused || (live && denied)) void queries.invalidateQueries({ queryKey: ['cases'] })
  }, [refused, live, queries])
}
