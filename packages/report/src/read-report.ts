import { Report } from './report.ts'

const START = '<pre id="report">'
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }

/**
 * The machine-readable report inside a report file, or a bare JSON one.
 * @throws {Error} when the file holds none, or one of another format
 */
export function readReport(text: string): Report {
  const start = text.lastIndexOf(START)
  const json = start < 0 ? text : unescape(text.slice(start + START.length, text.indexOf('</pre>', start)))
  try {
    return Report.parse(JSON.parse(json))
  } catch (cause) {
    throw new Error('This is not a FaultMaven report: its machine-readable part is missing or damaged', { cause })
  }
}

function unescape(html: string): string {
  return html.replace(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
}
