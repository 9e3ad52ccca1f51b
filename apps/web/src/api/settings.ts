import { api } from '@faultmaven/contracts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from './call.ts'

const operations = api.operations
const [MODELS, LIMITS, TOKENS] = [['models'], ['limits'], ['tokens']]

/** The models that the operator configured: their names change with a restart of the server only, whether they have a key and rest does not. */
export function useModels() {
  return useQuery({ queryKey: MODELS, queryFn: ({ signal }) => call(operations.listModels, {}, { signal }) })
}

/** What of the limits is used, as of now. */
export function useLimits() {
  return useQuery({
    queryKey: LIMITS,
    queryFn: ({ signal }) => call(operations.listLimits, {}, { signal }),
    staleTime: 0,
    refetchOnWindowFocus: 'always',
  })
}

/** The lasting tokens of this user, without what they open doors with. */
export function useTokens() {
  return useQuery({ queryKey: TOKENS, queryFn: ({ signal }) => call(operations.listTokens, {}, { signal }) })
}

/** To be called when a key was given or removed, or a model was tested: then it may rest. */
export function useModelsChanged(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: MODELS })
}

export function useTokensChanged(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: TOKENS })
}
