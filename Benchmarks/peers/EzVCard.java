import ezvcard.Ezvcard;
import ezvcard.VCard;
import ezvcard.VCardVersion;
import ezvcard.io.text.VCardReader;
import ezvcard.io.text.VCardWriter;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * ez-vcard as cardferry-bench measures it: {@code java -cp ... EzVCard.java FILE}.
 *
 * <p>Reads the cards of FILE, prints one line that tells what this is, how many cards there are and
 * how many bytes it makes of them, and writes them until the compiler has nothing more to improve.
 * From then on each line on standard input is answered with the seconds that one pass over all
 * cards took: written as vCard 4.0, as bytes of UTF-8 into nothing, by one writer, part by part,
 * each read just before, which isn't counted.
 */
final class EzVCard {
  private static final int WARM_UP_PASSES = 10;
  private static final long WARM_UP_NANOSECONDS = 5_000_000_000L;
  private static final int PART_SIZE = 500;

  private static int cards;

  public static void main(String[] arguments) throws IOException {
    String text = Files.readString(Path.of(arguments[0]));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(text, bytes);
    System.out.printf(
        "ez-vcard %s on Java %s\t%d\t%d%n",
        Ezvcard.VERSION, System.getProperty("java.version"), cards, bytes.size());

    long nanoseconds = 0;
    for (int pass = 0; pass < WARM_UP_PASSES || nanoseconds < WARM_UP_NANOSECONDS; pass++) {
      nanoseconds += write(text, OutputStream.nullOutputStream());
    }
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in));
    while (questions.readLine() != null) {
      System.out.println(write(text, OutputStream.nullOutputStream()) / 1e9);
    }
  }

  /** Returns the nanoseconds that writing took. */
  private static long write(String text, OutputStream target) throws IOException {
    long nanoseconds = 0;
    cards = 0;
    try (VCardReader reader = new VCardReader(text);
        VCardWriter writer = new VCardWriter(target, VCardVersion.V4_0)) {
      // Not a PRODID of its own: the cards have one.
      writer.setAddProdId(false);
      writer.setCaretEncodingEnabled(true);
      List<VCard> part;
      do {
        part = new ArrayList<>(PART_SIZE);
        VCard read;
        while (part.size() < PART_SIZE && (read = reader.readNext()) != null) part.add(read);
        long start = System.nanoTime();
        for (VCard card : part) writer.write(card);
        writer.flush();
        nanoseconds += System.nanoTime() - start;
        cards += part.size();
      } while (part.size() == PART_SIZE);
    }
    return nanoseconds;
  }
}
