/** Stacks of the shop, in the order of starting. */
export const shop = ['postgres', 'redis', 'payments', 'orders', 'gateway', 'nginx'] as const
export const shopWithoutCache = ['postgres', 'payments', 'orders', 'gateway', 'nginx'] as const
export const shopWithLedger = ['postgres', 'mariadb', 'payments', 'orders', 'gateway'] as const
export const shopWithQueue = ['postgres', 'rabbitmq', 'worker', 'payments', 'orders', 'gateway'] as const
export const shopWithProvider = ['postgres', 'provider', 'payments', 'orders', 'gateway'] as const
export const shopWithNames = ['dnsmasq', 'postgres', 'redis', 'payments', 'orders', 'gateway'] as const
export const shopBehindBalancer = ['postgres', 'payments', 'orders', 'gateway', 'gateway-2', 'haproxy'] as const
export const catalogStack = ['postgres', 'memcached', 'catalog'] as const
export const intranet = ['postgres', 'catalog', 'apache'] as const
export const shopWithLogrotate = ['postgres', 'payments', 'orders', 'gateway', 'nginx', 'logrotate'] as const
