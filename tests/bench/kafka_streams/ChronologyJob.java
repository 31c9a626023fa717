// The chronologies of this hub as a Kafka Streams job builds them, to be measured beside ours: one
// row a fact a source record in RocksDB, ordered by when it occurred, each event once, corrections
// and withdrawals as marks. No identity and no feed ledger, which ours builds as well.
//
//   java … ChronologyJob BROKERS TOPIC EVENTS DIRECTORY exactly-once|at-least-once changelog|none
//       DIGESTS
//
// Prints events per CPU second of this process and per second, from the start of the streams until
// the last of the first EVENTS records is processed, the last commit not included; then writes
// DIGESTS as goldthread_bench --digests does. With "-" for DIGESTS the records are yet to come: it
// says "following" once it waits for them, and prints events per CPU second of all and of the second
// half, when it is warm.
import com.google.protobuf.Timestamp;
import goldthread.v1.EventOuterClass.Event;
import goldthread.v1.EventOuterClass.Occurred;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

public final class ChronologyJob {
  private static final String EVENTS = "events";
  private static final String ROWS = "rows";
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  // Of a row's key.
  private static final byte FACT = 'r';
  private static final byte AMENDED = 'k';
  private static final byte AMENDMENT = 'm';
  // Of an event's value: it has come; or somebody amends it who came before it.
  private static final byte CAME = 1;
  private static final byte AWAITED = 0;

  // As eventstore/base/key.h: text escaped and ended, numbers by their order.
  private static final class Key {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);

