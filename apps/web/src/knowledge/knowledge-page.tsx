import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import type { DocumentFilter } from '../api/knowledge.ts'
import { WhereDataGoes } from '../egress/where-data-goes.tsx'
import { useKeys } from '../keyboard/use-keys.ts'
import { HelpButton } from '../keyboard/help.tsx'
import { SettingsLink } from '../settings/settings-link.tsx'
import { ThemeToggle } from '../ui/theme-toggle.tsx'
import { AddCollection } from './add-collection.tsx'
import { AddDocuments } from './add-documents.tsx'
import { DocumentList } from './document-list.tsx'
import { ImportList } from './import-list.tsx'
import { PassageView } from './passage-view.tsx'
import { SearchResults } from './search-results.tsx'

const MAX_QUESTION = 20_000

/** The documents of the knowledge base: what is there, what became of it, what answers a question. */
export function KnowledgePage() {
  const { q = '', cite, ...filter } = useSearch({ from: '/kb' })
  const navigate = useNavigate({ from: '/kb' })
  const box = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => box.current?.focus() })
  const ask = (question: string) => void navigate({ search: question === '' ? filter : { ...filter, q: question } })
  const open = (citation: string) => void navigate({ search: (place) => ({ ...place, cite: citation }) })
  const narrow = (changed: DocumentFilter) =>
    void navigate({ search: (place) => ({ ...place, offset: undefined, ...changed }), resetScroll: false })
  return (
    <div className="flex min-h-full flex-col">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
        <Link to="/" className="text-sm font-bold">
          FaultMaven
        </Link>
        <span className="ml-auto" />
        <WhereDataGoes />
        <span className="flex gap-1.5">
          <SettingsLink />
          <ThemeToggle />
          <HelpButton />
        </span>
      </header>
      <main className="mx-auto w-full max-w-4xl flex-1 px-4 py-5">
        <h1 className="text-xl font-semibold">Runbooks and documents</h1>
        <p className="mt-1 mb-3 text-mut">
          What they advise becomes next steps of an investigation, with its passage. They are never evidence of what happened.
        </p>
        <search>
          <form
            key={q}
            className="flex gap-1.5"
            onSubmit={(event) => {
              event.preventDefault()
              ask((box.current?.value ?? '').trim().slice(0, MAX_QUESTION))
            }}
          >
            <input
              ref={box}
              type="search"
              defaultValue={q}
              aria-label="Search the documents"
              placeholder="An alert, its JSON, an expression, a symptom, a question  ( / )"
              className="h-9 min-w-0 flex-1 rounded border border-edge bg-bg px-2 placeholder:text-mut"
            />
            <button type="submit" className="rounded border border-acc bg-acc px-3 font-semibold text-onacc">
              Search
            </button>
          </form>
        </search>
        {cite !== undefined && (
          <section aria-label="Cited passage" className="mt-3">
            <PassageView citation={cite} />
          </section>
        )}
        {q !== '' && <SearchResults question={q} opened={cite} onOpen={open} />}
        <AddDocuments />
        <AddCollection />
        <ImportList />
        <DocumentList filter={filter} onFilter={narrow} />
      </main>
    </div>
  )
}
