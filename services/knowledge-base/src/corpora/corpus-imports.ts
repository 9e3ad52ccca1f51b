import type { KnowledgeCorpus } from '@faultmaven/contracts'
import { type Principal, ProblemError } from '@faultmaven/rpc'
import { CORPORA, type Corpus } from './corpus.ts'
import { type CorpusDocument, importCorpus } from './import-corpus.ts'

type Import = KnowledgeCorpus['import']
type Deps = {
  readonly add: (document: CorpusDocument, principal: Principal) => Promise<unknown>
  readonly onError: (error: unknown) => void
  /** @default fetches over the network */
  readonly fetchCorpus?: typeof importCorpus
}

/** Imports of the corpora of the manifest, and of no others; one of each at a time. */
export function createCorpusImports({ add, onError, fetchCorpus = importCorpus }: Deps) {
  const imports = new Map<string, Import>()
  const running = new Set<Promise<void>>()

  const tell = ({ id, name, licence, attribution, url }: Corpus): KnowledgeCorpus => {
    return { id, name, licence, attribution, url, import: imports.get(id) ?? { state: 'none' } }
  }
  async function run(corpus: Corpus, principal: Principal): Promise<void> {
    try {
      const documents = await fetchCorpus(corpus, (document) => add(document, principal))
      imports.set(corpus.id, { state: 'done', documents })
    } catch (error) {
      onError(error)
      imports.set(corpus.id, { state: 'failed', why: error instanceof Error ? error.message : 'It could not be fetched' })
    }
  }
  return {
    list: () => CORPORA.map(tell),
    /** @throws {ProblemError} `document.not_found` for a corpus that the manifest does not name */
    start(corpusId: string, principal: Principal): KnowledgeCorpus {
      const corpus = CORPORA.find(({ id }) => id === corpusId)
      if (!corpus) throw new ProblemError('document.not_found')
      if (imports.get(corpusId)?.state !== 'running') {
        imports.set(corpusId, { state: 'running' })
        const work = run(corpus, principal).finally(() => running.delete(work))
        running.add(work)
      }
      return tell(corpus)
    },
    idle: async (): Promise<void> => void (await Promise.all(running)),
  }
}
