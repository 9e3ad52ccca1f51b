import { Link } from '@tanstack/react-router'
import { WhereDataGoes } from '../egress/where-data-goes.tsx'
import { HelpButton } from '../keyboard/help.tsx'
import { ThemeToggle } from '../ui/theme-toggle.tsx'
import { LimitList } from './limit-list.tsx'
import { ModelList } from './model-list.tsx'
import { TokenList } from './token-list.tsx'

/** Language models with their keys, what may be used of them, and the tokens of other programs. */
export function SettingsPage() {
  return (
    <div className="flex min-h-full flex-col">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
        <Link to="/" className="text-sm font-bold">
          FaultMaven
        </Link>
        <span className="ml-auto" />
        <WhereDataGoes />
        <span className="flex gap-1.5">
          <ThemeToggle />
          <HelpButton />
        </span>
      </header>
      <main className="mx-auto flex w-full max-w-4xl flex-1 flex-col gap-6 px-4 py-5">
        <h1 className="text-xl font-semibold">Settings</h1>
        <ModelList />
        <LimitList />
        <TokenList />
      </main>
    </div>
  )
}
