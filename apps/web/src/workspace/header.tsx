import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { duration, fullTime } from '../format/time.ts'
import { visibleText } from '@faultmaven/report'
import { WhereDataGoes } from '../egress/where-data-goes.tsx'
import { HelpButton } from '../keyboard/help.tsx'
import { DeleteCase } from '../receipt/delete-case.tsx'
import { SettingsLink } from '../settings/settings-link.tsx'
import { buttonClass } from '../ui/button.tsx'
import { ThemeToggle } from '../ui/theme-toggle.tsx'
import { useNow } from '../ui/use-now.ts'

type Props = { readonly caseId: string; readonly title: string; readonly expiresAt: string | undefined }

/** The case, which border holds, how long its data lives, and the way to end it now. */
export function Header({ caseId, title, expiresAt }: Props) {
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5">
      <Link to="/" className="text-sm font-bold">
        FaultMaven
      </Link>
      <h1 className="min-w-0 flex-1 basis-40 truncate" title={visibleText(title.slice(0, 500))}>
        {visibleText(title.slice(0, 200))}
      </h1>
      <WhereDataGoes caseId={caseId} />
      <Expiry expiresAt={expiresAt} />
      <span className="flex items-center gap-1.5">
        <DeleteCase caseId={caseId} />
        <Link to="/" className={buttonClass()}>
          <Plus size={13} aria-hidden />
          New case
        </Link>
        <SettingsLink />
        <ThemeToggle />
        <HelpButton />
      </span>
    </header>
  )
}

function Expiry({ expiresAt }: { readonly expiresAt: string | undefined }) {
  const now = useNow(20_000)
  const left = expiresAt === undefined ? undefined : Date.parse(expiresAt) - now
  return (
    <span
      className="min-w-44 text-right whitespace-nowrap text-mut"
      title={expiresAt === undefined ? undefined : `At ${fullTime(expiresAt)}`}
    >
      {left !== undefined && (left > 0 ? `raw data expires in ${duration(left)}` : 'raw data has expired')}
    </span>
  )
}
