import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Workspace } from './workspace.tsx'
import type { Place } from './place.ts'

/** The workspace of the case in the address; another case is another workspace, nothing is carried over. */
export function CaseRoute() {
  const { id } = useParams({ from: '/c/$id' })
  const place = useSearch({ from: '/c/$id' })
  const navigate = useNavigate({ from: '/c/$id' })
  const go = (change: Place, { replace = false } = {}) => void navigate({ search: (now) => ({ ...now, ...change }), replace })
  return <Workspace key={id} caseId={id} place={place} go={go} />
}
