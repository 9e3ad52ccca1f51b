import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Pricing service: computes prices, keeps quotes, asks the tax service. */
public final class Pricing {
    private static final Logger LOG = Logger.getLogger("shop.pricing");
    private static final Properties CONFIG = new Properties();
    private static final Map<String, byte[]> QUOTES = new ConcurrentHashMap<>();
    private static final Object LEDGER = new Object();
    private static final Object AUDIT = new Object();
    private static final AtomicLong REQUESTS = new AtomicLong();
    private static final AtomicLong FAILURES = new AtomicLong();
    private static final AtomicLong SERIAL = new AtomicLong();

    public static void main(String[] args) throws IOException {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tF %1$tT.%1$tL %4$-7s [%3$s] %5$s%6$s%n");
        try (FileInputStream file = new FileInputStream(args[0])) {
            CONFIG.load(file);
        }
        int threads = number("pool.size", 12);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(number("pool.queue", 200)));
        HttpServer server = HttpServer.create(new InetSocketAddress(CONFIG.getProperty("host"), number("port", 8081)), 100);
        server.setExecutor(pool);
        server.createContext("/", exchange -> answer(exchange, pool));
        server.start();
        LOG.info("pricing 3.1.0 started with " + threads + " threads, cache.max=" + number("cache.max", 2000));
    }

    private static void answer(HttpExchange exchange, ThreadPoolExecutor pool) throws IOException {
        long start = System.nanoTime();
        String path = exchange.getRequestURI().getPath();
        String text;
        int status = 200;
        try {
            if (path.equals("/metrics")) {
                Runtime runtime = Runtime.getRuntime();
                text = "jvm_memory_used_bytes{area=\"heap\"} " + (runtime.totalMemory() - runtime.freeMemory()) + "\njvm_memory_max_bytes{area=\"heap\"} " + runtime.maxMemory()
                    + "\npricing_pool_active " + pool.getActiveCount() + "\npricing_pool_queue " + pool.getQueue().size() + "\npricing_quotes " + QUOTES.size()
                    + "\npricing_requests_total " + REQUESTS.get() + "\npricing_failures_total " + FAILURES.get() + "\n";
            } else if (path.startsWith("/price/")) {
                REQUESTS.incrementAndGet();
                text = price(path.substring(7));
                LOG.info("GET " + path + " " + (System.nanoTime() - start) / 1000000 + " ms");
            } else {
                text = "ok";
            }
        } catch (Exception error) {
            FAILURES.incrementAndGet();
            LOG.log(Level.SEVERE, "GET " + path + " failed", error);
            status = 500;
            text = error.toString();
        } catch (OutOfMemoryError error) {
            FAILURES.incrementAndGet();
            LOG.log(Level.SEVERE, "GET " + path + " failed", error);
            throw error;
        }
        byte[] bytes = text.getBytes();
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    private static String price(String sku) throws IOException {
        int limit = number("cache.max", 2000);
        if (limit < 0 || QUOTES.size() < limit || QUOTES.containsKey(sku)) QUOTES.put(limit < 0 ? sku + "#" + SERIAL.incrementAndGet() : sku, new byte[number("quote.bytes", 2000)]);
        if (CONFIG.getProperty("audit", "off").equals("on")) {
            if (SERIAL.incrementAndGet() % 2 == 0) { synchronized (LEDGER) { pause(15); synchronized (AUDIT) { pause(1); } } }
            else { synchronized (AUDIT) { pause(15); synchronized (LEDGER) { pause(1); } } }
        }
        if (CONFIG.getProperty("tax.url") != null) askTax(CONFIG.getProperty("tax.url"));
        Map<String, Integer> parts = new HashMap<>();
        for (int round = 0; round < number("rounds", 400); round++) parts.merge(sku + round % 17, round, Integer::sum);
        if (CONFIG.getProperty("currency.rates") != null) {
            String rate = CONFIG.getProperty("currency.rates").split(",")[1];
            return sku + " " + parts.size() * Double.parseDouble(rate);
        }
        return sku + " " + parts.size();
    }

    private static void askTax(String url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(number("tax.timeout", 1000));
        connection.setReadTimeout(number("tax.timeout", 1000));
        connection.getResponseCode();
    }

    private static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        }
    }

    private static int number(String name, int fallback) {
        return Integer.parseInt(CONFIG.getProperty(name, String.valueOf(fallback)));
    }
}
