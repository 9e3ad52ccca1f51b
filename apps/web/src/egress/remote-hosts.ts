import type { ConfiguredModel } from '@faultmaven/contracts'

const THIS_MACHINE = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/

/** The hosts beyond this server that redacted text goes to, each once, in the order in which their models are asked. */
export function remoteHosts(models: readonly Pick<ConfiguredModel, 'host'>[]): readonly string[] {
  return [...new Set(models.map(({ host }) => host))].filter((host) => !THIS_MACHINE.test(host))
}
