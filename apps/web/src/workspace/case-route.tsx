import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { Go } from './place.ts'
import { Workspace } from './workspace.tsx'

/** The workspace of the case in the address; another case is another workspace, nothing is carried over. */
export function CaseRoute() {
  const { id } = useParams({ from: '/c/$id' })
  const place = useSearch({ from: '/c/$id' })
  const navigate = useNavigate({ from: '/c/$id' })
  const go = useCallback<Go>(
    (change, { replace = false } = {}) => void navigate({ search: (now) => ({ ...now, ...change }), replace }),
    [navigate],
  )
  return <Workspace key={id} caseId={id} place={place} go={go} />
}
