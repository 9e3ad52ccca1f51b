import { Link, useNavigate } from '@tanstack/react-router'
import { Composer } from '../compose/composer.tsx'
import { useDraft } from '../compose/draft.ts'
import type { PickedFile } from '../compose/picked-file.ts'
import { useUploads } from '../compose/uploads.tsx'
import { WhereDataGoes } from '../egress/where-data-goes.tsx'
import { SampleList } from '../samples/sample-list.tsx'
import { SettingsLink } from '../settings/settings-link.tsx'
import { PageFooter } from '../ui/page-footer.tsx'
import { ThemeToggle } from '../ui/theme-toggle.tsx'
import { RecentCases } from './recent-cases.tsx'

/** Ask and drop: the first screen. */
export function NewCase() {
  const draft = useDraft('new')
  const uploads = useUploads()
  const navigate = useNavigate()
  const send = () => {
    const caseId = crypto.randomUUID()
    uploads.send(caseId, { question: draft.question, files: draft.files })
    draft.replace('', [])
    void navigate({ to: '/c/$id', params: { id: caseId } })
  }
  const takeSample = (question: string, files: readonly PickedFile[]) => {
    draft.replace(question, files)
    document.querySelector<HTMLTextAreaElement>('[data-composer]')?.focus()
  }
  return (
    <div className="flex min-h-full flex-col">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
        <b className="text-sm">FaultMaven</b>
        <span className="ml-auto" />
        <Link to="/kb" className="underline">
          Runbooks
        </Link>
        <WhereDataGoes />
        <span className="flex gap-1.5">
          <SettingsLink />
          <ThemeToggle />
        </span>
      </header>
      <main className="mx-auto w-full max-w-3xl flex-1 px-4 pt-[8vh] pb-8">
        <h1 className="text-2xl font-semibold">What went wrong?</h1>
        <p className="mt-1 mb-4 text-mut">
          Ask in your own words and add what you have: logs, configuration, <code className="font-mono">kubectl</code> output,
          whole support bundles. You get ranked causes; every statement opens the lines that prove it.
        </p>
        <Composer
          draft={draft}
          onSend={send}
          rows={4}
          label="Your question"
          placeholder="Why did checkout start failing around 03:12? Drop files anywhere on this page, or paste a stack trace."
        />
        <ul className="mt-5 grid gap-x-6 gap-y-1 text-mut sm:grid-cols-3">
          <li>A question alone is answered with what to collect.</li>
          <li>Files alone are searched for faults.</li>
          <li>Archives are opened: .zip .gz .tar .zst .bz2 .xz</li>
        </ul>
        <RecentCases />
        <SampleList isFree={draft.files.length === 0 && draft.question.trim() === ''} onPick={takeSample} />
      </main>
      <PageFooter>
        <span>What goes to a model, where one is configured, is listed in its case, letter by letter</span>
      </PageFooter>
    </div>
  )
}
