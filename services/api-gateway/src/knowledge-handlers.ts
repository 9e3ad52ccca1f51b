import type { api, knowledgeBase } from '@faultmaven/contracts'
import { type Client, type Handlers, ProblemError } from '@faultmaven/rpc'

export type KnowledgeBackend = Client<typeof knowledgeBase>
type KnowledgeHandlers = Pick<
  Handlers<typeof api>,
  | 'addDocument'
  | 'importArchive'
  | 'importFolder'
  | 'importUrls'
  | 'listImports'
  | 'getImport'
  | 'stopImport'
  | 'removeCollection'
  | 'listDocuments'
  | 'changeDocument'
  | 'removeDocument'
  | 'retryDocument'
  | 'getIngestion'
  | 'searchKnowledge'
  | 'getPassage'
  | 'rateDocument'
  | 'getSearchModel'
  | 'setSearchModel'
  | 'listCorpora'
  | 'importCorpus'
>

/** Passes the operations of the knowledge base on; where there is none, each says so. */
export function createKnowledgeHandlers(knowledgeBase: KnowledgeBackend | undefined): KnowledgeHandlers {
  const backend = (): KnowledgeBackend => {
    if (knowledgeBase) return knowledgeBase
    throw new ProblemError('service.unavailable', {
      detail: 'No knowledge base runs here; start the gateway with --knowledge-base-url or with --target=all',
    })
  }
  return {
    addDocument: async (input, body, context) => backend().addDocument(input, body, context),
    importArchive: async (input, body, context) => backend().importArchive(input, body, context),
    importFolder: async (input, context) => backend().importFolder(input, context),
    importUrls: async (input, context) => backend().importUrls(input, context),
    listImports: async (input, context) => backend().listImports(input, context),
    getImport: async (input, context) => backend().getImport(input, context),
    stopImport: async (input, context) => backend().stopImport(input, context),
    removeCollection: async (input, context) => backend().removeCollection(input, context),
    listDocuments: async (input, context) => backend().listDocuments(input, context),
    changeDocument: async (input, context) => backend().changeDocument(input, context),
    removeDocument: async (input, context) => backend().removeDocument(input, context),
    retryDocument: async (input, context) => backend().retryDocument(input, context),
    getIngestion: async (input, context) => backend().getIngestion(input, context),
    searchKnowledge: async (input, context) => backend().search(input, context),
    getPassage: async (input, context) => backend().getPassage(input, context),
    getSearchModel: async (input, context) => backend().getSearchModel(input, context),
    setSearchModel: async (input, context) => backend().setSearchModel(input, context),
    listCorpora: async (input, context) => backend().listCorpora(input, context),
    importCorpus: async (input, context) => backend().importCorpus(input, context),
    rateDocument: async (input, context) => backend().giveFeedback(input, context),
  }
}
