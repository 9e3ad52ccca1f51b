import { Link } from '@tanstack/react-router'
import { visibleText } from '@faultmaven/report'
import { CircleHelp, Send, ShieldCheck } from 'lucide-react'
import { useModels } from '../api/settings.ts'
import { LedgerDialog } from './egress-ledger.tsx'
import { remoteHosts } from './remote-hosts.ts'

const LINE = 'inline-flex max-w-full items-center gap-1'

/** Which border holds for the data of this page: what leaves it and where to, with what left of the case. */
export function WhereDataGoes({ caseId }: { readonly caseId?: string }) {
  const { data, error } = useModels()
  if (error)
    return (
      <span className={`${LINE} text-warn`} title="The server did not say which models are configured">
        <CircleHelp size={14} aria-hidden />
        what leaves is not known
      </span>
    )
  const hosts = remoteHosts(data?.models ?? [])
  const [first] = hosts
  if (first === undefined)
    return (
      <span className={`${LINE} whitespace-nowrap ${data ? 'text-ok' : 'invisible'}`} title={HERE}>
        <ShieldCheck size={14} aria-hidden />
        stays on your server
      </span>
    )
  const title = `Uploads stay on your server. What a model is asked goes, redacted, to ${hosts.map((host) => visibleText(host)).join(', ')}`
  const said = (
    <>
      <Send size={13} aria-hidden className="shrink-0" />
      <span className="min-w-0 truncate">
        redacted text goes to {visibleText(first)}
        {hosts.length > 1 && ` and ${hosts.length - 1} more`}
      </span>
    </>
  )
  const look = `${LINE} text-warn underline decoration-dotted underline-offset-2 hover:text-fg`
  if (caseId === undefined)
    return (
      <Link to="/settings" className={look} title={title}>
        {said}
      </Link>
    )
  return (
    <LedgerDialog caseId={caseId} className={look} title={title}>
      {said}
    </LedgerDialog>
  )
}

const HERE =
  'Uploads go to your own FaultMaven server, sealed under a key of the case; no model beyond that machine is configured'
