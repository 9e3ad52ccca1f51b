/** Style sheet of the HTML report: prints well, follows the reader's dark mode. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0; } main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: .25rem; }
.meta, .rest, small { opacity: .75; } h3 span { font-variant-numeric: tabular-nums; }
article.refuted h3 { text-decoration: line-through; }
blockquote { margin: .75rem 0; padding: .25rem 1rem; border-left: 3px solid currentColor; }
code, pre { font-family: ui-monospace, monospace; font-size: .85em; font-variant-ligatures: none; white-space: pre-wrap; overflow-wrap: anywhere; }
.cite { margin: .25rem 0; }
`