    Key text(String text) {
      for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
        bytes.write(b);
        if (b == 0) bytes.write(0xFF);
      }
      bytes.write(0);
      bytes.write(1);
      return this;
    }

    Key number(long number) {
      bytes.writeBytes(ByteBuffer.allocate(8).putLong(number ^ Long.MIN_VALUE).array());
      return this;
    }

    Key of(byte kind) {
      bytes.write(kind);
      return this;
    }

    Bytes take() {
      return Bytes.wrap(bytes.toByteArray());
    }
  }

  private static final class Chronologies implements Processor<byte[], byte[], Void, Void> {
    private final long last;
    private final CountDownLatch done;
    private final CountDownLatch half;
    private ProcessorContext<Void, Void> context;
    private KeyValueStore<Bytes, byte[]> events;
    private KeyValueStore<Bytes, byte[]> rows;

    Chronologies(long last, CountDownLatch half, CountDownLatch done) {
      this.last = last;
      this.half = half;
      this.done = done;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      this.context = context;
      events = context.getStateStore(EVENTS);
      rows = context.getStateStore(ROWS);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      final long offset = context.recordMetadata().get().offset();
      if (offset > last) return;
      try {
        fold(record);
      } catch (com.google.protobuf.InvalidProtocolBufferException wrong) {
        throw new IllegalStateException("offset " + offset + " is no event", wrong);
      }
      if (offset == last / 2) half.countDown();
      if (offset == last) done.countDown();
    }

    private void fold(Record<byte[], byte[]> record)
        throws com.google.protobuf.InvalidProtocolBufferException {
      final Event event = Event.parseFrom(record.value());
      final Bytes key = new Key().text(event.getFeed()).text(event.getId()).take();
      final byte[] held = events.get(key);
      if (held != null && held[0] == CAME) return;  // The first content stands.
      final ByteArrayOutputStream subjects = new ByteArrayOutputStream();
      subjects.write(CAME);
      switch (event.getPayloadCase()) {
        case EVENT_CORRECTED -> amend(event, event.getCorrects(), record.timestamp());
        case EVENT_WITHDRAWN -> amend(event, event.getWithdraws(), record.timestamp());
        case RECORDS_LINKED, RECORDS_SEPARATED, ALERT_ACKNOWLEDGED, ALERT_CLOSED -> { }
        default -> addFact(event, record, held != null, subjects);
      }
      events.put(key, subjects.toByteArray());
    }

    private void addFact(
        Event event,
        Record<byte[], byte[]> record,
        boolean amended,
        ByteArrayOutputStream subjects) {
      final long wall = wallClock(event.getOccurred());
      final byte[] row =
          ByteBuffer.allocate(8 + record.value().length)
              .putLong(record.timestamp())
              .put(record.value())
              .array();
      final Set<String> named = new LinkedHashSet<>();
      event.getSubjectsList().forEach(subject -> named.add(subject.getRecord()));
      for (String child : named) {
        final Key key = new Key().of(FACT).text(event.getFeed()).text(child);
        rows.put(key.number(wall).text(event.getId()).take(), row);
        if (amended) markAmended(event.getFeed(), child, event.getId());
        subjects.writeBytes(new Key().text(child).take().get());
      }
      if (!event.getCorrects().isEmpty()) amend(event, event.getCorrects(), record.timestamp());
    }

    private void amend(Event event, String target, long received) {
      rows.put(
          new Key().of(AMENDMENT).text(event.getFeed()).text(target).text(event.getId()).take(),
          ByteBuffer.allocate(8).putLong(received).array());
      final Bytes key = new Key().text(event.getFeed()).text(target).take();
      final byte[] held = events.get(key);
      if (held == null) {
        events.put(key, new byte[] {AWAITED});
        return;
      }
      for (int from = 1, at = 1; at + 1 < held.length; ++at) {
        // Records' ids have no control characters.
        if (held[at] != 0 || held[at + 1] != 1) continue;
        markAmended(
            event.getFeed(), new String(held, from, at - from, StandardCharsets.UTF_8), target);
        from = at + 2;
        ++at;
      }
    }

    private void markAmended(String feed, String child, String id) {
      rows.put(new Key().of(AMENDED).text(feed).text(child).text(id).take(), new byte[0]);
    }
  }

  // Microseconds on the London clock.
  private static long wallClock(Occurred occurred) {
    if (occurred.hasDate()) {
      return LocalDate.parse(occurred.getDate()).toEpochDay() * 86_400_000_000L;
    }
    final Timestamp instant = occurred.getInstant();
    final LocalDateTime wall =
        LocalDateTime.ofInstant(
            Instant.ofEpochSecond(instant.getSeconds(), instant.getNanos()), LONDON);
    return wall.toEpochSecond(ZoneOffset.UTC) * 1_000_000L + wall.getNano() / 1000;
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name, boolean changelog) {
    final var builder =
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    return changelog ? builder.withLoggingEnabled(Map.of()) : builder.withLoggingDisabled();
  }

  private static Properties settings(String brokers, String directory, String guarantee) {
    final Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-" + ProcessHandle.current().pid());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, directory);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        guarantee.equals("exactly-once")
            ? StreamsConfig.EXACTLY_ONCE_V2
            : StreamsConfig.AT_LEAST_ONCE);
    // For throughput; the rest is Kafka's own default.
    settings.put(consumer(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
    settings.put(consumer(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 8 << 20);
    settings.put(consumer(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return settings;
  }

  private static String consumer(String setting) {
    return StreamsConfig.consumerPrefix(setting);
  }

  private static double cpuSeconds() {
    final var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  // Where the text that begins at `from` ends, its end mark included.
  private static int afterText(byte[] key, int from) {
    for (int at = from; ; ++at) {
      if (key[at] != 0) continue;
      if (key[at + 1] == 1) return at + 2;
      ++at;
    }
  }

  private static void writeDigests(ReadOnlyKeyValueStore<Bytes, byte[]> rows, String file)
      throws Exception {
    try (PrintWriter out = new PrintWriter(file, StandardCharsets.UTF_8);
        KeyValueIterator<Bytes, byte[]> facts =
            rows.range(Bytes.wrap(new byte[] {FACT}), Bytes.wrap(new byte[] {FACT + 1}))) {
      byte[] child = {};
      MessageDigest digest = null;
      while (facts.hasNext()) {
        final byte[] key = facts.next().key.get();
        final int end = afterText(key, afterText(key, 1));
        final byte[] its = Arrays.copyOfRange(key, 1, end);
        if (digest == null || !Arrays.equals(its, child)) {
          if (digest != null) print(out, child, digest);
          child = its;
          digest = MessageDigest.getInstance("SHA-256");
        }
        final ByteArrayOutputStream amended = new ByteArrayOutputStream();
        amended.write(AMENDED);
        amended.writeBytes(child);
        amended.write(key, end + 8, key.length - end - 8);
        digest.update(key, 1, key.length - 1);
        digest.update((byte) (rows.get(Bytes.wrap(amended.toByteArray())) != null ? 'A' : 'S'));
      }
      if (digest != null) print(out, child, digest);
    }
  }

  private static void print(PrintWriter out, byte[] child, MessageDigest digest) {
    final HexFormat hex = HexFormat.of();
    out.print(hex.formatHex(child) + " " + hex.formatHex(digest.digest()) + "\n");
  }

  public static void main(String[] given) throws Exception {
    final String topic = given[1];
    final long events = Long.parseLong(given[2]);
    final boolean changelog = given[5].equals("changelog");
    final boolean live = given[6].equals("-");
    final CountDownLatch half = new CountDownLatch(1);
    final CountDownLatch done = new CountDownLatch(1);
    final Topology topology = new Topology();
    topology.addSource(
        "log", Serdes.ByteArray().deserializer(), Serdes.ByteArray().deserializer(), topic);
    topology.addProcessor("fold", () -> new Chronologies(events - 1, half, done), "log");
    topology.addStateStore(store(EVENTS, changelog), "fold");
    topology.addStateStore(store(ROWS, changelog), "fold");
    final Properties settings = settings(given[0], given[3], given[4]);
    try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
      streams.setUncaughtExceptionHandler(
          wrong -> {
            wrong.printStackTrace();
            Runtime.getRuntime().halt(1);
            return null;
          });
      final double cpu = cpuSeconds();
      final long start = System.nanoTime();
      streams.start();
      if (live) {
        while (streams.state() != KafkaStreams.State.RUNNING) Thread.sleep(20);
        System.out.println("following");
      }
      half.await();
      final double cpuHalf = cpuSeconds();
      done.await();
      final double cpuSpent = cpuSeconds() - cpu;
      final double wall = (System.nanoTime() - start) / 1e9;
      if (live) {
        System.out.printf(
            "  %-44s %12.1f k %12.1f k%n",
            "Kafka Streams, " + given[4] + ", changelog " + (changelog ? "on" : "off"),
            events / cpuSpent / 1e3,
            (events - events / 2) / (cpuSeconds() - cpuHalf) / 1e3);
        streams.close(Duration.ofSeconds(30));
        streams.cleanUp();
        return;
      }
      System.out.printf(
          "  %-44s %12.0f k %12.0f k%n",
          "Kafka Streams, " + given[4] + ", changelog " + (changelog ? "on" : "off"),
          events / cpuSpent / 1e3,
          events / wall / 1e3);
      writeDigests(
          streams.store(
              StoreQueryParameters.fromNameAndType(ROWS, QueryableStoreTypes.keyValueStore())),
          given[6]);
      streams.close(Duration.ofSeconds(30));
      streams.cleanUp();
    }
  }
}
