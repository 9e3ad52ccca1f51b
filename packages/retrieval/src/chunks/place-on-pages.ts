/**
 * Where lines of a text stand on its pages, counted on the page.
 * @param pages the line that each page begins with, rising, from 1
 * @example placeOnPages([1, 11], 12, 14) // 'page 2, lines 2–4'
 */
export function placeOnPages(pages: readonly number[], fromLine: number, toLine: number): string {
  const from = onPage(pages, fromLine)
  const to = onPage(pages, toLine)
  if (from.page !== to.page) return `page ${from.page}, line ${from.line} to page ${to.page}, line ${to.line}`
  return from.line === to.line ? `page ${from.page}, line ${from.line}` : `page ${from.page}, lines ${from.line}–${to.line}`
}

function onPage(pages: readonly number[], line: number): { readonly page: number; readonly line: number } {
  // An empty page begins where the next one does: the last that begins there has the line.
  const page = pages.findLastIndex((first) => first <= line)
  return { page: page + 1, line: line - (pages[page] ?? 1) + 1 }
}
