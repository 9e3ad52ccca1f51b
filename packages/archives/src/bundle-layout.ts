/** Layouts of well-known support bundles, each told by paths that only it has. */
const LAYOUTS: readonly { readonly name: string; readonly marks: readonly RegExp[] }[] = [
  { name: 'sosreport', marks: [/(?:^|\/)sos_(?:commands|reports|logs)\//, /(?:^|\/)sosreport-[^/]+\//] },
  {
    name: 'must-gather',
    marks: [/(?:^|\/)must-gather[^/]*\//, /(?:^|\/)cluster-scoped-resources\/[^/]+\//, /(?:^|\/)must-gather\.log/],
  },
  {
    name: 'kubectl cluster-info dump',
    marks: [/^(?:[^/]+\/)*[^/]+\/(?:replication-controllers|daemonsets|replicasets)\.(?:json|yaml)$/],
  },
]

/** Looks at members' paths as they pass and tells which support bundle they are of, if any. */
export function createLayoutRecogniser() {
  let found: string | undefined
  return {
    see(path: string): void {
      found ??= LAYOUTS.find(({ marks }) => marks.some((mark) => mark.test(path)))?.name
    },
    get layout() {
      return found
    },
  }
}
