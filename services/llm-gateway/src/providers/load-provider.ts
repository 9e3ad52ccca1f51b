import type { ModelSettings } from '../settings/gateway-settings.ts'
import { baseUrlOf } from './base-url.ts'
import { createCompatible } from './compatible/create-compatible.ts'
import type { PackagedSettings } from './packages/load-package.ts'
import type { Provider } from './provider.ts'

/** The provider of a configured model. */
export async function loadProvider(settings: ModelSettings): Promise<Provider> {
  const baseUrl = baseUrlOf(settings)
  if (!isPackaged(settings)) return createCompatible(settings, baseUrl)
  const { createPackaged } = await import('./packages/create-packaged.ts')
  return createPackaged(settings, baseUrl)
}

function isPackaged(settings: ModelSettings): settings is PackagedSettings {
  return settings.provider !== 'openai-compatible' && settings.provider !== 'openrouter'
}
