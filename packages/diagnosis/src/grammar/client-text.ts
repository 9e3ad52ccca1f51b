/** The query of a request line: `GET /search?q=out+of+memory HTTP/1.1`. */
const QUERY = /("(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) [^"\s?]{0,400})\?[^"\s]{0,800}/g
/** Referrer and user agent: the quoted strings after status and size in the combined log format. */
const AGENT = /( HTTP\/[\d.]{1,3}" \d{3} (?:\d{1,15}|-))(?: "(?:[^"\\]|\\.){0,800}"){1,3}/g
/** The name with which a stranger tried to log in. */
const LOGIN = /\b((?:invalid|illegal|unknown) user ).{1,200}( from [\da-f.:]{3,45}\b)/gi
/** The columns that a logged statement asks for: `statement: SELECT deadlocks, conflicts FROM …`. */
const COLUMNS = /\b((?:statement|query|sql|execute [^:]{1,80}): {1,4}select )(?:(?! from )[^:]){1,800}/gi

/** A message without what a client wrote into it, where the format of the line says that it did: such words report nothing. */
export function withoutClientText(text: string): string {
  return text.replace(QUERY, '$1').replace(AGENT, '$1').replace(LOGIN, '$1…$2').replace(COLUMNS, '$1…')
}
