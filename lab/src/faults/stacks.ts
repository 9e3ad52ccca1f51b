/** Stacks of the shop, in the order of starting. */
export const shop = ['postgres', 'redis', 'payments', 'orders', 'gateway', 'nginx'] as const
export const shopWithoutCache = ['postgres', 'payments', 'orders', 'gateway', 'nginx'] as const
