import { ExternalLink } from 'lucide-react'

/** Documentation that explains a mechanism, each with the host it leads to. */
export function References({ urls }: { readonly urls: readonly string[] }) {
  const links = urls.flatMap((url) => (URL.canParse(url) && /^https?:/.test(url) ? [new URL(url)] : []))
  if (links.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-x-3 text-xs">
      {links.map((url) => (
        <li key={url.href}>
          <a
            href={url.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            title={url.href}
            className="inline-flex items-center gap-1 text-acc underline"
          >
            <ExternalLink size={11} aria-hidden />
            {url.host}
            <span className="sr-only">, documentation, opens a new tab</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
