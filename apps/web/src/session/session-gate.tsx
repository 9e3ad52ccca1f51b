import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { messageOf, statusOf } from '../api/api-error.ts'
import { useCases } from '../api/queries.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

type Props = { readonly linkError: unknown; readonly children: ReactNode }

/** Shows the page to those with a session; keeps it in place, with a way back, when the session ends later. */
export function SessionGate({ linkError, children }: Props) {
  const cases = useCases()
  const signedOut = statusOf(cases.error) === 401
  if (cases.isPending) return <Skeleton rows={6} label="Opening FaultMaven" />
  if (signedOut && !cases.data) return <NoSession linkError={linkError} />
  return (
    <>
      {children}
      {signedOut && <SessionEnded />}
    </>
  )
}

function NoSession({ linkError }: { readonly linkError: unknown }) {
  return (
    <main className="mx-auto mt-[12vh] max-w-xl p-4">
      <h1 className="mb-3 text-xl font-semibold">
        {linkError ? 'This link does not work any more' : 'A link is needed to open this page'}
      </h1>
      {linkError !== undefined && <p className="mb-3 text-mut">{messageOf(linkError)}.</p>}
      <NewLink />
      <p className="mt-3 text-mut">A link works once and for one browser. What you uploaded is untouched.</p>
    </main>
  )
}

function SessionEnded() {
  return (
    <div className="fixed inset-x-2 top-2 z-30 mx-auto max-w-4xl shadow-xl">
      <Notice look="error" title="Your session has ended; what is on the page stays here">
        <NewLink />
      </Notice>
    </div>
  )
}

function NewLink() {
  const queries = useQueryClient()
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <p>
        Where FaultMaven runs, start it with <code className="font-mono">npm start</code>, or ask the running one for a new link
        with <code className="font-mono">faultmaven link</code>, and open that link in this browser.
      </p>
      <Button onClick={() => void queries.invalidateQueries()}>Try again</Button>
    </div>
  )
}
