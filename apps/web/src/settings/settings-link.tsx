import { Link, useNavigate } from '@tanstack/react-router'
import { Settings } from 'lucide-react'
import { useKeys } from '../keyboard/use-keys.ts'
import { buttonClass } from '../ui/button.tsx'

/** The way to the settings, by `,` too. */
export function SettingsLink() {
  const navigate = useNavigate()
  useKeys({ ',': () => void navigate({ to: '/settings' }) })
  return (
    <Link to="/settings" className={buttonClass('quiet')} aria-label="Settings" title="Settings ( , )">
      <Settings size={15} aria-hidden />
    </Link>
  )
}
