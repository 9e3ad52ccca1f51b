const HELP = `FaultMaven finds what went wrong in your logs, metrics, traces and configuration, and shows the lines that prove it.

  faultmaven serve     [--port 8420] [--host 127.0.0.1] [--data .data] [--target all]
                       [--workers CORES]                  threads that read logs; 0 reads in the server's own
                       [--live-sources FILE]              systems that may be asked, docs/guides/live-sources.md
                       [--metrics-port PORT]              figures for Prometheus, at /metrics of a port of its own
                       [--knowledge-folder FOLDER]        folders in it may be imported as documents
                       [--knowledge-urls URL,URL]         pages below them may be fetched as documents
                       [--models FILE]                    language models that may be asked, docs/guides/models.md
                       [--embeddings FOLDER|gateway:NAME] [--chroma-url URL]  search by meaning, docs/guides/embeddings.md
  faultmaven link      [--data .data]                     a new one-time link for a running server
  faultmaven analyze   [-q, --question TEXT] FILES…           the same investigation with no server; reads stdin too
                       [--json] [--report report.html|.md|.json] [--handoff] [--workers CORES]
                       [--bundle FILE]                    all of it, sealed under a passphrase (--passphrase-file FILE
                                                          or FAULTMAVEN_PASSPHRASE), to be replayed
  faultmaven verify    report.html FILES…                 re-check every claim of a report against the originals
  faultmaven replay    BUNDLE                             come to the conclusions of a bundle again
  faultmaven version

Targets: all, api-gateway, agent, data-processing, llm-gateway, knowledge-base (split roles find each other by
--agent-url, --data-processing-url, --llm-gateway-url and --knowledge-base-url and bind to loopback only).
Exit codes of analyze: 0 no fault found or a question answered, 1 a cause is supported, 3 undecided or no file could be read, 2 could not run.
Exit codes of verify:  0 every claim holds, 1 at least one fails, 3 a file is missing, 2 could not run.
Exit codes of replay:  0 the same conclusions byte for byte, 1 they differ, 3 a turn could not be compared, 2 could not run.`

/** Prints the help; an unknown command is an error. */
export function printHelp(command: string): number {
  const asked = ['help', '--help', '-h'].includes(command)
  if (!asked) console.error(`There is no command "${command}"`)
  console.log(HELP)
  return asked ? 0 : 2
}
