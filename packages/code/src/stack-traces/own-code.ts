import type { Runtime } from './stack-trace.ts'

/** Paths and names that belong to the runtime or to installed packages, a runtime each; all else is the program's own. */
const FOREIGN: Readonly<Record<Runtime, RegExp>> = {
  // Packages of the platform, of build tools that generate code, and of the frameworks that call an application.
  java: /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|clojure|org\.(?:springframework|apache|hibernate|eclipse|jboss|junit|slf4j|postgresql|mariadb)|io\.(?:netty|grpc|vertx|undertow|micrometer|opentelemetry|lettuce|micronaut|quarkus|ktor)|com\.(?:zaxxer|fasterxml|google\.common|mysql|mongodb|rabbitmq|datastax)|ch\.qos|reactor|okhttp3|redis\.clients|akka|play)\.|\$\$(?:FastClassBy|EnhancerBy|Lambda)/,
  // Installation schemes of `sysconfig`, and modules frozen into the interpreter.
  python:
    /(?:^|[/\\])(?:site-packages|dist-packages)[/\\]|[/\\]lib(?:64)?[/\\]python\d|^<(?:frozen|string|stdin)|[/\\]Lib[/\\]|\.pyenv[/\\]/,
  javascript: /(?:^|[/\\])node_modules[/\\]|^(?:node:|internal[/\\]|native |<anonymous>|events\.js|module\.js|webpack[/:])/,
  // GOROOT, the module cache, vendored packages.
  go: /^(?:\/usr\/(?:local\/)?(?:lib\/)?go(?:-\d[\d.]*)?\/src|.{0,200}\/(?:go\/src\/runtime|pkg\/mod|vendor|go\/src\/(?:net|internal|runtime|reflect|sync|encoding|database|bufio|io)\b))/,
  rust: /^(?:\/rustc\/|.{0,200}\/(?:\.cargo\/(?:registry|git)|rustlib\/src)\/|(?:core|std|alloc|rust_begin_unwind|tokio|hyper|futures_\w+|backtrace|panic_unwind)(?:::|$)|<(?:core|std|alloc|tokio|F as core|T as core)|_?_?libc_start|_start$|main$)/,
  native:
    /^(?:\/(?:usr\/)?lib(?:32|64)?\/|\.\.?\/(?:sysdeps|csu|nptl|stdlib|malloc|signal|string|libio)\/|__GI_|__libc_|_start$|raise$|abort$|__assert|__interceptor_|__asan|__sanitizer|operator (?:new|delete)|std::|gsignal|clone3?$|start_thread$|malloc$|free$)/,
  // What every trace has: printing it, entering the kernel, interrupts, the scheduler.
  kernel:
    /^(?:dump_stack|__dump|show_|panic|__warn|warn_slowpath|asm_|entry_|do_syscall|x64_sys|__x64_sys|ret_from|report_|print_|kasan|__kasan|irq_|__irq|smp_|sysvec|apic_|watchdog|hrtimer|__hrtimer|nmi|trigger_|invalid_op|exc_|do_error|do_trap|fixup_|handle_|check_|__die|die|oops|kthread|worker_thread|process_one_work|__schedule|schedule|rcu_|perf_)/,
  dotnet: /^(?:System|Microsoft|Npgsql|Newtonsoft|MediatR|Grpc|StackExchange|MySql)\./,
  ruby: /\/(?:gems|lib\/ruby|rubygems|bundler)\//,
  php: /(?:^|\/)vendor\//,
}

/**
 * Whether a frame is of the program itself rather than of its runtime, framework or an installed package.
 * By path where the trace names one, else by the name of the function.
 */
export function isOwnCode(runtime: Runtime, name: string, file: string | undefined): boolean {
  const foreign = FOREIGN[runtime]
  // A JVM names files without their folders: there the class tells.
  const isNamedOnly = runtime === 'java' || runtime === 'kernel' || runtime === 'dotnet' || file === undefined
  if (isNamedOnly) return !foreign.test(name)
  return !foreign.test(file) && !(runtime !== 'javascript' && runtime !== 'go' && foreign.test(name))
}
