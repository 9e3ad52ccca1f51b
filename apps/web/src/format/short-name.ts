import { visibleText } from '@faultmaven/report'

/** Last part of a path or archive member, for chips: `messages` of `bundle.tar.gz!/var/log/messages`. */
export function shortName(name: string): string {
  return visibleText(name.split('/').findLast((part) => part !== '') ?? name)
}
