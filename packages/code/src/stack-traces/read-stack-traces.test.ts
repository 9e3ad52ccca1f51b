import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStackTraces } from './read-stack-traces.ts'
import { describeException, rootCauseOf, type StackTrace } from './stack-trace.ts'

const read = (text: string) => readStackTraces(text.split('\n'))
/** A trace as one line a link of its chain: who, what, then the frames from the innermost; `*` marks the program's own. */
const shown = (trace: StackTrace | undefined): string[] => {
  const links: string[] = []
  for (let link = trace; link !== undefined; link = link.cause) {
    const frames = link.frames.map(({ function: name, file, line, isOwn }) => {
      const place = file === undefined ? '' : ` ${file}${line === undefined ? '' : `:${line}`}`
      return `${isOwn ? '*' : ''}${name}${place}`
    })
    links.push(`${link.runtime} ${describeException(link) ?? '?'} | ${frames.join(' < ')}`)
  }
  return links
}

describe('readStackTraces()', () => {
  it('reads a Java trace with its causes, what was suppressed and its thread', () => {
    const traces = read(`Exception in thread "worker-3" com.acme.ShipmentException: Cannot ship 17
\tat com.acme.ship.Shipper.send(Shipper.java:88)
\tat java.base/java.lang.Thread.run(Thread.java:833)
\tSuppressed: java.io.IOException: close failed
\t\tat com.acme.ship.Label.close(Label.java:12)
Caused by: java.sql.SQLException: no connection
\tat com.acme.db.Pool$Slot.take(Pool.java:31) ~[db-1.2.jar:1.2]
\t... 2 more
Caused by: java.net.ConnectException: Connection refused
\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
\t... 5 more
next line`)
    expect(traces).toHaveLength(1)
    expect(traces[0]).toMatchObject({ thread: 'worker-3', from: 0, to: 11 })
    expect(shown(traces[0])).toEqual([
      'java com.acme.ShipmentException: Cannot ship 17 | *com.acme.ship.Shipper.send Shipper.java:88 < java.lang.Thread.run Thread.java:833',
      'java java.sql.SQLException: no connection | *com.acme.db.Pool$Slot.take Pool.java:31',
      'java java.net.ConnectException: Connection refused | sun.nio.ch.Net.pollConnect',
    ])
    expect(traces[0]?.suppressed.map((other) => shown(other))).toEqual([
      ['java java.io.IOException: close failed | *com.acme.ship.Label.close Label.java:12'],
    ])
  })

  it('reads a Java trace that begins with its cause, and one without its heading', () => {
    const [wrapped] = read(`java.lang.IllegalStateException: inner
\tat com.acme.A.a(A.java:1)
\t... 3 common frames omitted
Wrapped by: com.acme.OuterException: outer
\tat com.acme.B.b(B.java:2)`)
    expect(shown(wrapped)).toEqual([
      'java com.acme.OuterException: outer | *com.acme.B.b B.java:2',
      'java java.lang.IllegalStateException: inner | *com.acme.A.a A.java:1',
    ])
    expect(shown(read('could not start\n\tat com.acme.Main.main(Main.kt:9)')[0])).toEqual([
      'java ? | *com.acme.Main.main Main.kt:9',
    ])
  })

  it('reads a Python chain from the outer exception to its cause, with source lines', () => {
    const [trace] = read(`Traceback (most recent call last):
  File "/srv/app/store.py", line 41, in load
    return self.rows[key]
           ~~~~~~~~~^^^^^
KeyError: 'a7'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/app/main.py", line 7, in <module>
    serve()
  File "/usr/lib/python3.11/socketserver.py", line 233, in serve_forever
    self.step()
  [Previous line repeated 3 more times]
app.errors.Missing: no such row`)
    expect(shown(trace)).toEqual([
      'python app.errors.Missing: no such row | serve_forever /usr/lib/python3.11/socketserver.py:233 < *<module> /srv/app/main.py:7',
      "python KeyError: 'a7' | *load /srv/app/store.py:41",
    ])
    expect(trace && rootCauseOf(trace).frames[0]?.code).toBe('return self.rows[key]')
  })

  it('reads an exception group', () => {
    const [trace] = read(`  + Exception Group Traceback (most recent call last):
  |   File "/srv/app/run.py", line 5, in main
  |     async with group:
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)`)
    expect(shown(trace)).toEqual([
      'python ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) | *main /srv/app/run.py:5',
    ])
  })

  it('reads V8 and Gecko traces with their causes', () => {
    const [trace] = read(`TypeError: Cannot read properties of undefined (reading 'id')
    at toRow (/srv/shop/rows.js:12:9)
    at async Promise.all (index 0)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    at /srv/shop/node_modules/express/lib/router.js:5:1 {
  [cause]: Error: read ECONNRESET
      at TCP.onStreamRead (node:internal/stream_base_commons:217:20)
}`)
    expect(shown(trace)).toEqual([
      "javascript TypeError: Cannot read properties of undefined (reading 'id') | *toRow /srv/shop/rows.js:12 < *Promise.all < process.processTicksAndRejections node:internal/process/task_queues:95 < <anonymous> /srv/shop/node_modules/express/lib/router.js:5",
      'javascript Error: read ECONNRESET | TCP.onStreamRead node:internal/stream_base_commons:217',
    ])
    expect(shown(read('draw@https://shop.example/app.js:40:3')[0])).toEqual([
      'javascript ? | *draw https://shop.example/app.js:40',
    ])
  })

  it('reads a Go panic and the goroutines of a dump', () => {
    const traces = read(`panic: runtime error: index out of range [5] with length 3 [recovered]
\tpanic: runtime error: index out of range [5] with length 3
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]

goroutine 18 [running]:
main.(*Cart).total(0xc000012, {0x1, 0x2})
\t/home/app/cart.go:27 +0x1d
net/http.HandlerFunc.ServeHTTP(...)
\t/usr/local/go/src/net/http/server.go:2136
created by net/http.(*Server).Serve in goroutine 1
\t/usr/local/go/src/net/http/server.go:3086 +0x30

goroutine 7 [chan receive, 3 minutes]:
main.wait()
\t/home/app/wait.go:9 +0x2`)
    expect(traces.map((trace) => trace.thread)).toEqual(['goroutine 18 [running]', 'goroutine 7 [chan receive, 3 minutes]'])
    expect(shown(traces[0])).toEqual([
      'go panic: runtime error: index out of range [5] with length 3 [recovered] | *main.(*Cart).total /home/app/cart.go:27 < net/http.HandlerFunc.ServeHTTP /usr/local/go/src/net/http/server.go:2136 < net/http.(*Server).Serve /usr/local/go/src/net/http/server.go:3086',
    ])
  })

  it('reads Rust panics of both forms and a report of causes', () => {
    const [newer] = read(`thread 'main' panicked at src/main.rs:4:5:
called \`Option::unwrap()\` on a \`None\` value
stack backtrace:
   0: rust_begin_unwind
             at /rustc/82e1608df/library/std/src/panicking.rs:645:5
   1: shop::price::of
             at ./src/price.rs:19:9
note: Some details are omitted`)
    expect(shown(newer)).toEqual([
      'rust panic: called `Option::unwrap()` on a `None` value | rust_begin_unwind /rustc/82e1608df/library/std/src/panicking.rs:645 < *shop::price::of ./src/price.rs:19',
    ])
    expect(shown(read("thread 'w' panicked at 'boom', src/lib.rs:9:1")[0])).toEqual(['rust panic: boom | *<panic> src/lib.rs:9'])
    expect(
      shown(read('Error: cannot start\n\nCaused by:\n    0: cannot bind\n    1: Address already in use (os error 98)')[0]),
    ).toEqual(['rust cannot start | ', 'rust cannot bind | ', 'rust Address already in use (os error 98) | '])
  })

  it('reads gdb and sanitizers', () => {
    const [gdb] = read(`Program received signal SIGSEGV, Segmentation fault.
0x0000555555555131 in copy (to=0x0) at copy.c:5
#0  0x0000555555555131 in copy (to=0x0, from=0x5555) at copy.c:5
#1  0x0000555555555170 in std::vector<int>::push(int const&) () from /usr/lib/libgrid.so.2
#2  main () at main.c:12`)
    expect(shown(gdb)).toEqual([
      'native SIGSEGV: Segmentation fault | *copy copy.c:5 < std::vector<int>::push /usr/lib/libgrid.so.2 < *main main.c:12',
    ])
    const freed = read(`==31==ERROR: AddressSanitizer: heap-use-after-free on address 0x602 at pc 0x4c
READ of size 4 at 0x602 thread T0
    #0 0x4c2b in grid_get /src/grid.c:40:3
    #1 0x4c9f in main /src/main.c:8:10
0x602 is located 0 bytes inside
freed by thread T0 here:
    #0 0x49 in free (/src/a.out+0x49)
    #1 0x4c in grid_drop /src/grid.c:22:5`)
    expect(freed.map((trace) => shown(trace)[0])).toEqual([
      'native AddressSanitizer: heap-use-after-free on address 0x602 at pc 0x4c | *grid_get /src/grid.c:40 < *main /src/main.c:8',
      'native ? | free /src/a.out+0x49 < *grid_drop /src/grid.c:22',
    ])
  })

  it('reads an oops of the kernel, with and without stamps', () => {
    const [oops] = read(`[  812.104] BUG: unable to handle page fault for address: ffffd0
[  812.105] CPU: 2 PID: 911 Comm: fsync-loop Not tainted 6.1.0
[  812.106] RIP: 0010:ring_reset+0x3c/0x90 [acme_net]
[  812.107] Call Trace:
[  812.108]  <TASK>
[  812.109]  ? ring_poll+0x10/0x20 [acme_net]
[  812.110]  acme_ioctl+0x55/0x110 [acme_net]
[  812.111]  do_syscall_64+0x3a/0x90
[  812.112] ---[ end trace 0000000000000000 ]---`)
    expect(oops).toMatchObject({ thread: 'fsync-loop', exception: 'BUG' })
    expect(shown(oops)).toEqual([
      'kernel BUG: unable to handle page fault for address: ffffd0 | *ring_reset < *ring_poll < *acme_ioctl < do_syscall_64',
    ])
    expect(oops?.frames.map(({ isUnsure }) => isUnsure === true)).toEqual([false, true, false, false])
  })

  it('reads .NET, Ruby and PHP', () => {
    expect(
      shown(
        read(`Unhandled exception. System.InvalidOperationException: Sequence contains no elements
   at System.Linq.ThrowHelper.ThrowNoElementsException()
   at Shop.Prices.Latest(String item) in /src/Prices.cs:line 31`)[0],
      ),
    ).toEqual([
      'dotnet System.InvalidOperationException: Sequence contains no elements | System.Linq.ThrowHelper.ThrowNoElementsException < *Shop.Prices.Latest /src/Prices.cs:31',
    ])
    expect(
      shown(
        read(
          "/srv/app/cart.rb:12:in `total': undefined method `+' for nil (NoMethodError)\n\tfrom /srv/app/main.rb:3:in `<main>'",
        )[0],
      ),
    ).toEqual(["ruby NoMethodError: undefined method `+' for nil | *total /srv/app/cart.rb:12 < *<main> /srv/app/main.rb:3"])
    expect(
      shown(
        read(`PHP Fatal error:  Uncaught RuntimeException: no stock in /srv/app/Cart.php:19
Stack trace:
#0 /srv/app/vendor/acme/bus.php(8): Cart->add()
#1 {main}
  thrown in /srv/app/Cart.php on line 19`)[0],
      ),
    ).toEqual([
      'php RuntimeException: no stock | *{throw} /srv/app/Cart.php:19 < Cart->add /srv/app/vendor/acme/bus.php:8 < *{main}',
    ])
  })

  it('finds nothing in lines that only look like it', () => {
    expect(
      read(
        'INFO: all good\nWARNING: low disk\nat last (we are there)\npanic: no\n#1 priority\nCaused a stir\nError handling is on',
      ),
    ).toEqual([])
  })

  it('reads chains and headings without end: each line once, a hundred causes', () => {
    const caused = read(`a.b.CException: m\n${'Caused by: a.D: n\n'.repeat(20_000)}`)
    expect(caused).toHaveLength(1)
    let depth = 0
    for (let link = caused[0]; link !== undefined; link = link.cause) depth += 1
    expect(depth).toBe(101)
    expect(
      read(`Error: m\n    at f (/a.js:1:2)\n${'  [cause]: Error: n\n      at f (/a.js:1:2)\n'.repeat(20_000)}`),
    ).toHaveLength(1)
    expect(read(`Error: m\n\nCaused by:\n${'    0: n\n'.repeat(20_000)}`)[0]?.runtime).toBe('rust')
    // Headings that nothing but suppressed exceptions follow were read to the end again and again.
    expect(read('a.b.CException: m\n\tSuppressed: a.E: o\n'.repeat(20_000)).length).toBeGreaterThan(0)
  })

  it('never throws, and its traces are in order and do not overlap', () => {
    const piece = fc.constantFrom(
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      'ValueError: x',
      '\tat a.B.c(B.java:1)',
      'a.b.CException: m',
      'Caused by: a.D: n',
      '\tSuppressed: a.E: o',
      'Wrapped by: a.F: p',
      'goroutine 1 [running]:',
      'main.f(0x1)',
      '\t/a.go:1 +0x1',
      '#0  f () at f.c:1',
      '#1  g () at f.c:2',
      'Call Trace:',
      ' f+0x1/0x2',
      '    at f (/a.js:1:2)',
      'text',
      '',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 40 })), { maxLength: 60 }), (lines) => {
        let end = 0
        for (const { from, to, frames, cause, suppressed } of readStackTraces(lines)) {
          expect(from).toBeGreaterThanOrEqual(end)
          expect(to).toBeGreaterThan(from)
          expect(to).toBeLessThanOrEqual(lines.length)
          expect(
            frames.length > 0 || cause !== undefined || suppressed.length > 0 || lines[from]?.startsWith('Caused by: '),
          ).toBe(true)
          end = to
        }
      }),
      { numRuns: 500 },
    )
  })
})
