/** Control characters, and characters that turn the reading direction or show nothing: names with them mislead people. */
// oxlint-disable-next-line no-control-regex
const MISLEADING = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

/**
 * A member's path as it may stand in a source's name, or why the member is refused. Nothing is ever written under it, but people
 * copy names, and an archive that tries such tricks is hostile.
 * @example memberName('./var/log/messages') // { name: 'var/log/messages' }
 */
export function memberName(raw: string): { readonly name: string } | { readonly refused: string } {
  if (MISLEADING.test(raw)) return { refused: 'name holds control characters' }
  const path = raw.replaceAll('\\', '/')
  if (path.startsWith('/')) return { refused: 'name is an absolute path' }
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return { refused: 'name leaves the archive (..)' }
  if (parts.length === 0) return { refused: 'name is empty' }
  const name = parts.join('/')
  // After the parts that say nothing are gone: `./C:` is `C:`.
  if (/^[A-Za-z]:/.test(name)) return { refused: 'name is an absolute path' }
  return name.length > 1024 ? { refused: 'name is longer than 1024 characters' } : { name }
}
