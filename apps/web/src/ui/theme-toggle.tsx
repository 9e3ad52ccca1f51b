import { Moon, Sun } from 'lucide-react'
import { Button } from './button.tsx'
import { readPreference, usePreference } from './preference.ts'

const THEMES = ['dark', 'light'] as const

/** Puts the stored theme on the document; dark unless chosen otherwise. */
export function applyTheme(theme: (typeof THEMES)[number] = readPreference('theme', THEMES)): void {
  document.documentElement.dataset['theme'] = theme
}

export function ThemeToggle() {
  const [theme, setTheme] = usePreference('theme', THEMES)
  const other = theme === 'dark' ? 'light' : 'dark'
  const change = () => {
    setTheme(other)
    applyTheme(other)
  }
  return (
    <Button look="quiet" onClick={change} aria-label={`Switch to the ${other} theme`} title={`Switch to the ${other} theme`}>
      {theme === 'dark' ? <Sun size={15} aria-hidden /> : <Moon size={15} aria-hidden />}
    </Button>
  )
}
